"""Characters that are written by other characters."""

import quopri
from time import perf_counter

import pytest

from inhouse.guard.reading.escapes import escapes, mail_breaks, mail_escapes, mail_parts, nested
from inhouse.guard.reading.offsets import changed


def plain(text: str) -> str:
    return changed(text, escapes(text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"M\u00fcller", "Müller"),
        (r"\ud83d\ude00", "😀"),
        (r"\u{1F600}", "😀"),
        (r"\U0001F600", "😀"),
        (r"\x41BC", "ABC"),
        (r"a\nb\tc\"d\\e\/f", 'a\nb\tc"d\\e/f'),
        (r"john\_smith\@example.com", "john_smith@example.com"),
        ("&lt;M&uuml;ller&#64;&#x40;&#64;", "<Müller@@@"),
        ("a%40b%C3%BC%E2%82%AC%F0%9F%98%80", "a@bü€😀"),
        ("M%FCller", "Müller"),
    ],
)
def test_an_escape_is_the_character_it_stands_for(written: str, meant: str) -> None:
    assert plain(written) == meant


@pytest.mark.parametrize(
    "text",
    ["100 % of it", "100%", "a & b", "&unknownname;", "R&D", r"\alpha \d+ \w", "%00", "&#0;", r"\u0000", r"\u12", "%zz",
     r"\U00FFFFFF", "&#99999999;", "%C3", "\\"],
)  # fmt: skip
def test_what_is_no_escape_stays(text: str) -> None:
    assert plain(text) in {text, text.replace("%C3", "Ã")}


def test_folders_of_windows_are_no_line_breaks() -> None:
    assert plain(r"K:\kunden\nordwind\test.docx") == r"K:\kunden\nordwind\test.docx"
    assert plain(r"\\server\nordwind\rechnung and a\nb") == "\\server\\nordwind\\rechnung and a\nb"
    assert plain(r'{"a":"x\ny"}') == '{"a":"x\ny"}'


def test_an_escape_may_have_been_escaped() -> None:
    edits = escapes("%2540")
    assert nested(edits)
    assert plain(changed("%2540", edits)) == "@"
    assert not nested(escapes("%40"))


def test_mail_parts_is_recognised_and_read() -> None:
    meant = "Sehr geehrte Frau Müller, die IBAN = DE89 3704 0044 0532 0130 00 gehört zu Konto 5, das Sie uns nannten.\n"
    written = quopri.encodestring(meant.encode()).decode()
    assert mail_parts(written)
    joined = changed(written, mail_breaks(written))
    assert changed(joined, mail_escapes(joined)) == meant


def test_a_line_that_only_mail_software_breaks_is_recognised() -> None:
    assert mail_parts("x" * 75 + "=\nand so on") == [(0, 86)]


def test_only_what_is_around_is_read_anew() -> None:
    text = "a = b\n" * 1000 + "Frau M=C3=BCller" + "\nc = d" * 1000
    ((start, end),) = mail_parts(text)
    assert 0 < start < text.index("M=C3") < end < len(text)
    assert len(mail_parts(text + text)) == 2


@pytest.mark.parametrize("text", ["a = b", "PASSWORD=\nUSER=bob", "x == y", "token=AKIAXYZ", "QUJD==\n", "="])
def test_an_ordinary_equals_sign_is_no_mail_parts(text: str) -> None:
    assert not mail_parts(text)


@pytest.mark.parametrize(
    "piece", ["\\", "&", "%41", "%", "=\n", r"c:\a ", r"\\a", r"\ud800", "=C3", ":\\", "&a", "&#1"]
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = perf_counter()
    escapes(text)
    mail_parts(text)
    mail_breaks(text)
    mail_escapes(text)
    assert perf_counter() - began < 10
