"""What a body says is taken as it stands: a number is a number and a yes is a yes, not a word or a figure."""

from collections.abc import Iterator
from typing import Any

from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from inhouse.app.api import _routers_unwired

PLAIN = {"int", "float", "bool"}


def schemas(node: object) -> Iterator[dict[str, Any]]:
    """All nodes of a core schema of Pydantic."""
    if isinstance(node, dict):
        # Of several types the one that fits as it stands is taken.
        if node.get("type") == "union":
            node = {**node, "choices": [each for each in node["choices"] if each.get("type") not in PLAIN]}
        yield node
        for value in node.values():
            yield from schemas(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from schemas(value)


def test_numbers_and_switches_in_bodies_are_strict() -> None:
    lax: list[str] = []
    bodies = 0
    for router in _routers_unwired():
        for route in router.routes:
            if isinstance(route, APIRoute) and route.body_field is not None:
                bodies += 1
                body: Any = route.body_field.field_info.annotation
                schema = TypeAdapter(body).core_schema
                found = {str(node["type"]) for node in schemas(schema) if _is_lax(node)}
                lax += [f"{route.methods} {route.path}: {kind}" for kind in sorted(found)]
    assert bodies > 30
    assert lax == []


def _is_lax(node: dict[str, Any]) -> bool:
    kind = node.get("type")
    return isinstance(kind, str) and kind in PLAIN and not node.get("strict")
