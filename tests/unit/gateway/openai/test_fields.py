import orjson
import pytest

from inhouse.core.errors import InvalidRequest, TooLarge
from inhouse.gateway.openai import fields as read
from inhouse.gateway.openai.errors import MissingField, UnknownField, WrongType, WrongValue
from inhouse.gateway.openai.fields import MOST_LEVELS, TEXT_BYTES, Json


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"{", b'{"a":NaN}', b'{"a":"\\ud800"}', b"\xff"])
def test_a_body_is_one_object_in_utf_8(raw: bytes) -> None:
    with pytest.raises(InvalidRequest):
        read.an_object_of(raw)
    assert read.an_object_of(b'{"a":1}') == {"a": 1}


@pytest.mark.parametrize(("begin", "end"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_a_body_is_not_deeper_than_can_be_written(begin: bytes, end: bytes) -> None:
    assert read.an_object_of(b'{"x":' + begin * 200 + b"1" + end * 200 + b"}")
    for levels in (300, 1_000):
        with pytest.raises(InvalidRequest):
            read.an_object_of(b'{"x":' + begin * levels + b"1" + end * levels + b"}")


def test_null_is_the_same_as_absent() -> None:
    fields: list[Json] = [{}, {"a": None}]
    for each in fields:
        assert read.text_or_none(each, "a", "a") is None
        assert read.flag(each, "a") is False
        assert read.flag_or_none(each, "a") is None
        assert read.number(each, "a", 0, 1) is None
        assert read.whole(each, "a", 0) is None
        assert read.one_of(each, "a", ("x",)) is None
        assert read.schema(each, "a", "a") is None
        with pytest.raises(MissingField):
            read.text(each, "a", "a")
        with pytest.raises(MissingField):
            read.sub_object(each, "a", "a")
        with pytest.raises(MissingField):
            read.model({"model": each.get("a")})


def test_each_reader_takes_its_own_kind_only() -> None:
    wrong: Json = {"a": [1]}
    for reading in (
        lambda: read.text(wrong, "a", "a"),
        lambda: read.flag(wrong, "a"),
        lambda: read.number(wrong, "a", 0, 1),
        lambda: read.whole(wrong, "a", 0),
        lambda: read.one_of(wrong, "a", ("x",)),
        lambda: read.sub_object(wrong, "a", "a"),
        lambda: read.whole({"a": True}, "a", 0),
        lambda: read.number({"a": False}, "a", 0, 1),
    ):
        with pytest.raises(WrongType) as refusal:
            reading()
        assert refusal.value.param == "a"


def test_values_have_limits() -> None:
    with pytest.raises(WrongValue, match="at most 9"):
        read.whole({"a": 10}, "a", 0, 9)
    with pytest.raises(WrongValue, match=r"below 2\*\*63"):
        read.whole({"a": -1}, "a", 0)
    with pytest.raises(WrongValue, match="x, y"):
        read.one_of({"a": "z"}, "a", ("x", "y"))
    with pytest.raises(WrongValue, match="NUL"):
        read.clean("\0", "a")
    with pytest.raises(TooLarge):
        read.clean("\N{EURO SIGN}" * (TEXT_BYTES // 3 + 1), "a")


def test_a_schema_is_written_without_needless_escapes() -> None:
    assert read.schema({"a": {"description": "</s> \N{EURO SIGN}"}}, "a", "a") == '{"description":"</s> \N{EURO SIGN}"}'


def test_a_schema_that_could_not_be_written_again_is_refused_by_name() -> None:
    def nested(levels: int) -> Json:
        return orjson.loads(b'{"a":' * levels + b"1" + b"}" * levels)

    assert read.schema({"a": nested(MOST_LEVELS)}, "a", "a") is not None
    for levels in (MOST_LEVELS + 1, 1000):
        with pytest.raises(WrongValue) as refusal:
            read.schema({"a": nested(levels)}, "a", "tools[0]")
        assert refusal.value.param == "tools[0]"


@pytest.mark.parametrize("text", ["a", "====", "YQ=", "YQ==\n", "Y Q==", "\N{EURO SIGN}"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(WrongValue):
        read.base64_bytes(text, "a")
    assert read.base64_bytes("YQ==", "a") == b"a"


def test_a_field_that_nobody_defines_is_named() -> None:
    with pytest.raises(UnknownField) as refusal:
        read.only({"good": 1, "b\x00ad": 2}, frozenset({"good"}), "at[0]")
    assert refusal.value.param == "at[0].bad"
