"""`inhouse guard` as scripts, pipelines and mail gateways use it."""

import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.documents import word
from tests.product import Product

KEY = "AKIA" + "Q3EGV7TRDWLMZNYX"
IBAN = "DE89 3704 0044 0532 0130 00"
TEXT = f"Grüße aus Köln\nthe key is {KEY}\nthe account is {IBAN}\n"


@pytest.fixture
def offline(tmp_path: Path) -> Product:
    """An installation that was never started: checking needs none."""
    return Product(tmp_path)


@pytest.fixture
def letter(tmp_path: Path) -> str:
    file = tmp_path / "letter.txt"
    file.write_text(TEXT, "utf-8")
    return str(file)


def found(done: CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_finding_is_a_line_of_json_with_its_place_and_never_its_value(offline: Product, letter: str) -> None:
    done = offline.command("guard", "check", "--json", letter)
    assert done.returncode == 1, done.stderr
    key, iban = found(done)
    assert (key["file"], key["kind"], key["action"], key["treatment"]) == (
        letter, "secret.aws_access_key", "stand_in", "remove",
    )  # fmt: skip
    assert TEXT[key["start"] : key["end"]] == KEY
    assert (iban["kind"], iban["line"], iban["rule"]) == ("personal.iban", 3, "personal")
    assert TEXT[iban["start"] : iban["end"]] == IBAN
    assert KEY not in done.stdout + done.stderr
    assert not (offline.folder / "data").exists()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--destination", "local"), 0),
        (("--policy", "open", "--destination", "private"), 0),
        (("--policy", "strict"), 2),
    ],
)
def test_the_exit_status_is_the_verdict(offline: Product, letter: str, words: tuple[str, ...], status: int) -> None:
    done = offline.command("guard", "check", *words, letter)
    assert done.returncode == status, done.stdout + done.stderr


def test_a_policy_of_ones_own_refuses(offline: Product, letter: str, tmp_path: Path) -> None:
    rule = {"id": "none", "title": "No", "kinds": ["secret.*"], "destinations": ["external"], "action": "refuse"}
    own = tmp_path / "own.json"
    own.write_text(json.dumps({"name": "own", "rules": [rule]}))
    done = offline.command("guard", "check", "--policy", str(own), letter)
    assert done.returncode == 3
    assert "refuse" in done.stdout


def test_the_strongest_of_several_files_counts_and_standard_input_is_one(offline: Product, letter: str) -> None:
    clean = offline.command("guard", "check", "-", stdin="What is the capital of France?")
    assert (clean.returncode, clean.stdout.split(":")[0]) == (0, "allow")
    both = offline.command("guard", "check", "--json", "-", letter, stdin=f"Pay to {IBAN}")
    assert both.returncode == 1
    assert [line["file"] for line in found(both)] == ["-", letter, letter]


def test_documents_are_read_and_what_cannot_be_read_is_a_finding(offline: Product, tmp_path: Path) -> None:
    document, locked, picture = tmp_path / "a.docx", tmp_path / "b.bin", tmp_path / "c.png"
    document.write_bytes(word(("Our bank", f"The account is {IBAN}")))
    locked.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(range(256)))
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    (iban,) = found(offline.command("guard", "check", "--json", str(document)))
    assert (iban["kind"], bool(iban["part"])) == ("personal.iban", True)
    for file in (locked, picture):
        done = offline.command("guard", "check", "--json", str(file))
        assert (done.returncode, [line["kind"] for line in found(done)]) == (2, ["unreadable.file"])


def test_company_terms_come_from_a_file(offline: Product, tmp_path: Path) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text("Nordlicht Maschinenbau GmbH;customer\nProject Falcon;project\n;nothing\n")
    words = ("guard", "check", "--json", "--terms", str(terms), "-")
    done = offline.command(*words, stdin="Has nordlicht-maschinenbau heard of project falcon?")
    assert (done.returncode, [line["kind"] for line in found(done)]) == (1, ["term.customer", "term.project"])
    assert "line 3" in done.stderr
    nothing = offline.command("guard", "check", "--terms", str(tmp_path / "none.csv"), "-")
    assert nothing.returncode >= 64


def test_national_numbers_are_looked_for_where_a_country_is_named(offline: Product) -> None:
    text = "Steuer-ID 86095742719"
    assert offline.command("guard", "check", "--countries", "fr", "-", stdin=text).returncode == 0
    assert offline.command("guard", "check", "--countries", "de", "-", stdin=text).returncode == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--destination", "moon", "-"),
        ("no-such-file.txt",),
        ("--countries", "Germany", "-"),
    ],
)
def test_trouble_is_never_taken_for_a_verdict(offline: Product, words: tuple[str, ...]) -> None:
    done = offline.command("guard", "check", *words)
    assert done.returncode >= 64, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_policy_is_shown_set_exported_imported_and_remembered(offline: Product, tmp_path: Path) -> None:
    shown = json.loads(offline.command("guard", "policy", "show", "--json").stdout)
    assert (shown["version"], shown["preset"]) == (1, "balanced")
    words = ["set", "strict", "--mode", "record", "--countries", "de, fr", "--note", "A trial."]
    assert "Version 2 is in force" in offline.command("guard", "policy", *words).stdout
    own = tmp_path / "policy.json"
    own.write_text(offline.command("guard", "policy", "export").stdout)
    exported = json.loads(own.read_text())
    assert (exported["name"], exported["mode"], exported["countries"]) == ("strict", "record", ["de", "fr"])
    exported["contact"] = "Eve, 4321"
    assert offline.command("guard", "policy", "import", "-", stdin=json.dumps(exported)).returncode == 0
    assert "Eve, 4321" in offline.command("guard", "policy", "show").stdout
    history = found(offline.command("guard", "policy", "history", "--json"))
    assert [(one["version"], one["note"]) for one in history] == [(3, ""), (2, "A trial."), (1, "At the first start.")]
    wrong = offline.command("guard", "policy", "import", "-", stdin='{"name": "a", "rules": 1}')
    assert (wrong.returncode, "rules" in wrong.stderr) == (1, True)
