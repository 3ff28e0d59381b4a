"""What is written about the code says what the code says."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

from inhouse.settings import Settings, load
from tests.house.tree import ROOT, committed, shown

DOCS = ROOT / "docs"
MOST_SETTINGS = 40
PARTS = ("Context", "Decision", "Consequences", "Alternatives")

# A code has one home; it may be in several rooms only where a caller handles them alike.
SHARED_CODES = {
    "invalid_request",  # 400 what it means, 422 how it is written
    "chat_gone",  # the chat says so, or the vault, when the key was destroyed first
}


def settings_page() -> dict[str, str]:
    """The settings as documented: name and default."""
    text = (DOCS / "reference/settings.md").read_text("utf-8")
    return dict(re.findall(r"^\| `(INHOUSE_\w+)` \| [^|]+ \| ([^|]*?) \|", text, re.MULTILINE))


def shown_default(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def test_every_setting_is_documented() -> None:
    known = {f"INHOUSE_{field.name.upper()}" for field in fields(Settings)} | {"INHOUSE_CONFIG"}
    assert set(settings_page()) == known
    assert len(known) <= MOST_SETTINGS


def test_documented_defaults_are_the_defaults(tmp_path: Path) -> None:
    settings = load({"INHOUSE_DATA_DIR": str(tmp_path)})
    page = settings_page()
    simple = {f"INHOUSE_{f.name.upper()}": getattr(settings, f.name) for f in fields(Settings)}
    plain = {name: value for name, value in simple.items() if isinstance(value, bool | int | str)}
    assert {name: page[name] for name in plain} == {name: f"`{shown_default(value)}`" for name, value in plain.items()}


def test_error_codes_are_unique_and_have_a_meaning() -> None:
    page = (DOCS / "reference/errors.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+ \| [^|]+) \| ([^|]*) \|$", page, re.MULTILINE)
    assert len(rows) > 5
    assert [code for code, homes, _ in rows if "," in homes and code not in SHARED_CODES] == []
    assert [code for code, _, meaning in rows if not meaning.strip()] == []


def test_decisions_are_numbered_without_a_gap_and_have_their_parts() -> None:
    records = sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "index.md")
    numbers = [int(path.name[:4]) for path in records]
    assert numbers == list(range(1, len(numbers) + 1))
    for record in records:
        text = record.read_text("utf-8")
        missing = [
            part for part in ("Context", "Decision", "Consequences", "Alternatives") if f"\n## {part}" not in text
        ]
        assert (record.name, missing) == (record.name, [])
        assert len(text.splitlines()) <= 80, f"{record.name} is longer than a page"


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[(.+?)\]", text, re.MULTILINE)
    assert versions[0] == "Unreleased"
    section = text.partition("## [Unreleased]")[2].partition("\n## [")[0]
    assert "- " in section


def links(page: Path) -> list[str]:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    return [target for target in targets if "://" not in target and not target.startswith("mailto:")]


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in committed() if path.suffix == ".md"]
    found = [(page, target) for page in pages for target in links(page)]
    assert [f"{shown(page)} -> {target}" for page, target in found if not (page.parent / target).exists()] == []


def test_every_page_of_the_documentation_is_in_its_menu() -> None:
    menu = (ROOT / "zensical.toml").read_text("utf-8")
    tomllib.loads(menu)
    pages = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
    assert [page for page in pages if f'"{page}"' not in menu] == []


def test_the_readme_names_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"`make ([a-z][a-z-]*)", page.read_text("utf-8"))}
    assert named - targets == set()
