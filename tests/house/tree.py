"""The source as the house tests see it: files, parsed once, with their place in the house."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "inhouse"


@dataclass(frozen=True)
class Module:
    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """The path below src/inhouse, such as `guard/clear.py`."""
        return self.path.relative_to(SOURCE).as_posix()

    @property
    def room(self) -> str:
        return self.place.partition("/")[0]


@cache
def modules() -> tuple[Module, ...]:
    paths = sorted(path for path in SOURCE.rglob("*.py") if "static" not in path.parts)
    texts = [(path, path.read_text("utf-8")) for path in paths]
    return tuple(Module(path, text, ast.parse(text)) for path, text in texts)


@cache
def committed() -> tuple[Path, ...]:
    """Every file that git knows, and new ones that it does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return tuple(path for name in sorted(set(names)) if name and (path := ROOT / name).is_file())


def below(folder: str, *endings: str) -> list[Path]:
    return [path for path in committed() if path.is_relative_to(ROOT / folder) and path.suffix in endings]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def called(node: ast.AST) -> str:
    """The last name of what a call calls: `aclosing` for `contextlib.aclosing(...)`, else an empty string."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
        case _:
            return ""


def within(node: ast.AST) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    """Every node below `node` with its ancestors, the nearest last."""
    waiting: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(node, ())]
    while waiting:
        current, above = waiting.pop()
        yield current, above
        waiting.extend((child, (*above, current)) for child in ast.iter_child_nodes(current))
