from inhouse.chat.place import Create
from inhouse.chat.records import Rows
from inhouse.chat.records.ending import end_all
from tests.chats import a_chat
from tests.people import someone


async def test_whoever_has_no_chats_has_none_to_lose(rows: Rows) -> None:
    caller, other = someone(), someone()
    await rows.write(other, (chat := a_chat(other)).id, Create(chat))
    assert (await end_all(rows, caller)).chats == 0
    assert (await rows.open(other, chat.id)).chat == chat
