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

# What came in by what goes out: a GIF is one picture here, its first.
_WRITTEN = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}
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
        with Image.open(BytesIO(raw), formats=tuple(_WRITTEN)) as opened:
            _check_size(*opened.size)
            return _write(opened, _WRITTEN[str(opened.format)])
    except UnidentifiedImageError:
        raise NotAPicture(f"a picture is one of {', '.join(_WRITTEN)}, and this is none") from None
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
    upright = _in_srgb(ImageOps.exif_transpose(opened))
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


def _in_srgb(picture: "Image.Image") -> "Image.Image":
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        found = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, found, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        # A profile that cannot be read says nothing about the colours.
        return picture
    return picture if converted is None else converted
