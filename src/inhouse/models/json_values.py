"""JSON from a server we do not trust: ask for a kind and get it, or nothing."""

from typing import Any


def an_object(value: Any) -> dict[str, Any]:  # noqa: ANN401 (what JSON holds)
    """The members of a JSON object; none if it is something else."""
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType] (a cast costs a call)


def a_list(value: Any) -> list[Any]:  # noqa: ANN401 (what JSON holds)
    """The values of a JSON array; none if it is something else."""
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def a_count(value: object) -> int:
    """A number of things that a database can hold; 0 if it is something else."""
    return value if isinstance(value, int) and 0 <= value < 1 << 31 else 0
