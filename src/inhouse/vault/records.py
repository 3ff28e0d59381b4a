"""The wrapped keys in PostgreSQL: schema `keys`, left out of the content's backup."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Index,
    LargeBinary,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    delete,
    exists,
    literal,
    null,
    select,
    text,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from inhouse.core import clock
from inhouse.core.ids import ChatId, PersonId
from inhouse.store import Work
from inhouse.store.tables import metadata
from inhouse.vault.epoch import Epoch

_installation = Table(
    "installation",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=true()),
    Column("tenant", Uuid, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("root", LargeBinary),
    Column("custody", Text, nullable=False, server_default="file"),
    Column("generation", BigInteger, nullable=False, server_default="1"),
    Column("wrapped_at", DateTime(timezone=True)),
    Column("verified_at", DateTime(timezone=True)),
    schema="keys",
)
_person_keys = Table(
    "person_keys",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("epoch", BigInteger, nullable=False, server_default="0"),
    Column("own", LargeBinary),
    Index(None, "epoch"),
    schema="keys",
)
_chat_keys = Table(
    "chat_keys",
    metadata,
    Column("chat_id", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index(None, "owner_id"),
    schema="keys",
)

_epochs = Table(
    "epochs",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("turns_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("destroyed_at", DateTime(timezone=True)),
    schema="keys",
)
_shreddings = Table(
    "shreddings",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("epoch", BigInteger, primary_key=True, autoincrement=False),
    schema="keys",
)

# Made once: building a statement costs more than running it, and the keys are asked for in every turn.
_person, _chat = bindparam("person", type_=Uuid), bindparam("chat", type_=Uuid)
_PERSON_KEY = select(_person_keys.c.wrapped, _person_keys.c.own, _person_keys.c.epoch).where(
    _person_keys.c.person_id == _person
)
_CHAT_KEY = (
    select(_person_keys.c.wrapped, _person_keys.c.own, _person_keys.c.epoch, _chat_keys.c.wrapped.label("chat_key"))
    .join(_chat_keys, _chat_keys.c.owner_id == _person_keys.c.person_id)
    .where(_person_keys.c.person_id == _person, _chat_keys.c.chat_id == _chat)
)
# The same word as in the trigger that notes what is shredded.
_EPOCH_LOCK = "hashtext('keys.epoch')"
# Whoever makes or shreds a key meanwhile waits behind this one, so it waits for a moment only.
_SHORT_WAIT = text("SELECT set_config('lock_timeout', '1s', true)")
_LOCK_EPOCH = text(f"SELECT pg_advisory_xact_lock({_EPOCH_LOCK})")
_LOCK_EPOCH_SHARED = text(f"SELECT pg_advisory_xact_lock_shared({_EPOCH_LOCK})")
_PERSON_LOCK = "hashtextextended('keys.person ' || :person, 0)"
_LOCK_PERSON = text(f"SELECT pg_advisory_xact_lock({_PERSON_LOCK})")
_LOCK_PERSON_SHARED = text(f"SELECT pg_advisory_xact_lock_shared({_PERSON_LOCK})")
_REPLACE_CHAT_KEYS = text(
    "UPDATE keys.chat_keys SET wrapped = fresh.wrapped "
    "FROM unnest(:chats, :wrapped) AS fresh (chat_id, wrapped) WHERE chat_keys.chat_id = fresh.chat_id"
).bindparams(bindparam("chats", type_=ARRAY(Uuid)), bindparam("wrapped", type_=ARRAY(LargeBinary)))
_AT_ONCE = 5_000
_SEALED_BEFORE = text("SELECT EXISTS (SELECT FROM ledger.checkpoint_keys)")


@dataclass(frozen=True, slots=True)
class Installation:
    """What the database knows of the installation's keys. `root` is None where an older version has made it."""

    tenant: UUID
    fingerprint: bytes
    root: bytes | None
    custody: str
    generation: int
    wrapped_at: datetime | None
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person's wrapped key, under the key of an epoch, which wraps those of their chats.

    `own` seals what is in no chat, and is wrapped by it too; None where an older version let the key itself do that.
    """

    wrapped: bytes
    own: bytes | None
    epoch: int


async def installation(work: Work) -> Installation | None:
    """The installation, None before the first start."""
    columns = [_installation.c[field.name] for field in fields(Installation)]
    row = (await work.execute(select(*columns))).one_or_none()
    return None if row is None else Installation(*row)


async def sealed_before(work: Work) -> bool:
    """Whether something was sealed here already: every start leaves a key that signs checkpoints, sealed."""
    return bool((await work.execute(_SEALED_BEFORE)).scalar_one())


async def found_installation(work: Work, fresh: Installation) -> None:
    """Write the installation down, unless another server was first."""
    await work.execute(insert(_installation).values(asdict(fresh)).on_conflict_do_nothing())


async def replace_root(work: Work, fresh: Installation, before: int) -> bool:
    """Put the root key, wrapped anew, in the place of the one of generation `before`; False if that one is gone."""
    values = {
        "root": fresh.root,
        "custody": fresh.custody,
        "generation": fresh.generation,
        "wrapped_at": fresh.wrapped_at,
        "verified_at": fresh.verified_at,
    }
    statement = update(_installation).where(_installation.c.generation == before).values(values)
    return (await work.execute(statement)).rowcount == 1


async def verified(work: Work, generation: int) -> bool:
    """Note that a copy of the master key of this generation was seen; False if there is another one by now."""
    statement = update(_installation).where(_installation.c.generation == generation)
    return (await work.execute(statement.values(verified_at=clock.now()))).rowcount == 1


async def lock_epoch(work: Work, *, alone: bool) -> None:
    """Until the end of the work no epoch begins or is closed; `alone`: and no key is made or shredded.

    Raises StatementFailed when a work that makes or shreds a key takes longer than a second.
    """
    if alone:
        await work.execute(_SHORT_WAIT)
    await work.execute(_LOCK_EPOCH if alone else _LOCK_EPOCH_SHARED)


async def epochs(work: Work) -> Sequence[Epoch]:
    """All whose key is not destroyed, the current one last."""
    columns = [_epochs.c[field.name] for field in fields(Epoch)]
    statement = select(*columns).where(_epochs.c.destroyed_at.is_(None)).order_by(_epochs.c.number)
    return [Epoch(*row) for row in await work.execute(statement)]


async def add_epoch(work: Work, epoch: Epoch) -> None:
    """Begin an epoch."""
    await work.execute(insert(_epochs).values(asdict(epoch)))


async def close_epochs(work: Work, current: int) -> bool:
    """Close all epochs before the current one if nobody's key is under them any more; whether it is so."""
    left = select(_person_keys.c.person_id).where(_person_keys.c.epoch < current).limit(1)
    if (await work.execute(left)).first() is not None:
        return False
    past = (_epochs.c.number < current) & _epochs.c.closed_at.is_(None)
    await work.execute(update(_epochs).where(past).values(closed_at=clock.now()))
    await work.execute(delete(_shreddings).where(_shreddings.c.epoch < current))
    return True


