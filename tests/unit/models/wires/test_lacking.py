import pytest

from inhouse.core.prompt import Sampling
from inhouse.models.errors import OptionLacking
from inhouse.models.wires.lacking import check_lacks
from tests.prompts import FAR, model_at

NAMES = ("stop", "seed", "n", "logprobs")


def test_what_asks_for_nothing_lacks_nothing() -> None:
    check_lacks(model_at(FAR), Sampling(temperature=1.0, frequency_penalty=0.0), (*NAMES, "frequency_penalty"))


@pytest.mark.parametrize("asked", [Sampling(stop=("a",)), Sampling(seed=0), Sampling(n=2), Sampling(logprobs=True)])
def test_what_a_wire_has_no_field_for_is_named(asked: Sampling) -> None:
    with pytest.raises(OptionLacking, match=r"has no '(stop|seed|n|logprobs)'"):
        check_lacks(model_at(FAR), asked, NAMES)
