"""Pictures are looked at, written anew, and seen by whoever may see the text that shows them."""

import re
import struct
import zlib
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from cabos.database import execute
from news.pages.pictures import MAX_BYTES, encode
from PIL import Image, ImageCms
from sqlalchemy import text

from tests.news.newsroom import STORY, Newsroom, done, refused

SHOWN = {"alt": "A conference room", "credit": "The secretariat", "caption": "Los Cabos"}


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **saved: Any) -> bytes:
    written = BytesIO()
    Image.new(mode, size, 120 if mode == "L" else (200, 30, 30, 90)[: len(mode)]).save(written, form, **saved)
    return written.getvalue()


async def send(newsroom: Newsroom, raw: bytes, media_type: str = "image/png") -> Any:
    return await newsroom.http.post("/v1/pictures", content=raw, headers=newsroom.eva | {"Content-Type": media_type})


@pytest.mark.parametrize(
    ("form", "mode", "media_type"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "L", "image/png"),
        ("WEBP", "RGB", "image/webp"),
        ("GIF", "RGB", "image/png"),
    ],
)
async def test_a_picture_is_known_by_what_it_is(newsroom: Newsroom, form: str, mode: str, media_type: str) -> None:
    first = await send(newsroom, picture(form, mode=mode), "text/html")
    again = await send(newsroom, picture(form, mode=mode))

    assert (first.status_code, again.status_code) == (201, 200), first.text
    told = first.json()
    assert (told["width"], told["height"], told["media_type"]) == (40, 30, media_type)
    assert again.json()["id"] == told["id"]
    shown = await newsroom.http.get(first.headers["location"])
    assert (shown.headers["content-type"], len(shown.content)) == (media_type, told["bytes"])
    assert shown.headers["x-content-type-options"] == "nosniff"
    [listed] = (await newsroom.get("/v1/pictures"))["items"]
    assert listed == told


