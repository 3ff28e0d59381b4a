import pytest

from inhouse.guard.detectors.secrets import Secrets, assigned
from inhouse.guard.normal import View

SECRETS = Secrets()


def found(text: str) -> list[str]:
    return [piece.value for piece in SECRETS.find(View(text))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("password = 'swordfish'", "swordfish"),
        ("DB_PASSWORD=swordfish", "swordfish"),
        ("Password=swordfish;Database=x", "swordfish"),
        ("<password>swordfish</password>", "swordfish"),
        ("password = hunter2", "hunter2"),
        ("password: Berlin.Herbst60", "Berlin.Herbst60"),
        ("**Passwort:** Sommer2024*", "Sommer2024*"),
        ("Passwort: *Sommer2024*", "Sommer2024"),
        ("(Passwort: Sommer2024!)", "Sommer2024!"),
        ("Passwort: (Sommer)2024", "(Sommer)2024"),
        ("Passwort: Sommer2024?", "Sommer2024?"),
        ("Ist das Passwort Sommer-24-Herbst?", ""),
        ("Ist das Passwort Sommer!24?", "Sommer!24"),
        ("https://a.b/c?password=Sommer2024&x=1", "Sommer2024"),
        ("Passwort zurückgesetzt auf Sommer2024!", "Sommer2024!"),
        ("Authorization: token 9f86d081884c7d659a2feaa0", "9f86d081884c7d659a2feaa0"),
    ],
)
def test_the_place_decides_how_a_value_is_read(text: str, value: str) -> None:
    assert found(text) == ([value] if value else [])


@pytest.mark.parametrize(
    "text",
    [
        "password = swordfish",
        "password: swordfish",
        "the password swordfish",
        "password = form.password1",
        "password = read(Sommer2024)",
        "connect(password, Sommer2024)",
        "type Field = 'password' | 'Sommer2024'",
        '"password=" + userPwd1 + "&x="',
        '"password": "Пароль"',
        "--password PASS-WORD",
        "pass `Sommer2024` on",
        "https://a.b/badge.svg?token=B8EEK5709W",
    ],
)
def test_the_same_characters_are_words_or_code_elsewhere(text: str) -> None:
    assert found(text) == []


def test_keys_are_drawn_and_passwords_are_chosen() -> None:
    assert assigned.is_drawn("9f86d081884c7d659a2feaa0")
    assert assigned.is_drawn("qWeRtZuIoPaSdFgHjK")
    assert not assigned.is_drawn("configuration")
    assert not assigned.is_drawn("1234567890")
    assert assigned.is_chosen("Sommer2024")
    assert assigned.is_chosen("Fru%hl!ng")
    assert assigned.is_chosen("bvymKRxHsbj")
    assert not assigned.is_chosen("Sommer")
    assert not assigned.is_chosen("4711")


def test_what_ends_a_sentence_ends_no_value() -> None:
    assert assigned.without_closing("Sommer2024!.", b" ") == "Sommer2024!"
    assert assigned.without_closing("Sommer2024**", b"*") == "Sommer2024"
    assert assigned.without_closing("f(x)", b" ") == "f(x)"
    assert assigned.without_closing("x)", b" ") == "x"
    assert assigned.without_closing("...", b" ") == ""
