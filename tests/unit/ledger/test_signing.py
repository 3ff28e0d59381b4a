import pytest
from sqlalchemy import select, update

from inhouse.core.ids import PersonId, new_id
from inhouse.ledger.checkpoint import verifier
from inhouse.ledger.records import checkpoint_keys
from inhouse.ledger.signing import SigningKeys
from inhouse.store import Role, StatementFailed, Store
from inhouse.vault.sealing import Sealer

TENANT = new_id()
SEALER = Sealer(bytes(range(32)), TENANT, PersonId(TENANT), None)


@pytest.fixture
def keys(database: Store) -> SigningKeys:
    return SigningKeys(database, SEALER, str(TENANT))


async def test_a_key_is_made_once_and_is_the_same_afterwards(keys: SigningKeys, database: Store) -> None:
    made = await keys.current()
    assert made.number == 1
    assert await keys.current() == made
    assert await SigningKeys(database, SEALER, str(TENANT)).current() == made
    assert await keys.verifiers() == [verifier(f"inhouse/{TENANT}", made.seed)]
    assert keys.origin("log") == f"inhouse/{TENANT}/log"
    assert made.seed.hex() not in repr(made)


async def test_a_replaced_key_loses_its_seed_and_stays_listed(keys: SigningKeys, database: Store) -> None:
    made = await keys.current()
    newer = await keys.replace()
    now = await keys.current()
    assert (now.number, verifier(newer.name, now.seed)) == (2, newer)
    assert await keys.verifiers() == [newer, verifier(newer.name, made.seed)]
    async with database.work(None, Role.JOBS) as work:
        sealed = await work.execute(select(checkpoint_keys.c.sealed).order_by(checkpoint_keys.c.number))
        assert [row.sealed is None for row in sealed] == [True, False]


async def test_a_key_that_cannot_be_opened_any_more_is_replaced(keys: SigningKeys, database: Store) -> None:
    made = await keys.current()
    async with database.work(None, Role.JOBS) as work:
        await work.execute(update(checkpoint_keys).values(sealed=b"damaged"))
    now = await keys.current()
    assert now.number == 2
    assert now.seed != made.seed
    assert len(await keys.verifiers()) == 2


async def test_a_seed_under_another_key_of_the_table_does_not_open(keys: SigningKeys, database: Store) -> None:
    """Two rows that were swapped: the seed is sealed for its own row."""
    await keys.current()
    async with database.work(None, Role.JOBS) as work:
        await work.execute(update(checkpoint_keys).values(sealed=SEALER.seal(bytes(32), "checkpoint seed", new_id())))
    assert (await keys.current()).number == 2


async def test_the_app_reads_no_keys_and_the_auditor_no_seeds(keys: SigningKeys, database: Store) -> None:
    await keys.current()
    with pytest.raises(StatementFailed):
        async with database.work(None) as work:
            await work.execute(select(checkpoint_keys.c.public))