def test_nothing_but_the_picture_is_kept() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "taken at a secret place"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    raw = picture("JPEG", exif=exif, icc_profile=profile, comment=b"secret") + b"<script>alert(1)</script>"

    encoded = encode(raw)

    assert b"secret" in raw
    assert b"secret" not in encoded.data
    assert b"<script>" not in encoded.data
    kept = Image.open(BytesIO(encoded.data))
    assert not kept.getexif()
    assert "icc_profile" not in kept.info
    # It lay on its side and stands upright now.
    assert (encoded.width, encoded.height) == (30, 40)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_of_another_profile_are_brought_into_srgb(mode: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Red and blue have changed their places in this one.
    other = re.sub(b"([rb])XYZ", lambda tag: {b"r": b"b", b"b": b"r"}[tag[1]] + b"XYZ", profile)

    kept = Image.open(BytesIO(encode(picture(mode=mode, icc_profile=other)).data))

    found = kept.getpixel((0, 0))
    assert isinstance(found, tuple)
    assert found == pytest.approx((30, 30, 200, 90)[: len(mode)], abs=3)


def png(width: int, height: int, depth: int, kind: int, rows: bytes, key: bytes = b"") -> bytes:
    """A PNG to the letter, `key` is what is transparent in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + (chunk(b"tRNS", key) if key else b"") + chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunks + chunk(b"IEND", b"")


def bomb() -> bytes:
    """A PNG that says it is 50,000 pixels wide and high."""
    return png(50_000, 50_000, 8, 2, b"\0" * 1_000)


def row(*samples: int) -> bytes:
    """A row of samples of 16 bits, as PNG has it."""
    return struct.pack(f">x{len(samples)}H", *samples)


RED, BLUE = Image.new("RGB", (8, 8), (200, 30, 30)), Image.new("RGB", (8, 8), (0, 0, 255))
PALETTE = RED.convert("P")


def saved(shown: Image.Image, form: str, **how: Any) -> bytes:
    written = BytesIO()
    shown.save(written, form, **how)
    return written.getvalue()


KINDS = {
    "a JPEG of several pictures": (saved(RED, "MPO", save_all=True, append_images=[BLUE]), "image/jpeg", (200, 30, 30)),
    "CMYK": (saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG"), "image/jpeg", (254, 0, 0)),
    "greys of 16 bits": (png(1, 1, 16, 0, row(40_000)), "image/png", (156, 156, 156)),
    "black of 16 bits": (png(1, 1, 16, 0, row(0)), "image/png", (0, 0, 0)),
    "white of 16 bits": (png(1, 1, 16, 0, row(65_535)), "image/png", (255, 255, 255)),
    "a transparent grey of 16 bits": (png(1, 1, 16, 0, row(40_000), struct.pack(">H", 40_000)), "image/png",
                                      (156, 156, 156, 0)),
    "greys with alpha of 16 bits": (png(1, 1, 16, 4, row(40_000, 32_768)), "image/png", (156, 156, 156, 128)),
    "colours of 16 bits": (png(1, 1, 16, 2, row(40_000, 0, 65_535)), "image/png", (156, 0, 255)),
    "greys with alpha": (saved(Image.new("LA", (8, 8), (100, 50)), "PNG"), "image/png", (100, 100, 100, 50)),
    "black and white": (saved(Image.new("1", (8, 8), 1), "PNG"), "image/png", (255, 255, 255)),
    "a palette with a transparent colour": (saved(PALETTE, "PNG", transparency=PALETTE.getpixel((0, 0))), "image/png",
                                            (204, 51, 51, 0)),
    "a palette of half-transparent colours": (saved(PALETTE, "PNG", transparency=bytes([128] * 256)), "image/png",
                                              (204, 51, 51, 128)),
    "an animated PNG": (saved(RED, "PNG", save_all=True, append_images=[BLUE]), "image/png", (200, 30, 30)),
    "an animated WebP": (saved(RED, "WEBP", save_all=True, append_images=[BLUE]), "image/webp", (200, 30, 30)),
    "an animated GIF": (saved(RED, "GIF", save_all=True, append_images=[BLUE]), "image/png", (200, 30, 30)),
}  # fmt: skip


@pytest.mark.parametrize("what", KINDS)
async def test_a_picture_of_any_kind_keeps_its_first_picture_and_its_colours(newsroom: Newsroom, what: str) -> None:
    raw, media_type, colour = KINDS[what]

    added = done(await send(newsroom, raw), 201)

    shown = await newsroom.http.get(added.headers["location"])
    kept = Image.open(BytesIO(shown.content))
    assert (shown.headers["content-type"], getattr(kept, "n_frames", 1)) == (media_type, 1)
    found = kept.getpixel((0, 0))
    assert isinstance(found, tuple)
    # WebP and JPEG keep colours nearly.
    assert found == pytest.approx(colour, abs=3)


BAD = {
    "nothing": (b"", "and this is none"),
    "text": (b"just words", "and this is none"),
    "html": (b"<html><script>alert(1)</script></html>", "and this is none"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "and this is none"),
    "pdf": (b"%PDF-1.7\n", "and this is none"),
    "another form": (picture("BMP"), "and this is none"),
    "tiff": (picture("TIFF"), "and this is none"),
    "only the beginning": (picture("PNG", (300, 300))[:150], "damaged or incomplete"),
    "a cut JPEG": (picture("JPEG", (300, 300))[:400], "damaged or incomplete"),
    "a bomb": (bomb(), "pixels"),
    "too wide": (picture("PNG", (10_001, 1)), "10,000 pixels on each side"),
    "too many pixels": (picture("PNG", (8_000, 6_000), "L"), "40,000,000 pixels"),
}


@pytest.mark.parametrize("what", BAD)
async def test_what_is_no_picture_is_refused_with_the_rule(newsroom: Newsroom, what: str) -> None:
    raw, rule = BAD[what]

    assert rule in refused(await send(newsroom, raw), 422, "body")
    assert (await newsroom.get("/v1/pictures"))["items"] == []


async def test_a_picture_that_is_too_large_is_not_even_read(newsroom: Newsroom) -> None:
    refused(await send(newsroom, b"\0" * (MAX_BYTES + 1)), 413)
    refused(await newsroom.post("x" * (1024 * 1024 + 1)), 413)
    refused(await newsroom.http.post("/v1/pictures", content=b"x", headers={"Authorization": ""}), 401)


async def test_a_picture_is_seen_as_soon_and_as_long_as_a_text_that_shows_it(newsroom: Newsroom) -> None:
    address = (await send(newsroom, picture())).headers["location"]
    nobody = {"Authorization": ""}
    shown = [{"picture_id": address.rpartition("/")[2], **SHOWN}]

    async def status() -> int:
        return int((await newsroom.http.get(address, headers=nobody)).status_code)

    done(await newsroom.draft(pictures=shown))
    assert await status() == 404
    done(await newsroom.publish())
    assert await status() == 200
    page = (await newsroom.read((await newsroom.story())["path"], "text/html")).text
    assert f'<img src="{address}" alt="A conference room" width="40" height="30">' in page
    assert "<figcaption>Los Cabos <small>The secretariat</small></figcaption>" in page
    assert f'"image": ["{str(newsroom.http.base_url).rstrip("/")}{address}"]' in page
    await newsroom.correct(headline="Customs meets", body="Without a picture.")
    assert await status() == 404
    assert (await newsroom.http.get(address)).status_code == 200


async def test_what_is_withdrawn_shows_no_picture_though_it_names_one(newsroom: Newsroom) -> None:
    address = (await send(newsroom, picture())).headers["location"]
    done(await newsroom.draft(pictures=[{"picture_id": address.rpartition("/")[2], **SHOWN}]))
    done(await newsroom.publish())

    # A withdrawal takes the pictures away as well; this one has not.
    withdrawn = """
        UPDATE edition SET state = 'withdrawn', reason = 'It was wrong.', headline = '', body = '', html = ''
        WHERE jsonb_array_length(pictures) = 1
    """
    async with newsroom.news.database.transaction() as session:
        assert (await execute(session, text(withdrawn))).rowcount == 1

    refused(await newsroom.http.get(address, headers={"Authorization": ""}), 404)
    assert (await newsroom.http.get(address)).status_code == 200


async def test_a_text_shows_only_pictures_of_the_library(newsroom: Newsroom) -> None:
    unknown = [{"picture_id": str(uuid4()), **SHOWN}]

    refused(await newsroom.draft(pictures=unknown), 422, "pictures")
    done(await newsroom.draft())
    refused(await newsroom.write("es", pictures=unknown), 422, "pictures")
    assert (await newsroom.http.get(f"/v1/stories/{STORY}")).json()["languages"] == ["en"]
