"""A step of the demo, as the command prints it and the browser shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and what was seen. `held`: as promised.

    In earnest it is done at `place` in the browser, by `command`, or by both; the one that is not needed is empty.
    """

    id: str
    title: str
    place: str
    command: str
    seen: tuple[str, ...]
    held: bool = True
