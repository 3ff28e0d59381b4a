from dataclasses import replace

import pytest

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden
from inhouse.core.ids import new_id
from inhouse.identity.access import Console, administer, administers, audits, check_administers, check_audits
from inhouse.store import Role, Store
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


def test_auditing_takes_a_session_of_an_auditor_or_an_administrator() -> None:
    auditor = replace(someone(), auditor=True)
    assert audits(auditor)
    assert audits(someone(admin=True))
    assert not administers(auditor)
    check_audits(auditor)
    for other in (someone(), replace(auditor, kind=CallerKind.KEY), replace(someone(admin=True), kind=CallerKind.KEY)):
        assert not audits(other)
        with pytest.raises(Forbidden):
            check_audits(other)


async def test_a_unit_of_work_for_administration_is_for_administrators_and_the_command_line(database: Store) -> None:
    administrator = someone(admin=True)
    async with administer(database, administrator) as work:
        assert (work.caller, work.role) == (administrator, Role.APP)
    async with administer(database, Console.HERE) as work:
        assert (work.caller, work.role) == (None, Role.JOBS)
    with pytest.raises(Forbidden):
        administer(database, someone())
