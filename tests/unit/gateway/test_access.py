from dataclasses import replace

import pytest

from inhouse.core.caller import Door, Scope
from inhouse.gateway.access import check_door
from inhouse.gateway.errors import DoorNotAllowed
from tests.prompts import ANNAS_KEY


@pytest.mark.parametrize("door", list(Door))
def test_a_key_without_a_scope_is_for_every_door(door: Door) -> None:
    check_door(ANNAS_KEY, door)
    check_door(replace(ANNAS_KEY, scope=Scope(models=frozenset())), door)


@pytest.mark.parametrize("door", list(Door))
def test_a_key_for_one_door_is_refused_at_all_others(door: Door) -> None:
    key = replace(ANNAS_KEY, scope=Scope(doors=frozenset({door})))
    check_door(key, door)
    for other in set(Door) - {door}:
        with pytest.raises(DoorNotAllowed, match=other):
            check_door(key, other)
