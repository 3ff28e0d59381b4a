import pytest

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden, NotFound
from inhouse.core.ids import PersonId, new_id
from inhouse.identity.access import Action, Owned, check, may
from tests.people import someone


@pytest.mark.parametrize("action", [Action.READ, Action.CHANGE, Action.DELETE])
def test_only_the_owner_reaches_what_is_owned(action: Action) -> None:
    anna, administrator = someone(), someone(admin=True)
    thing = Owned(anna.person)
    assert may(anna, action, thing)
    assert not may(administrator, action, thing)
    assert not may(anna, action)
    with pytest.raises(NotFound):
        check(administrator, action, thing)


def test_administering_takes_a_session_of_an_administrator() -> None:
    administrator = someone(admin=True)
    key = Caller(administrator.person, admin=True, kind=CallerKind.KEY, credential=new_id())
    assert may(administrator, Action.ADMINISTER)
    assert not may(key, Action.ADMINISTER)
    assert not may(someone(), Action.ADMINISTER)
    with pytest.raises(Forbidden):
        check(key, Action.ADMINISTER)


def test_a_key_does_not_change_how_one_signs_in() -> None:
    anna = someone()
    key = Caller(anna.person, admin=False, kind=CallerKind.KEY, credential=new_id())
    assert may(anna, Action.CHANGE_SIGN_IN, Owned(anna.person))
    assert not may(key, Action.CHANGE_SIGN_IN, Owned(anna.person))
    assert not may(anna, Action.CHANGE_SIGN_IN, Owned(PersonId(new_id())))
