import asyncio

from inhouse.chat.place import Create, Retitle
from inhouse.chat.records import Rows
from inhouse.chat.records.alone import alone, share
from tests.chats import a_chat
from tests.people import someone


async def test_who_writes_waits_for_who_seals_anew(rows: Rows) -> None:
    caller, other = someone(), someone()
    chat, elsewhere = a_chat(caller), a_chat(other)
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(other, elsewhere.id, Create(elsewhere))
    async with rows.store.work(caller) as work:
        await alone(work, chat.id)
        writing = asyncio.ensure_future(rows.write(caller, chat.id, Retitle("Later")))
        # Another chat does not wait, and by the time that it is written this one would have been.
        await rows.write(other, elsewhere.id, Retitle("Now"))
        assert not writing.done()
    await writing
    assert (await rows.open(caller, chat.id)).chat.title == "Later"


async def test_writers_do_not_wait_for_each_other(rows: Rows) -> None:
    caller = someone()
    chat = a_chat(caller)
    await rows.write(caller, chat.id, Create(chat))
    async with rows.store.work(caller) as work:
        await share(work, chat.id)
        await rows.write(caller, chat.id, Retitle("Now"))
    assert (await rows.open(caller, chat.id)).chat.title == "Now"
