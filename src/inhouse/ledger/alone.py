"""The verifier as one file: the modules that verify, joined, for auditors who do not want to install us.

It is the same code, not a second one: each module as it stands, without the imports from each other.
"""

import ast
from pathlib import Path
from typing import Final

MODULES: Final = ("kinds", "tree", "tiles", "checkpoint", "proof", "receipt_file", "lines", "verify", "verify_alone")
"""In the order in which they need each other. They import the standard library and `cryptography`, nothing else."""
_ROOM: Final = "inhouse.ledger."


def verifier_source() -> str:
    """The program, as one text."""
    about = ast.get_docstring(ast.parse(_text_of(MODULES[-1]))) or ""
    return "\n\n".join([f'"""{about}\n"""\n', *map(_part, MODULES)])


def _text_of(name: str) -> str:
    return (Path(__file__).parent / f"{name}.py").read_text("utf-8")


def _part(name: str) -> str:
    text = _text_of(name)
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_ROOM):
            end = node.end_lineno or node.lineno
            lines[node.lineno - 1 : end] = [""] * (end - node.lineno + 1)
    rule = f"# --- {name} ".ljust(120, "-")
    return f"{rule}\n{chr(10).join(lines).strip()}\n"
