"""Pictures in a body: the bytes themselves, in base64. We never fetch an address that somebody wrote into a prompt."""

from typing import Final, cast

from inhouse.core.prompt import Detail, Image
from inhouse.gateway.openai.errors import ContentUnsupported, WrongValue
from inhouse.gateway.openai.fields import Json, base64_bytes, one_of, sub_object, text

_DETAILS = ("auto", "low", "high", "original")
_SIGNATURES: Final = (
    # PNG (ISO/IEC 15948, 5.2), JPEG (ITU-T T.81, B.1.1.3), GIF (GIF89a, 17)
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def image_url(part: Json, place: str) -> Image:
    """The picture of a part `{"type": "image_url", "image_url": {"url": "data:...", "detail": ...}}`."""
    value = part.get("image_url")
    if isinstance(value, str):
        # Some clients leave out the object around it.
        return picture_at(value, None, f"{place}.image_url")
    fields = sub_object(part, "image_url", f"{place}.image_url")
    detail = one_of(fields, "detail", _DETAILS, f"{place}.image_url.")
    url = fields.get("url")
    place = f"{place}.image_url.url"
    return picture_at(url if isinstance(url, str) else text(fields, "url", place), cast("Detail | None", detail), place)


def picture_at(url: str, detail: Detail | None, place: str) -> Image:
    """The picture in a data: URL (RFC 2397); raises ContentUnsupported for an address that would have to be fetched."""
    scheme, _, rest = url.partition(":")
    if scheme.lower() != "data":
        raise ContentUnsupported(
            place,
            "Pictures are not fetched from addresses here.",
            hint="Send the bytes: 'data:image/png;base64,...'.",
        )
    head, comma, data = rest.partition(",")
    if not comma or not head.lower().endswith(";base64"):
        raise WrongValue(place, f"'{place}' must be a data: URL in base64.")
    return picture_of(data, detail, place)


def picture_of(data: str, detail: Detail | None, place: str) -> Image:
    """The picture in base64; its kind is what its first bytes say, whatever was declared."""
    content = base64_bytes(data, place)
    media_type = next((kind for start, kind in _SIGNATURES if content.startswith(start)), None)
    # WebP container (RFC 9649, section 2.4)
    if media_type is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        media_type = "image/webp"
    if media_type is None:
        raise ContentUnsupported(place, "This is no picture in PNG, JPEG, GIF or WebP.", hint="Convert it first.")
    return Image(media_type, content, detail)
