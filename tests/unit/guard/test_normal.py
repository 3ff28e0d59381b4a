"""A text as detectors read it, and the way back."""

# ruff: noqa: RUF001 (letters that look alike are what is tested)

import base64
import json
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.guard.normal import View, folded, views

IBAN = "DE89370400440532013000"


def _every_sign() -> st.SearchStrategy[str]:
    """Any code point, half surrogate pairs too, and often what the readings look for."""
    pieces = [
        "a", "B", "7", " ", "\n", "é", "e\u0301", "\u200b", "\u00ad", "ﬁ", "Ａ", "\\", "\\n", "\\u00fc", "&amp;",
        "&#64;",
        "%", "%41", "%C3%BC", "=", "=C3=BC", "=\n", "=3D", "\ud83d", "\ude00", "\U000e0041", "😀", "½", "ü", "١",
        "K:\\n",
        "QUJDREVG" * 6, "41" * 21, base64.b64encode(b"a text that is wrapped, and long enough").decode(),
    ]  # fmt: skip
    return st.lists(st.sampled_from(pieces) | st.characters(), max_size=60).map("".join)


def test_plain_text_is_its_own_reading() -> None:
    text = "The quick brown fox, 2024 - and so on; (a = b)."
    (view,) = views(text)
    assert view.text is text
    assert view.exact
    assert view.origin(4, 9) == (4, 9)


def test_plain_text_costs_nearly_nothing() -> None:
    text = ("The quick brown fox jumps over the lazy dog. " * 200)[:8192]
    best = 1.0
    for _ in range(50):
        began = perf_counter()
        views(text)
        best = min(best, perf_counter() - began)
    assert best < 0.0001


@pytest.mark.parametrize(
    "written",
    [
        "DE89\u200b3704004405\u00ad32013000",
        "ＤＥ８９３７０４００４４０５３２０１３０００",
        r"DE8937040044053201300\u0030",
        r"\u0044E89370400440532013000",
        "DE&#56;9370400440532013000",
        "%44E89370400440532013000",
        "\\\\u0044E89370400440532013000",
        "&amp;#68;E89370400440532013000",
    ],
)
def test_a_disguised_piece_is_read_and_its_place_is_right(written: str) -> None:
    text = f"Konto Müller – “{written}” und mehr"
    view = views(text)[0]
    start = view.text.index(IBAN)
    assert view.exact
    first, last = view.origin(start, start + len(IBAN))
    assert text[first:last] == written


def test_mail_encoding_is_another_reading_with_exact_places() -> None:
    text = "Frau M=C3=BCller, DE893704004=\n40532013000 =3D gut; password=DEADBEEF"
    first, mail = views(text)
    assert first.text == text
    assert mail.exact
    start = mail.text.index(IBAN)
    assert text[slice(*mail.origin(start, start + len(IBAN)))] == "DE893704004=\n40532013000"
    start = mail.text.index("Müller")
    assert text[slice(*mail.origin(start, start + 6))] == "M=C3=BCller"


def test_only_the_part_that_mail_software_encoded_is_another_reading() -> None:
    text = "x = 1\n" * 1000 + "Frau M=C3=BCller schreibt\n" + "y = 2\n" * 1000
    _, mail = views(text)
    assert len(mail.text) < 1000
    start = mail.text.index("Müller")
    assert text[slice(*mail.origin(start, start + 6))] == "M=C3=BCller"


def test_a_wrapped_piece_has_the_place_of_its_wrapping() -> None:
    encoded = base64.b64encode(f"IBAN M\\u00fcller: {IBAN} and more".encode()).decode()
    text = f"a\u200bb {encoded} ü"
    wrapped = views(text)[1]
    assert not wrapped.exact
    start = wrapped.text.index("Müller")
    assert text[slice(*wrapped.origin(start, start + 6))] == encoded.rstrip("=")


def test_what_is_hidden_in_tags_is_read() -> None:
    unseen = "".join(chr(0xE0000 + ord(sign)) for sign in IBAN)
    text = f"hi{unseen} there"
    first, hidden = views(text)
    assert first.text == "hi there"
    start = hidden.text.index(IBAN)
    assert text[slice(*hidden.origin(start, start + len(IBAN)))] == unseen


def test_a_string_of_json_inside_of_json_is_read() -> None:
    text = json.dumps({"arguments": json.dumps({"name": "Müller"})})
    view = views(text)[0]
    start = view.text.index("Müller")
    assert text[slice(*view.origin(start, start + 6))] == r"M\\u00fcller"


@given(_every_sign())
@settings(max_examples=300, deadline=None)
def test_every_piece_of_a_reading_is_read_in_its_origin(text: str) -> None:
    for view in views(text):
        length = len(view.text)
        places = {
            (start, end) for start in range(0, length, 7) for end in (start + 1, start + 5, length) if end <= length
        }
        for start, end in places:
            first, last = view.origin(start, end)
            assert 0 <= first <= last <= len(text)
            assert first < last or view.text[start:end].strip("\n\0") == "" or not view.exact


@given(
    st.lists(
        st.sampled_from(["a", "é", "e\u0301", "ﬁ", "\u200b", "&#64;", "%41", "Ａ", " ", "\\u00fc", "½", "–"]),
        max_size=40,
    )
)
@settings(deadline=None)
def test_the_origin_of_a_piece_reads_as_the_piece(pieces: list[str]) -> None:
    text = "".join(pieces)
    view = views(text)[0]
    for start in range(len(view.text)):
        for end in range(start + 1, min(start + 9, len(view.text)) + 1):
            first, last = view.origin(start, end)
            assert view.text[start:end] in views(text[first:last])[0].text


@given(st.text(st.characters(), max_size=300))
def test_bytes_lead_to_the_code_points_they_begin(text: str) -> None:
    view = View(text)
    for index in range(len(text)):
        assert view.at(len(text[:index].encode("utf-8", "replace"))) == index
    assert view.at(len(view.utf8)) == len(text)


def test_bytes_lead_to_code_points_in_long_texts_at_once() -> None:
    view = View("Müller € 😀 " * 50_000)
    began = perf_counter()
    for index in range(0, len(view.text), 100):
        assert view.text[view.at(len("Müller € 😀 ".encode()) * (index // 11)) :][:1] == "M"
    assert perf_counter() - began < 5


def test_the_fold_keeps_places() -> None:
    view = views("“Асме” SOCIÉTÉ")[0]
    assert folded(view.text) == '"acme" societe'
