import io

import pytest
from PIL import Image

from inhouse.knowledge.document import Picture
from inhouse.knowledge.formats import picture
from inhouse.knowledge.formats.trouble import Damaged, Expands
from tests import documents


def made(content: bytes) -> Picture:
    (found,) = picture.read(content)
    assert isinstance(found, Picture)
    return found


def with_place() -> bytes:
    """A JPEG that says where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)  # GPSLatitude
    exif[0x010F] = "CANARYCAMERA"
    return documents.picture("JPEG", (60, 40), exif=exif, comment=b"CANARYCOMMENT")


def test_nothing_but_pixels_goes_on() -> None:
    content = with_place()
    assert b"CANARYCAMERA" in content
    found = made(content)
    assert b"CANARY" not in found.data
    opened = Image.open(io.BytesIO(found.data))
    assert (opened.size, dict(opened.getexif())) == ((40, 60), {})


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/png"), ("WEBP", "image/png")],
)
def test_four_kinds_come_in_and_two_go_out(kind: str, media_type: str) -> None:
    found = made(documents.picture(kind))
    assert (found.media_type, found.width, found.height) == (media_type, 40, 30)
    assert Image.open(io.BytesIO(found.data)).format == media_type.removeprefix("image/").upper()


def test_a_large_picture_is_made_smaller() -> None:
    found = made(documents.picture("PNG", (4000, 1000)))
    assert (found.width, found.height) == (2048, 512)


def test_what_is_transparent_stays_so() -> None:
    found = made(documents.picture("PNG", mode="RGBA"))
    assert Image.open(io.BytesIO(found.data)).mode == "RGBA"


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "PIXELS", 1_000)
    for size in ((50, 50), (40, 40)):
        with pytest.raises(Expands):
            made(documents.picture("PNG", size))


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", documents.picture("PNG", (90, 90))[:80]])
def test_a_damaged_picture_says_so(content: bytes) -> None:
    with pytest.raises(Damaged):
        made(content)
