"""Writes the files that are made from the code: the API's description, the events' schema, reference pages, texts.

    scripts/generate.py            write them
    scripts/generate.py --check    write nothing; exit 1 and name each file that would change

The TypeScript types are made from two of these files by web/scripts/generate.mjs; `make api` runs both.
"""

import importlib
import json
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter

import inhouse
from inhouse import app, cli
from inhouse.admin.sentences import SENTENCES, TITLES
from inhouse.core import events
from inhouse.core.errors import InhouseError
from inhouse.guard.kinds import every

ROOT = Path(__file__).resolve().parents[1]
GENERATED = "<!-- Made by `make api` from the code. Changes belong there. -->\n"


def as_json(value: object) -> str:
    """The text of a JSON file that compares line by line."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def api() -> str:
    """The description of the JSON API."""
    return as_json(app.openapi())


def events_schema() -> str:
    """The closed union of events as a JSON Schema."""
    schema: dict[str, Any] = TypeAdapter(events.Event).json_schema(mode="serialization")
    return as_json({"title": "Event", **schema})


def guard_kinds() -> str:
    """What the guard can find, with the English labels: the page's texts are tried on all of them."""
    return as_json(dict(every()))


def promise_texts() -> str:
    """What the house says of its promises, as the page's English texts."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for code, words in SENTENCES.items():
        subject, _, name = code.partition(".")
        said[subject][name] = re.sub(r"\{(\w+)[^}]*\}", r"{{\1}}", words)
    return as_json({"said": said, "title": dict(TITLES)})


def refusals() -> list[type[InhouseError]]:
    """Every kind of refusal in the house."""
    for found in pkgutil.walk_packages(inhouse.__path__, "inhouse."):
        # The engine's process is a program of its own, and migrations are loaded by Alembic only.
        if "migrations" not in found.name and not found.name.endswith(("engine_process", "__main__")):
            importlib.import_module(found.name)

    def below(kind: type[InhouseError]) -> Iterator[type[InhouseError]]:
        yield kind
        for child in kind.__subclasses__():
            yield from below(child)

    return [kind for kind in dict.fromkeys(below(InhouseError)) if kind.__module__.startswith("inhouse.")]


def errors_page() -> str:
    """All codes, with status, room and meaning."""
    rows: dict[str, list[type[InhouseError]]] = defaultdict(list)
    for kind in refusals():
        if "code" in vars(kind):
            rows[kind.code].append(kind)
    lines = [
        f"| `{code}` | {each(str(kind.status) for kind in kinds)} | {each(room(kind) for kind in kinds)} "
        f"| {each((meaning(kind) for kind in kinds), ' ')} |"
        for code, kinds in sorted(rows.items())
    ]
    return "\n".join(
        [
            GENERATED,
            "# Errors",
            "",
            "Every refusal has a body with `code`, `message`, `hint` and `request_id`; some add `retry_after`, in",
            "seconds, and `details`. The code is stable: programs may rely on it. The message is for people and may",
            "change.",
            "",
            "| code | status | room | meaning |",
            "| --- | --- | --- | --- |",
            *lines,
            "",
        ]
    )


def each(words: Iterable[str], between: str = ", ") -> str:
    """The words once each, in order."""
    return between.join(dict.fromkeys(words))


def room(kind: type[InhouseError]) -> str:
    """The room that a refusal belongs to."""
    return kind.__module__.split(".")[1]


def meaning(kind: type[InhouseError]) -> str:
    """The first sentence of the docstring."""
    return (kind.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " ").replace("    ", "")


def commands_page() -> str:
    """The help of every command, as the program prints it."""
    parts = [GENERATED, "# Commands", ""]
    for path, command in commands((), cli.commands):
        context = click.Context(command, info_name=" ".join(("inhouse", *path)), max_content_width=100)
        parts += [f"## `{context.info_name}`", "", "```text", command.get_help(context).rstrip(), "```", ""]
    return "\n".join(parts)


def commands(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that lead to it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, child in sorted(command.commands.items()):
            if not child.hidden:
                yield from commands((*path, name), child)


FILES: dict[str, Callable[[], str]] = {
    "web/src/api/openapi.json": api,
    "web/src/api/events.schema.json": events_schema,
    "web/src/api/guard-kinds.json": guard_kinds,
    "web/src/i18n/en/promises.json": promise_texts,
    "docs/reference/errors.md": errors_page,
    "docs/reference/commands.md": commands_page,
}


def main() -> int:
    """Write what changed, or name it; the exit status."""
    check = sys.argv[1:] == ["--check"]
    changed = []
    for name, made in FILES.items():
        path, text = ROOT / name, made()
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        changed.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    for name in changed:
        print(f"{name} {'is not as the code says; make api writes it' if check else 'written'}")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
