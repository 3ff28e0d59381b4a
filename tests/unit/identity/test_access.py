import pytest

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden
from inhouse.core.ids import new_id
from inhouse.identity.access import administers, check_administers
from tests.people import someone


def test_administering_takes_a_session_of_an_administrator() -> None:
    administrator = someone(admin=True)
    key = Caller(administrator.person, admin=True, kind=CallerKind.KEY, credential=new_id())
    assert administers(administrator)
    assert not administers(key)
    assert not administers(someone())
    check_administers(administrator)
    with pytest.raises(Forbidden):
        check_administers(key)
