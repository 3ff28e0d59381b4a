from sqlalchemy import text

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.ids import PersonId, new_id
from inhouse.store import Store


def someone() -> Caller:
    return Caller(PersonId(new_id()), admin=False, kind=CallerKind.SESSION, credential=new_id())


_CALLER = text("SELECT current_setting('app.caller', true)")


async def test_the_caller_is_set_for_one_work_only(database: Store) -> None:
    caller = someone()
    async with database.work(caller) as work:
        assert (await work.execute(_CALLER)).scalar_one() == str(caller.person)
    async with database.work(None) as work:
        assert (await work.execute(_CALLER)).scalar_one() == ""