async def end_epoch(work: Work, number: int) -> bool:
    """Note that the key of an epoch is destroyed; False if somebody has noted it already."""
    mine = (_epochs.c.number == number) & _epochs.c.destroyed_at.is_(None)
    return (await work.execute(update(_epochs).where(mine).values(destroyed_at=clock.now()))).rowcount == 1


async def left_behind(work: Work, current: int, most: int) -> Sequence[tuple[PersonId, bool]]:
    """People whose key is under an earlier epoch, and whether a key of theirs was shredded there."""
    shredded = exists().where(_shreddings.c.person_id == _person_keys.c.person_id, _shreddings.c.epoch < current)
    # What an older version made is under no epoch's key.
    statement = (
        select(_person_keys.c.person_id, (shredded | (_person_keys.c.epoch == 0)).label("renew"))
        .where(_person_keys.c.epoch < current)
        .limit(most)
    )
    return [(PersonId(row.person_id), row.renew) for row in await work.execute(statement)]


async def lock_person(work: Work, person: PersonId, *, alone: bool) -> None:
    """Until the end of the work the person's key stays; `alone`: and no key is made under it."""
    await work.execute(_LOCK_PERSON if alone else _LOCK_PERSON_SHARED, {"person": str(person)})


async def person_key(work: Work, person: PersonId) -> PersonKey | None:
    """The person's wrapped key."""
    row = (await work.execute(_PERSON_KEY, {"person": person})).one_or_none()
    return None if row is None else PersonKey(row.wrapped, row.own, row.epoch)


