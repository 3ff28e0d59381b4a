import json

import pytest

from inhouse.guard.stand_ins.json_text import ascii_escaped, escaped, unescaped, value_spans


def test_the_values_of_a_json_text_are_its_strings_that_are_no_names() -> None:
    text = '{"a": "one", "b" : ["two \\" \\\\", {"c": 3}], "d": {"e": "\\u00fc"}}'
    spans = value_spans(text)
    assert spans is not None
    assert [text[start:end] for start, end in spans] == ["one", 'two \\" \\\\', "\\u00fc"]


@pytest.mark.parametrize("text", ["", "{", '{"a": }', "a", '"a'])
def test_what_is_no_json_has_no_values(text: str) -> None:
    assert value_spans(text) is None


def test_json_that_is_nested_too_deeply_has_no_values() -> None:
    assert value_spans("[" * 100_000) is None


@pytest.mark.parametrize("text", ["Müller", 'a "b"\n\\', "\ud83d", "🙂", "\x00"])
def test_what_is_escaped_says_the_same(text: str) -> None:
    assert json.loads(f'"{escaped(text)}"') == text
    assert unescaped(escaped(text)) == text
    assert unescaped(ascii_escaped(text)) == text
    assert ascii_escaped(text).isascii()


@pytest.mark.parametrize("raw", ["\\", "\\x", '"'])
def test_what_is_no_piece_of_a_string_stays(raw: str) -> None:
    assert unescaped(raw) == raw
