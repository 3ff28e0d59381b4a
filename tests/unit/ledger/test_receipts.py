"""Whose a receipt is, and what it shows."""

from collections.abc import AsyncGenerator

import pytest

from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, PersonId, new_id
from inhouse.core.prompt import Cleared, Verdict
from inhouse.ledger import Ending, Ledger, Origin, Outcome
from inhouse.ledger.acts import Acts
from inhouse.ledger.errors import NoReceipt, NotCovered
from inhouse.ledger.receipts import Receipts
from inhouse.ledger.records import PostgresActs, PostgresLog
from inhouse.store import Addresses, Store
from inhouse.store.acts import note
from tests.ledgers import name_of
from tests.people import someone
from tests.prompts import ANNA, HERE, prompt_of

LOG, BEN = "one", someone()
CLEARED = Cleared(prompt_of("hello"), HERE, Verdict.PASS, "policy", "1")


class Names:
    async def of_person(self, person: PersonId) -> str | None:
        return await name_of(Caller(person, admin=False, kind=ANNA.kind, credential=ANNA.credential))

    async def of_chat(self, owner: PersonId, chat: ChatId) -> str | None:
        return None


def prove(log: str, number: int) -> str:
    """Only the first entry is covered."""
    if number > 1:
        raise NotCovered("Not yet.")
    return f"proof of {log}/{number}"


@pytest.fixture
async def ledger(database: Store, database_addresses: Addresses) -> AsyncGenerator[Ledger]:
    database.names = Names()
    ledger = Ledger(PostgresLog(database_addresses, LOG), Origin(LOG, "tenant"), name_of)
    await ledger.start()
    yield ledger
    await ledger.stop()


@pytest.fixture
def receipts(database: Store) -> Receipts:
    return Receipts(database, name_of, prove)


async def test_whoever_sent_words_finds_their_line_with_its_end_and_proof(ledger: Ledger, receipts: Receipts) -> None:
    line = await ledger.open(ANNA, CLEARED, b"x", {"kept_days": 30})
    open_yet = await receipts.of_line(ANNA, str(line))
    assert (open_yet.outcome, open_yet.entry.proof) == (None, "proof of one/1")
    await ledger.close(line, None, Ending(Outcome.OK))

    found = await receipts.of_line(ANNA, str(line))
    assert (found.entry.line, found.entry.fields["terms"]) == ("one/1", {"kept_days": 30})
    assert found.outcome is not None
    assert (found.outcome.number, found.outcome.fields["outcome"], found.outcome.proof) == (2, "ok", None)


async def test_nobody_else_finds_it_and_nothing_finds_what_is_not_there(ledger: Ledger, receipts: Receipts) -> None:
    line = await ledger.open(ANNA, CLEARED, b"x")
    with pytest.raises(NoReceipt):
        await receipts.of_line(BEN, str(line))
    for wrong in ("one/2", "two/1", "one/", "one/x", "one/-1", f"one/{'9' * 30}", ""):
        with pytest.raises(NoReceipt):
            await receipts.of_line(ANNA, wrong)


async def test_an_act_is_found_by_who_did_it_and_by_whom_it_was_done_to(
    database: Store, ledger: Ledger, receipts: Receipts
) -> None:
    async with database.work(None) as work:
        act = await note(work, Act(ActKind.READING, ANNA.person, BEN.person, facts={"what": "chat"}))
    with pytest.raises(NoReceipt):
        await receipts.of_act(ANNA, act)
    await Acts(PostgresActs(database, LOG), ledger).drain()

    carol = Caller(PersonId(new_id()), admin=True, kind=ANNA.kind, credential=ANNA.credential)
    for caller in (ANNA, BEN):
        assert (await receipts.of_act(caller, act)).entry.fields["facts"] == {"what": "chat"}
    for caller, asked in ((carol, act), (ANNA, new_id())):
        with pytest.raises(NoReceipt):
            await receipts.of_act(caller, asked)
