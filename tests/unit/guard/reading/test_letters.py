"""Characters that look like others, or like nothing."""

# ruff: noqa: RUF001 (letters that look alike are what is tested)

import unicodedata
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.reading import letters
from inhouse.guard.reading.letters import composed, hidden, invisible, same_length
from inhouse.guard.reading.offsets import changed

_MEANT = ("<super>", "<sub>", "<fraction>")


def test_typographic_signs_become_those_of_a_keyboard_in_place() -> None:
    text = "“Müller”\u00a0–\u202f0171‑123 ‘x’… １２３ ＡＢ@ ٠١٢ ۹ ०१"
    plain = same_length(text, text.encode())
    assert plain == "\"Müller\" - 0171-123 'x'. 123 AB@ 012 9 01"
    assert len(plain) == len(text)


def test_what_nobody_sees_is_taken_out() -> None:
    text = "AK\u200bIA\u00ad so\u2060ft \u202eabc\u202c \ufeffx\ufe0f \U000e0041y"
    assert changed(text, invisible(text, text.encode())) == "AKIA soft abc x y"


def test_words_in_tag_characters_can_be_read() -> None:
    text = "hi " + "".join(chr(0xE0000 + ord(sign)) for sign in "key 1") + " there"
    assert hidden(text, text.encode()) == [(3, 8, "key 1")]
    assert hidden("hi", b"hi") == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("e\u0301", "é"),
        ("ﬁn", "fin"),
        ("①", "1"),
        ("\U0001d400\U0001d7d9", "A1"),
        ("\u1112\u1161\u11ab", "한"),
        ("ｶﾞ", "ガ"),
        ("q\u0323\u0307", "q\u0323\u0307"),
        ("q\u0307\u0323", "q\u0323\u0307"),
        ("\u212b", "Å"),
    ],
)
def test_compatible_and_decomposed_forms_become_the_plain_one(written: str, meant: str) -> None:
    text = f"x {written} y"
    assert changed(text, composed(text)) == f"x {meant} y"


@pytest.mark.parametrize("text", ["m²", "½", "H₂O", "1ª", "für", "日本語", "हिन्दी", "한국어"])
def test_what_means_something_else_or_is_plain_stays(text: str) -> None:
    assert changed(text, composed(text)) == text


def test_every_character_that_changes_is_looked_at() -> None:
    missed = [
        hex(sign)
        for sign in range(0x80, 0x110000)
        if unicodedata.normalize("NFKC", chr(sign)) != chr(sign)
        and not unicodedata.decomposition(chr(sign)).startswith(_MEANT)
        and not letters._MAY_CHANGE.match(chr(sign))
        and chr(sign) not in "…™"
    ]
    assert missed == []


def test_every_mark_that_joins_is_looked_at() -> None:
    missed = [
        hex(sign)
        for sign in range(0x80, 0x110000)
        if (unicodedata.combining(chr(sign)) or letters._JOINS.match(chr(sign)))
        and not letters._MAY_CHANGE.match(chr(sign))
    ]
    assert missed == []


@given(st.text(alphabet=st.sampled_from("aeo\u0301\u0323\u0308ﬁéü \n\u1112\u1161\u11ab한日\u00a0"), max_size=40))
def test_an_ordinary_text_comes_out_as_its_normal_form(text: str) -> None:
    assert changed(text, composed(text)) == unicodedata.normalize("NFKC", text)


def test_blocks_do_not_cut_what_belongs_together() -> None:
    text = "xe\u0301" * 4000
    assert changed(text, composed(text)) == "xé" * 4000


@pytest.mark.parametrize(
    "piece", ["\u0301\u0323", "\u200b", "ＡＢ", "\U000e0041", "\u200b\u200c\u2060", "ﬁ", "\u1161", "é"]
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (500_000 // len(piece))
    began = perf_counter()
    composed(text)
    invisible(text, text.encode())
    hidden(text, text.encode())
    same_length(text, text.encode())
    assert perf_counter() - began < 10
