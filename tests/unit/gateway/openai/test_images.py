import base64

import pytest

from inhouse.core.prompt import Image
from inhouse.gateway.openai.errors import ContentUnsupported, MissingField, WrongType, WrongValue
from inhouse.gateway.openai.images import image_url

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
FILES = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0picture",
    "image/gif": b"GIF89apicture",
    "image/webp": b"RIFF\x00\x00\x00\x00WEBPpicture",
}


def url_of(content: bytes, declared: str = "image/png") -> str:
    return f"data:{declared};base64,{base64.b64encode(content).decode()}"


@pytest.mark.parametrize("kind", FILES)
def test_the_bytes_say_what_kind_of_picture_it_is(kind: str) -> None:
    part = {"type": "image_url", "image_url": {"url": url_of(FILES[kind], "image/png"), "detail": "low"}}
    assert image_url(part, "p") == Image(kind, FILES[kind], "low")


def test_the_object_around_the_address_may_be_missing() -> None:
    assert image_url({"type": "image_url", "image_url": url_of(PNG)}, "p") == Image("image/png", PNG)


@pytest.mark.parametrize(
    "url", ["https://example.com/a.png", "http://169.254.169.254/", "file:///etc/passwd", "//a", "", "ftp:x"]
)
def test_nothing_is_fetched(url: str) -> None:
    with pytest.raises(ContentUnsupported) as refusal:
        image_url({"image_url": {"url": url}}, "p")
    assert refusal.value.param == "p.image_url.url"
    assert "base64" in (refusal.value.hint or "")


@pytest.mark.parametrize("url", ["data:image/png,abc", "data:", "data:image/png;base64", "data:image/png;base64,$$"])
def test_a_data_url_holds_base64(url: str) -> None:
    with pytest.raises(WrongValue):
        image_url({"image_url": {"url": url}}, "p")


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"%PDF-1.7", b"RIFF\x00\x00\x00\x00WAVE", b"\x89PN"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ContentUnsupported, match="no picture"):
        image_url({"image_url": {"url": url_of(content)}}, "p")


def test_a_part_without_its_fields_is_refused_by_name() -> None:
    with pytest.raises(MissingField, match=r"p\.image_url'"):
        image_url({}, "p")
    with pytest.raises(MissingField, match=r"p\.image_url\.url"):
        image_url({"image_url": {}}, "p")
    with pytest.raises(WrongType):
        image_url({"image_url": {"url": 5}}, "p")
    with pytest.raises(WrongValue, match="detail"):
        image_url({"image_url": {"url": url_of(PNG), "detail": "huge"}}, "p")
