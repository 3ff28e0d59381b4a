"""Acts on their way into the ledger."""

import pytest
from sqlalchemy import select

from inhouse.core.acts import Act, ActKind
from inhouse.core.ids import PersonId, new_id
from inhouse.store import Role, StatementFailed, Store
from inhouse.store.acts import acts, note

ACT = Act(ActKind.POLICY, PersonId(new_id()), facts={"what": "retention", "days": 30})


async def test_whoever_does_something_adds_an_act_and_cannot_look_at_it_again(database: Store) -> None:
    async with database.work(None) as work:
        identity = await note(work, ACT)
    # Nobody of the server may look: the writer of the ledger takes it out by a function of its own.
    for role in (Role.APP, Role.JOBS):
        with pytest.raises(StatementFailed):
            async with database.work(None, role) as work:
                await work.execute(select(acts))
    assert identity.version == 7
