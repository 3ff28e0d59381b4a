"""How an administrator wants a local model's engine laid out; None leaves it to the machine."""

from dataclasses import dataclass

from inhouse.core.errors import InvalidRequest

_MOST_CONTEXT = 10_000_000
_MOST = 1_024


@dataclass(frozen=True, slots=True)
class Layout:
    """Tokens of context for each answer, answers at once, computing threads, layers that a GPU takes."""

    context: int | None = None
    slots: int | None = None
    threads: int | None = None
    gpu_layers: int | None = None


def checked_layout(layout: Layout) -> Layout:
    """The layout if an engine could have it; raises InvalidRequest."""
    if layout.context is not None and not 256 <= layout.context <= _MOST_CONTEXT:
        raise InvalidRequest("An engine's context is at least 256 tokens for each answer.")
    for count in (layout.slots, layout.threads):
        if count is not None and not 1 <= count <= _MOST:
            raise InvalidRequest(f"Answers at once and threads are 1 to {_MOST}.")
    if layout.gpu_layers is not None and not 0 <= layout.gpu_layers <= _MOST:
        raise InvalidRequest(f"Layers that a GPU takes are 0 to {_MOST}.")
    return layout
