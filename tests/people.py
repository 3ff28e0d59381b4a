"""Callers for tests."""

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.ids import PersonId, new_id


def someone(*, admin: bool = False) -> Caller:
    """A caller that no table knows: enough wherever rows carry only the owner's id."""
    return Caller(PersonId(new_id()), admin=admin, kind=CallerKind.SESSION, credential=new_id())
