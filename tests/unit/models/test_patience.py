from itertools import pairwise

from inhouse.core.destination import DestinationClass
from inhouse.models.patience import Patience, usual


def test_the_nearer_a_model_is_the_longer_it_may_read() -> None:
    firsts = [usual(place).first for place in DestinationClass]
    assert all(nearer > farther for nearer, farther in pairwise(firsts))
    assert (usual(DestinationClass.EXTERNAL).first, usual(DestinationClass.EXTERNAL).idle) == (60, 60)


def test_patience_is_the_limits_of_an_exchange() -> None:
    limits = Patience(connect=1, first=2, idle=3).limits()
    assert (limits.connect, limits.first_byte, limits.idle) == (1, 2, 3)
