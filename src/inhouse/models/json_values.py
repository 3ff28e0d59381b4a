"""JSON from a server we do not trust: ask for a kind and get it, or nothing."""

from typing import Any, cast


def an_object(value: object) -> dict[str, Any]:
    """The members of a JSON object; none if it is something else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def a_list(value: object) -> list[Any]:
    """The values of a JSON array; none if it is something else."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def a_count(value: object) -> int:
    """A number of things that a database can hold; 0 if it is something else."""
    return value if isinstance(value, int) and 0 <= value < 1 << 31 else 0
