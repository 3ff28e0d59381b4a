"""The table of docs/guides/audit.md says what catches each cheat; it is held to the tests in which they are done."""

import ast
import re

from tests.house.tree import ROOT

GUIDE = (ROOT / "docs" / "guides" / "audit.md").read_text("utf-8")
ROW = re.compile(r"^\| `([a-z-]+)`: [^|]+\| ([^|]+) \|$", re.MULTILINE)
BEGIN = re.compile(r"^\| `", re.MULTILINE)
UNDETECTABLE = "**not detectable**"
FEWEST = 15


def rows(text: str) -> dict[str, str]:
    """The cheats, each with what catches it."""
    table = text.partition("\n## Cheats\n")[2]
    found = ROW.findall(table)
    assert len(found) == len(dict(found)) == len(BEGIN.findall(table)), (
        "a row of the table cannot be read, or stands twice"
    )
    return dict(found)


def tried() -> list[str]:
    """The names of the tests in which cheats are done."""
    files = sorted((ROOT / "tests" / "flow").glob("test_cheats*.py"))
    nodes = [node for file in files for node in ast.parse(file.read_text("utf-8")).body]
    functions = [node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [name for name in functions if name.startswith("test_")]


def untried(cheats: dict[str, str], names: list[str]) -> list[str]:
    """The cheats that something is said to catch, and that no test is named after."""
    return [
        cheat
        for cheat, caught in cheats.items()
        if UNDETECTABLE not in caught and not any(_is_of(cheat, name) for name in names)
    ]


def _is_of(cheat: str, name: str) -> bool:
    return f"{name}_".startswith(f"test_{cheat.replace('-', '_')}_")


def test_each_cheat_that_something_catches_is_tried_under_its_name() -> None:
    cheats = rows(GUIDE)
    assert sum(UNDETECTABLE not in caught for caught in cheats.values()) >= FEWEST
    assert untried(cheats, tried()) == []


def test_each_test_of_a_cheat_stands_in_the_table() -> None:
    cheats = rows(GUIDE)
    assert [name for name in tried() if not any(_is_of(cheat, name) for cheat in cheats)] == []


def test_the_rule_sees_a_cheat_that_nobody_tried() -> None:
    table = "\n## Cheats\n| `a-b`: this | that |\n| `c`: this | **not detectable** |\n"
    assert untried(rows(table), ["test_a_c_is_found"]) == ["a-b"]
    assert untried(rows(table), ["test_a_b_is_found"]) == []
