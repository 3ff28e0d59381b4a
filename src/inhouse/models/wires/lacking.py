"""What a wire has no field for: refused by name, because a request without it would mean something else."""

from collections.abc import Iterable

from inhouse.core.prompt import Sampling
from inhouse.models.errors import OptionLacking
from inhouse.models.model import Model

_PLAIN = Sampling()


def check_lacks(model: Model, asked: Sampling, names: Iterable[str]) -> None:
    """Raises OptionLacking for the first field of these that asks for something. `names` are those of Sampling."""
    for name in names:
        value: object = getattr(asked, name)
        # A penalty of nothing is none; a seed of nothing is a seed.
        if value != getattr(_PLAIN, name) and not (name.endswith("_penalty") and value == 0):
            raise OptionLacking(f"The model {model.id} has no '{name}'.", hint=f"Leave out '{name}'.")