async def add_person_key(work: Work, person: PersonId, key: PersonKey) -> None:
    """Store the person's key, unless there is one already."""
    values = {"person_id": person, "created_at": clock.now(), **asdict(key)}
    await work.execute(insert(_person_keys).values(values).on_conflict_do_nothing())


async def replace_person_key(work: Work, person: PersonId, key: PersonKey) -> None:
    """Store the person's key as it is wrapped now."""
    values = {"wrapped": key.wrapped, "own": key.own, "epoch": key.epoch}
    await work.execute(update(_person_keys).where(_person_keys.c.person_id == person).values(values))


async def delete_person(work: Work, person: PersonId) -> bool:
    """Delete the person's key and those of their chats; whether there was one."""
    await work.execute(delete(_chat_keys).where(_chat_keys.c.owner_id == person))
    return (await work.execute(delete(_person_keys).where(_person_keys.c.person_id == person))).rowcount == 1


async def chat_key(work: Work, person: PersonId, chat: ChatId) -> tuple[PersonKey, bytes] | None:
    """The wrapped keys of the person and of the chat."""
    row = (await work.execute(_CHAT_KEY, {"person": person, "chat": chat})).one_or_none()
    return None if row is None else (PersonKey(row.wrapped, row.own, row.epoch), row.chat_key)


async def chat_keys(
    work: Work, person: PersonId, chats: Sequence[ChatId] | None
) -> tuple[PersonKey | None, Sequence[tuple[UUID, bytes]]]:
    """The wrapped keys of the person and of those chats, or of all the person's."""
    # One statement, so that nobody wraps the ones anew between reading the others.
    mine = select(null().label("chat_id"), _person_keys.c.wrapped, _person_keys.c.own, _person_keys.c.epoch).where(
        _person_keys.c.person_id == person
    )
    theirs = select(_chat_keys.c.chat_id, _chat_keys.c.wrapped, null().label("own"), literal(0).label("epoch")).where(
        _chat_keys.c.owner_id == person
    )
    if chats is not None:
        theirs = theirs.where(_among(chats))
    rows = (await work.execute(union_all(mine, theirs))).all()
    own = next((PersonKey(row.wrapped, row.own, row.epoch) for row in rows if row.chat_id is None), None)
    return own, [(row.chat_id, row.wrapped) for row in rows if row.chat_id is not None]


async def add_chat_key(work: Work, person: PersonId, chat: ChatId, wrapped: bytes) -> None:
    """Store the chat's key, unless there is one already."""
    values = {"chat_id": chat, "owner_id": person, "wrapped": wrapped, "created_at": clock.now()}
    await work.execute(insert(_chat_keys).values(values).on_conflict_do_nothing())


async def replace_chat_keys(work: Work, wrapped: Sequence[tuple[UUID, bytes]]) -> None:
    """Store keys of chats as they are wrapped now; those that were shredded meanwhile stay shredded."""
    for begin in range(0, len(wrapped), _AT_ONCE):
        some = wrapped[begin : begin + _AT_ONCE]
        values = {"chats": [chat for chat, _ in some], "wrapped": [key for _, key in some]}
        await work.execute(_REPLACE_CHAT_KEYS, values)


async def delete_chat_keys(work: Work, chats: Sequence[ChatId]) -> int:
    """Delete the keys of those chats; gives how many there were."""
    return (await work.execute(delete(_chat_keys).where(_among(chats)))).rowcount


def _among(chats: Sequence[ChatId]) -> ColumnElement[bool]:
    # One array instead of a parameter for each: the protocol allows 32,767 parameters.
    return _chat_keys.c.chat_id == any_(bindparam(None, chats, type_=ARRAY(Uuid)))
