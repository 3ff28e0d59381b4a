import threading

import pytest

from inhouse.guard.detectors.secrets.expressions import Expressions
from inhouse.guard.detectors.secrets.rules import rules

NUMBERS = {rule.id: number for number, rule in enumerate(rules())}
LOOK = Expressions(rules())


def test_a_keyword_alone_is_no_place() -> None:
    assert LOOK.places(b"see ghp_ and AKIA, nothing more") == {}
    assert LOOK.places(b"") == {}


def test_a_trigger_leads_to_its_rule_at_its_end() -> None:
    data = b"x ghp_" + b"k7" * 18 + b" y"
    assert LOOK.places(data)[NUMBERS["github_token"]] == [len(data) - 2]


@pytest.mark.parametrize("head", ["password", "Contraseña", "CONTRASEÑA", "API-Schlüssel", "API-SCHLÜSSEL", "Token"])
def test_the_head_of_a_column_is_a_place_behind_the_last_rule(head: str) -> None:
    assert LOOK.places(f"user,{head}\n".encode())[len(rules())] == [len(f"user,{head}\n".encode())]
    assert len(rules()) not in LOOK.places(f"the {head} of a user".encode())


def test_threads_may_look_at_once() -> None:
    data = (b"ghp_" + b"k7" * 18 + b" " * 200) * 200
    expected = LOOK.places(data)
    seen: list[bool] = []

    def look() -> None:
        seen.extend(LOOK.places(data) == expected for _ in range(20))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 80


@pytest.mark.parametrize("database", [b"", b"no database of anything" * 20])
def test_bytes_that_are_no_database_are_refused(database: bytes) -> None:
    with pytest.raises(ValueError, match="no database"):
        Expressions(rules(), database)
