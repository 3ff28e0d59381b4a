"""What deletion means: at the end of an epoch no key is left that opens an old copy of what was shredded."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, PersonId, new_id
from inhouse.store import Role, Store, Work
from inhouse.vault import ChatKeyGone, DoesNotOpen, Purpose, Vault
from inhouse.vault.derive import derive
from inhouse.vault.epoch import USUAL_LENGTH
from inhouse.vault.epochs import EpochKeys
from inhouse.vault.errors import EpochKeyMissing, EpochKeyWrong
from inhouse.vault.keeper import Keeper
from inhouse.vault.sealing import Sealer, Wrapper
from inhouse.vault.turning import Turning
from tests.people import someone
from tests.unit.vault.conftest import Copies, Own, rows

RECORD = new_id()
Move = Callable[[datetime], None]


@dataclass
class Sealed:
    """A chat and what was sealed in it."""

    caller: Caller
    chat: ChatId
    value: bytes

    async def opens(self, store: Store, vault: Vault) -> bool:
        async with store.work(self.caller) as work:
            with suppress(ChatKeyGone):
                return (await vault.chat(work, self.caller, self.chat)).open(self.value, "text", RECORD) == b"hello"
        return False


async def say(store: Store, vault: Vault, caller: Caller) -> Sealed:
    chat = ChatId(new_id())
    async with store.work(caller) as work:
        sealer = await vault.chat(work, caller, chat, create=True)
    return Sealed(caller, chat, sealer.seal(b"hello", "text", RECORD))


@pytest.fixture
async def vault(store: Store, tmp_path: Path) -> Vault:
    return await Vault.open(tmp_path / "master.key", store)


def unwrapped(wrappers: Iterable[Wrapper], blobs: Iterable[bytes], *place: UUID) -> set[bytes]:
    found: set[bytes] = set()
    for wrapper in wrappers:
        for blob in blobs:
            with suppress(DoesNotOpen):
                found.add(wrapper.unwrap(blob, PersonId(place[0]), *map(ChatId, place[1:])))
    return found


def broken_into(vault: Vault, copies: Copies, sealed: Sealed) -> bool:
    """Whether somebody opens it who has the master key, the key folder, and copies of all that the database wrote."""
    person, tenant, blobs = sealed.caller.person, vault.tenant, copies.found
    stolen = EpochKeys(vault.root, tenant, vault.epochs.folder)
    numbers = [int(path.stem.rpartition("-")[2]) for path in stolen.folder.glob("epoch-*.key")]
    people = unwrapped([stolen.wrapper(number) for number in (0, *numbers)], blobs, person)
    people |= unwrapped([Wrapper(key, tenant) for key in people], blobs, person)
    chats = unwrapped([Wrapper(key, tenant) for key in people], blobs, person, sealed.chat)
    for key in chats:
        with suppress(DoesNotOpen):
            return Sealer(key, tenant, person, sealed.chat).open(sealed.value, "text", RECORD) == b"hello"
    return False


async def test_at_the_epochs_end_no_old_copy_of_a_deleted_chat_opens(
    own: Own, store: Store, vault: Vault, at: Move
) -> None:
    anna, turning = someone(), Turning(store, vault)
    doomed, kept = [await say(store, vault, anna) for _ in range(2)]
    await own.copy(store, copies := Copies(), anna)
    async with store.work(anna) as work:
        ends = vault.epoch_ends()
        assert await vault.shred_chat(work, anna, doomed.chat)
    assert clock.now() < ends <= clock.now() + USUAL_LENGTH
    await own.copy(store, copies, anna)
    assert not await doomed.opens(store, vault)
    # The controls: until the second date whoever has everything reads it. So the copies are good and the search works.
    assert broken_into(vault, copies, doomed)
    at(vault.epochs.current.turns_at)
    await turning.turn()
    await own.copy(store, copies, anna)
    assert vault.epochs.current.number == 2
    assert broken_into(vault, copies, doomed)

    at(ends)
    await turning.turn()
    await own.copy(store, copies, anna)
    assert not broken_into(vault, copies, doomed)
    assert broken_into(vault, copies, kept)
    assert await kept.opens(store, vault)
    assert [path.name for path in vault.epochs.folder.glob("epoch-*")] == [vault.epochs.path(2).name]


async def test_what_is_shredded_between_the_turn_and_the_end_waits_for_the_next_end(
    own: Own, store: Store, vault: Vault, at: Move
) -> None:
    anna, turning = someone(), Turning(store, vault)
    doomed, first = await say(store, vault, anna), vault.epochs.current
    await own.copy(store, copies := Copies(), anna)
    at(first.turns_at)
    assert vault.epoch_ends() > first.ends_at + USUAL_LENGTH / 2
    await turning.turn()
    ends = vault.epoch_ends()
    assert ends == vault.epochs.current.ends_at
    async with store.work(anna) as work:
        await vault.shred_chat(work, anna, doomed.chat)
    at(first.ends_at)
    await turning.turn()
    await own.copy(store, copies, anna)
    assert broken_into(vault, copies, doomed)
    at(vault.epochs.current.turns_at)
    await turning.turn()
    at(ends)
    await turning.turn()
    await own.copy(store, copies, anna)
    assert not broken_into(vault, copies, doomed)


async def test_a_person_who_is_shredded_is_unreadable_at_the_end_too(own: Own, store: Store, vault: Vault) -> None:
    anna, ben = someone(), someone()
    doomed, other = await say(store, vault, anna), await say(store, vault, ben)
    await own.copy(store, copies := Copies(), anna, ben)
    async with store.work(None, Role.JOBS) as work:
        assert await vault.shred_person(work, anna.person)
        assert not await vault.shred_person(work, anna.person)
    assert not await doomed.opens(store, vault)
    assert broken_into(vault, copies, doomed)
    await Turning(store, vault).turn(now=True)
    await own.copy(store, copies, anna, ben)
    assert not broken_into(vault, copies, doomed)
    assert broken_into(vault, copies, other)


async def test_an_epoch_that_ends_early_moves_no_end_that_somebody_was_told(store: Store, vault: Vault) -> None:
    told, first = vault.epoch_ends(), vault.epochs.path(1)
    state = await Keeper(store, vault).end_epoch()
    assert (state.epoch.number, state.epoch.ends_at, vault.epoch_ends()) == (2, told, told)
    assert not first.exists()
    assert not state.overdue


async def test_nothing_is_due_before_its_time(store: Store, vault: Vault) -> None:
    await Turning(store, vault).turn()
    assert vault.epochs.current.number == 1


async def test_two_servers_agree_and_both_read_on(store: Store, vault: Vault, tmp_path: Path, at: Move) -> None:
    other = await Vault.open(tmp_path / "master.key", store)
    people = [someone() for _ in range(12)]
    chats = [await say(store, vault, person) for person in people for _ in range(3)]
    at(vault.epochs.current.turns_at)
    await asyncio.gather(*(Turning(store, each).turn() for each in (vault, other)))
    assert vault.epochs.current == other.epochs.current
    assert vault.epochs.current.number == 2
    at(vault.epochs.known[0].ends_at)
    await Turning(store, vault).turn()
    # The other one has not heard of it. It reads on, and what it makes is under the current epoch.
    for chat in [*chats, await say(store, other, someone()), await say(store, other, people[0])]:
        assert await chat.opens(store, other)
        assert await chat.opens(store, vault)


async def test_chats_that_begin_while_keys_are_wrapped_anew_are_not_lost(store: Store, vault: Vault) -> None:
    anna, turning = someone(), Turning(store, vault)
    chats = [await say(store, vault, anna) for _ in range(3)]

    async def chatter() -> None:
        for _ in range(12):
            chats.append(await say(store, vault, anna))
            async with store.work(anna) as work:
                await vault.shred_chat(work, anna, (await say(store, vault, anna)).chat)

    async def renew() -> None:
        for _ in range(6):
            await turning.renew_person(anna.person, None)
            await turning.turn(now=True)

    await asyncio.gather(chatter(), renew())
    assert vault.epochs.current.number == 7
    assert all([await chat.opens(store, vault) for chat in chats])


class Killed(BaseException):
    """The process is gone."""


class MortalStore(Store):
    """Dies at its n-th step: before a unit of work begins, before it commits, or after it has."""

    steps = 0

    @asynccontextmanager
    async def work(self, caller: Caller | None, role: Role = Role.APP, *, durable: bool = True) -> AsyncIterator[Work]:
        self._step()
        async with super().work(caller, role, durable=durable) as work:
            yield work
            self._step()
        self._step()

    def _step(self) -> None:
        self.steps -= 1
        if self.steps == 0:
            raise Killed


async def test_a_turn_that_is_killed_anywhere_loses_nothing_and_is_finished_later(
    own: Own, store: Store, vault: Vault, tmp_path: Path
) -> None:
    mortal = MortalStore.open(own.addresses)
    people = [someone() for _ in range(3)]
    chats = [await say(store, vault, person) for person in people]
    deaths = 0
    while True:
        mortal.steps = 0
        doomed = await say(store, vault, people[0])
        async with store.work(people[0]) as work:
            await vault.shred_chat(work, people[0], doomed.chat)
        await rows(store, copies := Copies(), people[0])
        before = vault.epochs.current.number
        mortal.steps = deaths + 1
        try:
            await Turning(mortal, await Vault.open(tmp_path / "master.key", store)).turn(now=True)
        except Killed:
            deaths += 1
        else:
            break
        vault = await Vault.open(tmp_path / "master.key", store)
        assert all([await chat.opens(store, vault) for chat in chats])
        await Turning(store, vault).turn(now=True)
        assert vault.epochs.current.number > before
        assert all([await chat.opens(store, vault) for chat in chats])
        assert len(list(tmp_path.glob("epoch-*"))) == 1
        assert not broken_into(vault, copies, doomed)
    await mortal.close()
    assert deaths > 20


async def test_a_server_without_the_key_folder_is_refused_and_changes_nothing(
    store: Store, vault: Vault, tmp_path: Path, at: Move
) -> None:
    chat = await say(store, vault, someone())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "master.key").write_bytes((tmp_path / "master.key").read_bytes())
    (elsewhere / "master.key").chmod(0o600)
    with pytest.raises(EpochKeyMissing):
        await Vault.open(elsewhere / "master.key", store)
    assert [path.name for path in elsewhere.iterdir()] == ["master.key"]
    # One that was there when it began, and loses the folder, does not begin an epoch either.
    file = vault.epochs.path(1)
    content = file.read_bytes()
    file.unlink()
    blind = Vault(vault.root, vault.tenant, EpochKeys(vault.root, vault.tenant, tmp_path), vault.keeping)
    await Turning(store, blind).look()
    at(blind.epochs.current.turns_at)
    with pytest.raises(EpochKeyMissing):
        await Turning(store, blind).turn()
    assert list(tmp_path.glob("epoch-*")) == []
    for wrong in (content[:-10], b"x", content[:30] + b"AAAA" + content[34:]):
        file.write_bytes(wrong)
        file.chmod(0o600)
        with pytest.raises(EpochKeyWrong):
            await Vault.open(tmp_path / "master.key", store)
        assert file.read_bytes() == wrong
    file.write_bytes(content)
    file.chmod(0o644)
    with pytest.raises(EpochKeyWrong):
        await Vault.open(tmp_path / "master.key", store)
    file.chmod(0o600)
    assert await chat.opens(store, await Vault.open(tmp_path / "master.key", store))


async def test_the_file_of_an_epoch_opens_with_the_root_key_only(vault: Vault, tmp_path: Path) -> None:
    assert vault.epochs.path(1).stat().st_mode & 0o777 == 0o600
    with pytest.raises(EpochKeyWrong):
        EpochKeys(bytes(32), vault.tenant, tmp_path).wrapper(1)


async def test_a_damaged_key_stays_damaged_and_keeps_no_old_key_alive(store: Store, vault: Vault) -> None:
    anna, ben = someone(), someone()
    broken, chats = await say(store, vault, anna), [await say(store, vault, ben) for _ in range(2)]
    async with store.work(anna) as work:
        await work.execute(text("UPDATE keys.person_keys SET wrapped = substr(wrapped, 1, 40)"))
    async with store.work(ben) as work:
        damaged = text("UPDATE keys.chat_keys SET wrapped = substr(wrapped, 1, 40) WHERE chat_id = :chat")
        await work.execute(damaged, {"chat": chats[0].chat})
    await Turning(store, vault).renew_person(ben.person, None)
    await Turning(store, vault).turn(now=True)
    assert not vault.epochs.path(1).exists()
    assert await chats[1].opens(store, vault)
    for each in (broken, chats[0]):
        with pytest.raises(DoesNotOpen):
            await each.opens(store, vault)


async def test_a_persons_key_is_replaced_and_nothing_that_it_sealed_is_touched(store: Store, vault: Vault) -> None:
    anna = someone()
    chats = [await say(store, vault, anna) for _ in range(205)]
    async with store.work(anna) as work:
        sealer = await vault.person(work, anna)
        before = (await work.execute(text("SELECT wrapped FROM keys.person_keys"))).scalar_one()
    wish = sealer.seal(b"be brief", "instructions", RECORD)
    for _ in range(2):
        assert await Keeper(store, vault).rotate_person(anna.person)
    async with store.work(anna) as work:
        again = await vault.person(work, anna)
        after = (await work.execute(text("SELECT wrapped FROM keys.person_keys"))).scalar_one()
        everything = await vault.chats(work, anna)
    assert again.open(wish, "instructions", RECORD) == b"be brief"
    assert again.commitment_key == sealer.commitment_key
    assert vault.epochs.wrapper(1).unwrap(before, anna.person) != vault.epochs.wrapper(1).unwrap(after, anna.person)
    assert {everything[each.chat].open(each.value, "text", RECORD) for each in chats} == {b"hello"}
    assert not await Keeper(store, vault).rotate_person(someone().person)


async def test_what_an_older_version_made_is_taken_up_by_itself(own: Own, store: Store, tmp_path: Path) -> None:
    """Its master key was the root key, and wrapped the keys of people without an epoch."""
    key, tenant, anna, chat = bytes(range(32)), new_id(), someone(), ChatId(new_id())
    (tmp_path / "master.key").write_text("inhouse-master-key-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
    (tmp_path / "master.key").chmod(0o600)
    wrapped = Wrapper(derive(key, Purpose.PERSON_KEYS), tenant).wrap(b"p" * 32, anna.person)
    under = Wrapper(b"p" * 32, tenant).wrap(b"c" * 32, anna.person, chat)
    async with store.work(None, Role.JOBS) as work:
        rows = text("INSERT INTO keys.installation (tenant, fingerprint) VALUES (:tenant, :fingerprint)")
        await work.execute(rows, {"tenant": tenant, "fingerprint": derive(key, Purpose.FINGERPRINT)})
    async with store.work(anna) as work:
        people = text("INSERT INTO keys.person_keys VALUES (:person, :wrapped, now())")
        await work.execute(people, {"person": anna.person, "wrapped": wrapped})
        rows = text("INSERT INTO keys.chat_keys (chat_id, owner_id, wrapped, created_at) VALUES (:c, :p, :w, now())")
        await work.execute(rows, {"c": chat, "p": anna.person, "w": under})
    sealed = Sealed(anna, chat, Sealer(b"c" * 32, tenant, anna.person, chat).seal(b"hello", "text", RECORD))

    vault = await Vault.open(tmp_path / "master.key", store)
    assert vault.secret(Purpose.CSRF) == derive(key, Purpose.CSRF)
    assert await sealed.opens(store, vault)
    await Turning(store, vault).turn()
    assert await sealed.opens(store, vault)
    async with store.work(anna) as work:
        row = (await work.execute(text("SELECT wrapped, epoch FROM keys.person_keys"))).one()
    assert row.epoch == 1
    assert vault.epochs.wrapper(1).unwrap(row.wrapped, anna.person) != b"p" * 32
    await Keeper(store, vault).rotate_master()
    again = await Vault.open(tmp_path / "master.key", store)
    assert again.secret(Purpose.CSRF) == derive(key, Purpose.CSRF)
    assert await sealed.opens(store, again)
