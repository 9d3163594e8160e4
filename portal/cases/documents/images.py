"""Photos: decoded within limits and encoded anew, without metadata (where a photo was taken is nobody's business)."""

import io
import struct
import warnings

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from portal.cases.errors import FileRefused

_FORMATS = ("JPEG", "PNG", "WEBP")
_LONGEST_SIDE = 4_000


def clean_image(data: bytes) -> tuple[bytes, str]:
    """The picture upright, at most 4,000 pixels a side, as JPEG (PNG stays PNG).

    Raises:
        FileRefused: broken, or more pixels than ``settings.DOCUMENT_MAX_PIXELS`` (a pixel flood).
    """
    from portal.cases.documents.clean import refused

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                # The header alone tells the size: nothing is decoded before this.
                if picture.width * picture.height > settings.DOCUMENT_MAX_PIXELS:
                    raise _flood()
                return _encode(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _flood() from None
    # struct.error, AttributeError …: Pillow on EXIF blocks that are not what they say
    except (OSError, SyntaxError, ValueError, AttributeError, TypeError, KeyError, struct.error):
        raise refused(_("The picture is damaged and cannot be opened.")) from None


def _flood() -> FileRefused:
    from portal.cases.documents.clean import refused

    return refused(_("The picture has too many pixels. Take it again with a smaller setting."))


def _encode(picture: Image.Image) -> tuple[bytes, str]:
    png = picture.format == "PNG"
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    out = io.BytesIO()
    if png:
        plain = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
        _bare(plain).save(out, "PNG", optimize=False)
        return out.getvalue(), "image/png"
    _bare(upright.convert("RGB")).save(out, "JPEG", quality=88)
    return out.getvalue(), "image/jpeg"


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone: no EXIF, text chunks, profiles or comments."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare
