import random
import re
import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from inhouse.guard.detectors.secrets import Secrets
from inhouse.guard.detectors.secrets.judges import JUDGES
from inhouse.guard.detectors.secrets.rules import RUN_SIGNS, Rule, rules
from inhouse.guard.normal import View
from tests.drawn import matching

FOLDER = files("inhouse.guard.detectors.secrets") / "rules"
WRITTEN = [
    rule
    for path in sorted(FOLDER.iterdir(), key=lambda each: each.name)
    if path.name.endswith(".toml")
    for rule in tomllib.loads(path.read_text("utf-8"))["rule"]
]
ALONE = [
    "{}",
    "my token is {}.",
    "TOKEN={}",
    '"x": "{}",',
    "curl -H 'X: {}' https://a.b",
    "`{}`",
    "_{}_",
    "Hier: {}, bitte",
]
OWNED = [
    "{OWNER}_API_KEY={}",
    "{OWNER}_TOKEN: {}",
    '{owner}_secret = "{}"',
    "our {owner} API key is {}",
    "{owner} token: {}",
    "Der Schlüssel für {owner} lautet: {}",
    "La clave de {owner} es {}",
    "Voici la clé {owner} : {}",
    "the API key for {owner}: {}",
]
TRIES = 20


@pytest.fixture(scope="module")
def secrets() -> Secrets:
    return Secrets()


def test_there_are_more_than_a_hundred_and_twenty_kinds() -> None:
    assert len({rule.kind for rule in rules()}) > 300


def test_every_kind_is_written_once_and_says_what_it_is_and_where_it_is_documented() -> None:
    assert [kind for kind, count in Counter(rule["id"] for rule in WRITTEN).items() if count > 1] == []
    assert [rule["id"] for rule in WRITTEN if not rule["label"] or not rule["source"]] == []
    assert [rule["id"] for rule in WRITTEN if not rule["id"].replace("_", "").isalnum()] == []


def test_every_rule_has_keywords_an_expression_and_a_judge() -> None:
    assert [rule.id for rule in rules() if not rule.keywords] == []
    assert [rule.id for rule in rules() if rule.check not in JUDGES] == []
    assert [rule.id for rule in rules() if not rule.expression.groups] == []


def test_no_rule_knows_a_key_that_the_others_do_not() -> None:
    known = {"id", "label", "source", "keywords", "token", "near", "value", "words", "pattern", "trigger"}
    known |= {"entropy", "reach", "run", "check", "allow", "rank"}
    assert [rule["id"] for rule in WRITTEN if set(rule) - known] == []


@pytest.mark.parametrize("rule", [each for each in WRITTEN if "token" in each], ids=lambda each: each["id"])
def test_a_token_is_found_wherever_it_stands(rule: dict[str, str], secrets: Secrets) -> None:
    chance = random.Random(rule["id"])  # noqa: S311
    tries = [matching(rule["token"], chance) for _ in range(TRIES)]
    texts = [(chance.choice(ALONE).replace("{}", token), token) for token in tries]
    missed = [text for text, token in texts if not found(secrets, text, token)]
    assert len(missed) <= 1, missed


@pytest.mark.parametrize("rule", [each for each in WRITTEN if "value" in each], ids=lambda each: each["id"])
def test_a_value_without_a_mark_is_found_near_its_owner(rule: dict[str, str], secrets: Secrets) -> None:
    chance = random.Random(rule["id"])  # noqa: S311
    missed: list[str] = []
    for _ in range(TRIES):
        owner, value = chance.choice(rule["near"]).strip(" _"), matching(rule["value"], chance)
        shape = chance.choice(OWNED)
        upper = "".join(each if each.isalnum() else "_" for each in owner).upper()
        text = shape.replace("{OWNER}", upper).replace("{owner}", owner).replace("{}", value)
        if not found(secrets, text, value):
            missed.append(text)
    assert len(missed) <= TRIES // 5, missed


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.run], ids=lambda each: each.id)
def test_so_many_signs_stand_together_in_a_value_as_its_rule_says(rule: Rule) -> None:
    chance = random.Random(rule.id)  # noqa: S311
    written = next(each["value"] for each in WRITTEN if each["id"] == rule.id)
    together = re.compile(f"[{re.escape(RUN_SIGNS.decode())}]{{{rule.run}}}")
    assert [value for _ in range(TRIES) if not together.search(value := matching(written, chance))] == []


def found(secrets: Secrets, text: str, secret: str) -> bool:
    start = text.index(secret)
    pieces = list(secrets.find(View(text)))
    return any(piece.start <= start and piece.end >= start + len(secret.rstrip("=")) for piece in pieces)
