"""Pictures: what was sent is looked at, decoded within bounds, and written anew with nothing but the picture in it."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

# Its libraries are only loaded by those who get a picture.
if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 10 * 1024 * 1024
MAX_SIDE = 10_000
MAX_PIXELS = 40_000_000
QUALITY = 88

FORMS = ("JPEG", "PNG", "WEBP", "GIF")
# What came in by what goes out: a GIF is one picture here, its first; so is a JPEG of several, as phones make them.
_WRITTEN = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}
_MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class NotAPicture(ValueError):
    """The bytes are no picture that can be shown; the text is the rule that they break."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as it is kept: no metadata, upright, in sRGB."""

    data: bytes
    media_type: str
    width: int
    height: int


def encode(raw: bytes) -> Encoded:
    """Raises `NotAPicture`. What the bytes are is told by themselves, and by no name or header."""
    from PIL import Image, UnidentifiedImageError

    # Pillow only warns of what is too large to be decoded safely.
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
    if len(raw) > MAX_BYTES:
        raise NotAPicture(f"a picture has at most {MAX_BYTES:,} bytes")
    try:
        with Image.open(BytesIO(raw), formats=FORMS) as opened:
            _check_size(*opened.size)
            return _write(opened, _WRITTEN[str(opened.format)])
    except UnidentifiedImageError:
        raise NotAPicture(f"a picture is one of {', '.join(FORMS)}, and this is none") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise NotAPicture(f"a picture has at most {MAX_PIXELS:,} pixels") from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, OverflowError, MemoryError) as wrong:
        if isinstance(wrong, NotAPicture):
            raise
        raise NotAPicture("the picture is damaged or incomplete") from None


def _check_size(width: int, height: int) -> None:
    if width > MAX_SIDE or height > MAX_SIDE:
        raise NotAPicture(f"a picture has at most {MAX_SIDE:,} pixels on each side; this one has {width} × {height}")
    if width * height > MAX_PIXELS:
        raise NotAPicture(f"a picture has at most {MAX_PIXELS:,} pixels; this one has {width * height:,}")


def _write(opened: "Image.Image", form: str) -> Encoded:
    from PIL import Image, ImageOps

    opened.seek(0)
    opened.load()
    upright = _in_srgb(_of_8_bits(ImageOps.exif_transpose(opened)))
    if form == "JPEG":
        shown = upright.convert("RGB")
    else:
        shown = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    # A new image has the pixels and none of the rest.
    clean = Image.new(shown.mode, shown.size)
    clean.paste(shown)
    written = BytesIO()
    clean.save(written, form, **({} if form == "PNG" else {"quality": QUALITY}))
    return Encoded(written.getvalue(), _MEDIA_TYPES[form], clean.width, clean.height)


def _of_8_bits(picture: "Image.Image") -> "Image.Image":
    """Greys of 16 bits by their upper 8, as colours come; converted as they are, all light ones would be white."""
    if not picture.mode.startswith("I"):
        return picture
    scaled = picture.point(lambda grey: grey * (1 / 256)).convert("L")
    if "transparency" in picture.info:
        scaled.info["transparency"] = picture.info["transparency"] >> 8
    return scaled


def _in_srgb(picture: "Image.Image") -> "Image.Image":
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        found = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, found, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        # A profile that cannot be read says nothing about the colours.
        return picture
    return picture if converted is None else converted
