"""Pictures, by Pillow: made anew from their pixels, so that no metadata (place, camera, thumbnail) is left.

Only four decoders are asked. The number of pixels is looked at before any is decoded.
"""

import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps

from inhouse.knowledge.document import PICTURE_PIXELS, Finding, Picture
from inhouse.knowledge.formats.trouble import Damaged, Expands

PIXELS = 50_000_000
"""The most that is decoded: a photograph of 50 megapixels, 200 MB in memory."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_PNG_BYTES = 3 * 1024 * 1024
"""A larger PNG goes on as JPEG when nothing of it is transparent."""
_QUALITY = 88

# Pillow loads its decoders when it first needs them; later no file can be opened (`reading_process`).
Image.init()


def read(content: bytes) -> Iterator[Finding]:
    """One picture, the first of an animation."""
    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with warnings.catch_warnings():
            # Up to twice the limit Pillow only warns.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=_FORMATS)
        with image:
            yield _made_anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Expands from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Damaged from None


def _made_anew(image: Image.Image) -> Picture:
    photograph = image.format == "JPEG"
    if photograph:
        # Decodes at a half, a quarter or an eighth where that is enough.
        image.draft("RGB", (PICTURE_PIXELS, PICTURE_PIXELS))
    image.load()
    plain = ImageOps.exif_transpose(image)
    transparent = plain.mode in ("RGBA", "LA", "PA") or "transparency" in plain.info
    pixels = plain.convert("RGBA" if transparent else "RGB")
    pixels.thumbnail((PICTURE_PIXELS, PICTURE_PIXELS))
    # A new image: nothing that came along with the old one (EXIF, XMP, profiles, comments) goes on.
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    if not photograph:
        data = _encoded(bare, "PNG")
        if transparent or len(data) <= _PNG_BYTES:
            return Picture("image/png", bare.width, bare.height, data)
    return Picture("image/jpeg", bare.width, bare.height, _encoded(bare, "JPEG"))


def _encoded(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "PNG":
        image.save(out, "PNG", compress_level=6)
    else:
        image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
