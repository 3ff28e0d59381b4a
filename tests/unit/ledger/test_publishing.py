import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

from inhouse.ledger import publishing
from inhouse.ledger.checkpoint import VerifierKey, open_checkpoint, verifier
from inhouse.ledger.errors import LogAway, LogRewritten
from inhouse.ledger.folder import Folder
from inhouse.ledger.publishing import Publisher, Publishing
from inhouse.ledger.signing import SigningKey
from inhouse.ledger.tiles import paths
from inhouse.ledger.verify import Verdict, verify
from tests.logs import KEY, LOG, SEED, TENANT, entries_of, entry_of, files_of

ENTRIES = list(entries_of(1100))


class Table:
    """Entries as the table gives them."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.entries = list(entries)
        self.asked: list[int] = []
        self.away = False

    async def read(self, log: str, after: int, most: int) -> list[tuple[int, bytes]]:
        if self.away:
            raise LogAway("away")
        self.asked.append(after)
        return list(enumerate(self.entries[after : after + most], start=after + 1))

    async def close(self) -> None:
        self.away = True


class Keys:
    """Keys that can be replaced."""

    def __init__(self) -> None:
        self.seeds = [SEED]

    def origin(self, log: str) -> str:
        return f"inhouse/{TENANT}/{log}"

    async def current(self) -> SigningKey:
        return SigningKey(len(self.seeds), self.seeds[-1])

    async def verifiers(self) -> list[VerifierKey]:
        return [verifier(KEY.name, seed) for seed in reversed(self.seeds)]


def publisher(place: Path, table: Table, folder: Folder | None = None, keys: Keys | None = None) -> Publisher:
    return Publisher(LOG, folder or Folder(place), table, keys or Keys())


async def publish_and_look_through(one: Publisher) -> None:
    await one.publish()
    while not await one.look_through():
        pass


def verdict_on(place: Path) -> Verdict:
    return verify([place], [KEY])[0]


def files_in(place: Path) -> dict[str, bytes]:
    """The files without those beside the log, and without the narrower tiles of before."""
    found = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    size = open_checkpoint(found["checkpoint"], [KEY]).size
    return {path: found[path] for path in [*paths(size), "checkpoint"]}


async def test_the_files_are_those_of_the_table(tmp_path: Path) -> None:
    table = Table(ENTRIES[:300])
    one = publisher(tmp_path, table)
    await one.publish()
    assert files_in(tmp_path) == files_of(ENTRIES[:300])
    for size in (301, 511, 512, 513, 1100):
        table.entries = ENTRIES[:size]
        assert (await one.publish()).size == one.published == size
        assert files_in(tmp_path) == files_of(ENTRIES[:size])
        assert verdict_on(tmp_path).faults == []
    assert (tmp_path / "vkey").read_text("ascii") == f"{KEY}\n"
    # Tiles that were filled have lost their partial forms.
    assert [path.name for path in tmp_path.rglob("*.p")].count("000.p") == 1


async def test_an_empty_log_has_a_checkpoint_too(tmp_path: Path) -> None:
    assert (await publisher(tmp_path, Table([])).publish()).size == 0
    assert verdict_on(tmp_path).faults == []


@pytest.mark.parametrize("size", [1, 255, 256, 257, 1024, 1100])
async def test_a_start_goes_on_without_reading_the_whole_table(tmp_path: Path, size: int) -> None:
    await publisher(tmp_path, Table(ENTRIES[:size])).publish()
    table = Table(ENTRIES)
    await publisher(tmp_path, table).publish()
    assert files_in(tmp_path) == files_of(ENTRIES)
    assert min(table.asked) == (size - 1) // 256 * 256


@pytest.mark.parametrize("path", [*sorted(files_of(ENTRIES[:600])), "vkey"])
@pytest.mark.parametrize("how", ["gone", "cut", "changed"])
async def test_a_start_mends_what_was_damaged(tmp_path: Path, path: str, how: str) -> None:
    """A full bundle or tile whose bytes were changed is found when the server looks through all of them."""
    await publisher(tmp_path, Table(ENTRIES[:600])).publish()
    content = (tmp_path / path).read_bytes()
    if how == "gone":
        (tmp_path / path).unlink()
    else:
        (tmp_path / path).write_bytes(content[:-1] if how == "cut" else content[:-1] + bytes([content[-1] ^ 1]))
    one = publisher(tmp_path, Table(ENTRIES[:600]))
    await publish_and_look_through(one)
    assert files_in(tmp_path) == files_of(ENTRIES[:600])
    assert verdict_on(tmp_path).faults == []


class PowerLoss(Exception):
    """The power goes."""


class DyingFolder(Folder):
    """Loses power at one of its steps; a file may be half written then."""

    def __init__(self, place: Path, steps: int) -> None:
        super().__init__(place)
        self._steps = steps

    def _step(self) -> None:
        self._steps -= 1
        if self._steps < 0:
            raise PowerLoss

    def _put(self, unfinished: Path, content: bytes) -> None:
        unfinished.write_bytes(content[: len(content) // 2])
        self._step()
        super()._put(unfinished, content)
        self._step()

    def _rename(self, unfinished: Path, final: Path) -> None:
        super()._rename(unfinished, final)
        self._step()

    def _settle(self, folder: Path) -> None:
        self._step()

    def drop_partials(self, path: str) -> None:
        self._step()
        super().drop_partials(path)


@pytest.mark.parametrize(("before", "after"), [(0, 3), (255, 256), (250, 514)])
async def test_power_lost_at_any_write_leaves_what_verifies_and_what_the_next_start_mends(
    tmp_path: Path, before: int, after: int
) -> None:
    steps, died = 0, True
    while died:
        place = tmp_path / str(steps)
        await publisher(place, Table(ENTRIES[:before])).publish()
        try:
            await publisher(place, Table(ENTRIES[:after]), DyingFolder(place, steps)).publish()
            died = False
        except PowerLoss:
            pass
        assert verdict_on(place).faults == []
        await publisher(place, Table(ENTRIES[: after + 1])).publish()
        assert files_in(place) == files_of(ENTRIES[: after + 1])
        steps += 1
    assert steps > 15


async def test_a_disk_that_is_full_for_a_while_is_gone_on_from(tmp_path: Path) -> None:
    class Full(Folder):
        full = False

        def _put(self, unfinished: Path, content: bytes) -> None:
            if self.full:
                raise OSError(28, "No space left on device")
            super()._put(unfinished, content)

    folder, table = Full(tmp_path), Table(ENTRIES[:300])
    one = publisher(tmp_path, table, folder)
    await one.publish()
    table.entries, folder.full = ENTRIES[:700], True
    with pytest.raises(OSError, match="No space"):
        await one.publish()
    folder.full = False
    await one.publish()
    assert files_in(tmp_path) == files_of(ENTRIES[:700])


REWRITTEN = [
    ENTRIES[:599],
    [],
    [*ENTRIES[:599], entry_of(600, "refused")],
    [entry_of(1, "refused"), *ENTRIES[1:600]],
]


@pytest.mark.parametrize("entries", REWRITTEN)
@pytest.mark.parametrize("damaged", [False, True])
async def test_a_table_that_is_not_what_was_signed_is_not_signed_and_nothing_is_overwritten(
    tmp_path: Path, entries: list[bytes], damaged: bool
) -> None:
    await publisher(tmp_path, Table(ENTRIES[:600])).publish()
    if damaged:
        (tmp_path / "tile/0/000").unlink()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    one = publisher(tmp_path, Table(entries))
    with pytest.raises(LogRewritten):
        await publish_and_look_through(one)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


async def test_a_gap_in_the_table_is_not_signed(tmp_path: Path) -> None:
    class Gap(Table):
        async def read(self, log: str, after: int, most: int) -> list[tuple[int, bytes]]:
            return [row for row in await super().read(log, after, most) if row[0] != 7]

    with pytest.raises(LogRewritten, match="entry 7 is missing"):
        await publisher(tmp_path, Gap(ENTRIES[:20])).publish()


async def test_a_new_key_signs_from_then_on_and_the_old_one_stays_listed(tmp_path: Path) -> None:
    keys, table = Keys(), Table(ENTRIES[:20])
    one = publisher(tmp_path, table, keys=keys)
    await one.publish()
    keys.seeds.append(bytes(32))
    await one.publish()
    newer = verifier(KEY.name, bytes(32))
    assert verify([tmp_path], [KEY])[0].faults == ["checkpoint: None of the given keys has signed it."]
    assert verify([tmp_path], [KEY, newer])[0].faults == []
    assert (tmp_path / "vkey").read_text("ascii") == f"{newer}\n{KEY}\n"
    # A start under the new key knows what the old one signed.
    await publisher(tmp_path, Table(ENTRIES[:30]), keys=keys).publish()
    assert verify([tmp_path], [newer])[0].faults == []


async def test_it_publishes_in_the_background_and_at_the_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(publishing, "PERIOD_SECONDS", 0.01)
    monkeypatch.setattr(publishing, "TROUBLE_SECONDS", 0.01)
    table = Table(ENTRIES[:10])
    one = publisher(tmp_path, table)
    job = Publishing(one, lambda: len(table.entries))
    job.start()

    async def until(size: int) -> None:
        async with asyncio.timeout(5):
            while one.published != size:
                await asyncio.sleep(0.005)

    await until(10)
    table.entries = ENTRIES[:20]
    await until(20)
    table.away, table.entries = True, ENTRIES[:30]
    with caplog.at_level(logging.WARNING):
        async with asyncio.timeout(5):
            while job.trouble is None:
                await asyncio.sleep(0.005)
    table.away = False
    await until(30)
    table.entries = ENTRIES[:40]
    await job.stop()
    assert (one.published, job.trouble) == (40, None)
    assert table.away
    assert verdict_on(tmp_path).faults == []
