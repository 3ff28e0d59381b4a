import ast
from pathlib import Path

import pytest

from tests.house.tree import Module, below, modules, shown

PYTHON_LINES = 400
TYPESCRIPT_LINES = 250
NESTING = 4

GENERATED = {"web/src/api/types.ts", "web/src/events.ts"}
# A file up to 600 lines is possible with a decision record: "src/inhouse/...": "docs/decisions/....md".
LONGER: dict[str, str] = {}


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_python_files_are_short() -> None:
    folders = ("src", "tests", "scripts", "bench")
    files = [path for folder in folders for path in below(folder, ".py") if shown(path) not in LONGER]
    assert [f"{shown(path)}: {lines(path)}" for path in files if lines(path) > PYTHON_LINES] == []


def test_typescript_files_are_short() -> None:
    files = [path for path in below("web", ".ts", ".tsx") if shown(path) not in GENERATED]
    assert [f"{shown(path)}: {lines(path)}" for path in files if lines(path) > TYPESCRIPT_LINES] == []


def depth(node: ast.AST) -> int:
    blocks = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.With, ast.AsyncWith, ast.Match)
    deepest = max((depth(child) for child in ast.iter_child_nodes(node)), default=0)
    return deepest + isinstance(node, blocks)


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.place)
def test_blocks_are_not_nested_deeply(module: Module) -> None:
    functions = [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    # `elif` counts as a step in Python's tree and not to the eye; one step of grace pays for it.
    assert [f"{node.name}: {depth(node)}" for node in functions if depth(node) > NESTING + 1] == []
