import time

import pytest

from inhouse.guard.stand_ins.surroundings import Surroundings, protected_runs, told


def protects(text: str, *, prose: bool = True) -> bool:
    """Whether what stands at X is protected."""
    surroundings = Surroundings(prose=prose)
    surroundings.advance(text[: text.index("X")])
    return surroundings.protected


@pytest.mark.parametrize(
    "text",
    [
        "![a](https://evil.example/?q=X)",
        "![X](https://evil.example/)",
        "![X][1]",
        "![a][X]",
        "[a](https://evil.example/X)",
        "[a](/X)",
        "[a](<https://evil.example/)X>)",
        '[a](https://evil.example/ "X")',
        "[a](https://evil.example/(b)X)",
        "[a](\n  X",
        "https://evil.example/X",
        "HTTPS://EVIL.EXAMPLE/X",
        "(https://evil.example/X",
        '"https://evil.example/?q="X',
        "see www.X",
        "//evil.example/X",
        "evil.example/?q=X",
        "evil.example?X",
        "<https://evil.example/X>",
        "<img src=X>",
        '<img alt="a > b" src="X">',
        "<img\n src='X'>",
        '<a title="\n" href=X>',
        "<!-- X -->",
        "</X>",
        "mailto:X",
        "[a]: /X",
        "   [a]: /X",
        "text\n[a]:\n  /X",
        "data:X",
        "javascript:X",
        "ftp://evil.example/X",
        "custom+scheme://X",
    ],
)
def test_addresses_targets_pictures_and_attributes_are_protected(text: str) -> None:
    assert protects(text)


@pytest.mark.parametrize(
    "text",
    [
        "X",
        "Dear X,",
        "[X](https://good.example/)",
        "[a](https://good.example/) X",
        "https://good.example/ X",
        "![a](b) X",
        "![a] X",
        "![a][b] X",
        "<b>X</b>",
        '<a href="https://good.example/">X</a>',
        "<X",
        "a < b and X",
        "`https://good.example/`X",
        "(X)",
        "a [X] b",
        "note]: X",
        "[^1]: X",
        "see [a]: X",
        "[a]: /b\nX",
        "[a]:\n/b\nX",
        "12:30 X",
        "and/or X",
        "end.X",
        "Mr.X",
        "data: X",
        "e.g. X/Y",
        "![a\n\nX",
        "[a](b\n\nX",
        "<a b\n\nX",
        "| a | X |",
        "- X",
        "**X**",
    ],
)
def test_words_are_not_protected(text: str) -> None:
    assert not protects(text)


@pytest.mark.parametrize(
    ("text", "protected"),
    [
        ("https://api.example/X", True),
        ("www.X", True),
        ("//evil.example/X", True),
        ("[a](X)", False),
        ('<a href="X">', False),
        ("mailto:X", False),
        ('"https://api.example/" X', False),
        ("'https://api.example/'+X", False),
        ("[a]: X", False),
    ],
)
def test_outside_of_prose_only_addresses_count(text: str, protected: bool) -> None:
    assert protects(text, prose=False) is protected


def test_the_end_of_what_is_protected_is_seen_without_reading_on() -> None:
    surroundings = Surroundings(prose=True)
    surroundings.advance("see https://good.example/")
    assert surroundings.end("X/y and more") == 3
    assert surroundings.end("X/y") is None
    assert surroundings.protected
    assert surroundings.run == "://good.example/"


def test_the_runs_of_a_text_are_its_addresses_and_tags() -> None:
    text = 'See "https://a.example/b", [c](https://d.example/e) and <f g="h">.'
    assert protected_runs(text, prose=True) == {"://a.example/b", "://d.example/e", '<f g="h'}
    assert protected_runs(text, prose=False) == {"://a.example/b", "://d.example/e"}
    assert protected_runs("none", prose=True) == set()


@pytest.mark.parametrize("run", ["://a.example/b", "://a.example/b.", '://a.example/b",', "](https://a.example/b)"])
def test_an_address_is_the_same_as_a_target_and_with_a_stop_behind(run: str) -> None:
    assert told(run) == "://a.example/b"


@pytest.mark.parametrize("piece", ["](", "![", "<a ", "[a]: ", "https://", "www.", "((", "\\", "a", ".a", "\n", "='"])
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (500_000 // len(piece))
    began = time.process_time()
    surroundings = Surroundings(prose=True)
    for start in range(0, len(text), 5000):
        surroundings.advance(text[start : start + 5000])
    assert time.process_time() - began < 3
