import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from inhouse.core.caller import Caller
from inhouse.ledger import verifying as module
from inhouse.ledger.checkpoint import VerifierKey
from inhouse.ledger.errors import LogAway, VerificationRuns
from inhouse.ledger.verifying import LogFound, Stage, Verifying
from tests.logs import KEY, LOG, entries_of, files_of, write
from tests.people import someone

FILES = files_of(entries_of(700))


async def keys() -> list[VerifierKey]:
    return [KEY]


async def lengths(_: Caller) -> Mapping[str, int]:
    return {LOG: 700}


def verifying(folder: Path) -> Verifying:
    return Verifying(folder, keys, lengths)


async def ended(one: Verifying) -> Verifying:
    async with asyncio.timeout(60):
        while one.now.stage is Stage.RUNNING:
            await asyncio.sleep(0.01)
    return one


async def test_a_sound_record_is_verified_by_a_process_beside_the_server(tmp_path: Path) -> None:
    write(tmp_path / LOG, FILES)
    one = verifying(tmp_path)
    assert one.now.stage is Stage.NEVER
    assert one.start(someone()).stage is Stage.RUNNING
    now = (await ended(one)).now
    assert (now.stage, now.done, now.of, now.trouble) == (Stage.DONE, 700, 700, None)
    assert list(now.logs) == [LogFound(LOG, 700, 300, 0, 100, [], 0, [])]
    assert now.started_at is not None
    assert now.ended_at is not None


async def test_a_changed_byte_is_named(tmp_path: Path) -> None:
    content = bytearray(FILES["tile/entries/001"])
    content[100] ^= 1
    write(tmp_path / LOG, {**FILES, "tile/entries/001": bytes(content)})
    one = verifying(tmp_path)
    one.start(someone())
    (found,) = (await ended(one)).now.logs
    assert any("entry 257 is not the one in tile/0/001" in fault for fault in found.faults)


async def test_a_database_with_fewer_entries_than_were_signed_is_a_fault(tmp_path: Path) -> None:
    async def shorter(_: Caller) -> Mapping[str, int]:
        return {LOG: 699}

    write(tmp_path / LOG, FILES)
    one = Verifying(tmp_path, keys, shorter)
    one.start(someone())
    (found,) = (await ended(one)).now.logs
    assert found.faults == ["700 entries were signed, and the database holds 699"]


async def test_only_one_runs_and_it_can_be_stopped(tmp_path: Path) -> None:
    write(tmp_path / LOG, FILES)
    one = verifying(tmp_path)
    one.start(someone())
    with pytest.raises(VerificationRuns):
        one.start(someone())
    assert (await one.stop()).stage is Stage.STOPPED
    # A second word to stop changes nothing, and another can begin.
    assert (await one.stop()).stage is Stage.STOPPED
    one.start(someone())
    await asyncio.sleep(0)
    assert (await one.stop()).stage is Stage.STOPPED
    one.start(someone())
    assert (await ended(one)).now.stage is Stage.DONE


async def test_without_a_log_nothing_is_found(tmp_path: Path) -> None:
    one = verifying(tmp_path / "not there")
    one.start(someone())
    now = (await ended(one)).now
    assert (now.stage, list(now.logs)) == (Stage.DONE, [])


async def test_a_database_that_is_away_fails_it_in_words(tmp_path: Path) -> None:
    async def away(_: Caller) -> Mapping[str, int]:
        raise LogAway("The database is away.")

    write(tmp_path / LOG, FILES)
    one = Verifying(tmp_path, keys, away)
    one.start(someone())
    now = (await ended(one)).now
    assert (now.stage, now.trouble) == (Stage.FAILED, "The database is away.")


async def test_a_process_of_another_version_fails_it_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    says = """print('{"found": {"log": "one", "something": "new"}}')"""
    monkeypatch.setattr(module, "_WORDS", (sys.executable, "-c", says))
    one = verifying(tmp_path)
    one.start(someone())
    now = (await ended(one)).now
    assert (now.stage, now.trouble) == (Stage.FAILED, "What the process that verifies said cannot be read.")


async def test_a_process_that_dies_fails_it_in_words(tmp_path: Path) -> None:
    async def no_key() -> list[VerifierKey]:
        return [VerifierKey("a name with spaces", b"")]

    write(tmp_path / LOG, FILES)
    one = Verifying(tmp_path, no_key, lengths)
    one.start(someone())
    now = (await ended(one)).now
    assert (now.stage, now.trouble) == (Stage.FAILED, "The process that verifies has ended before its time.")
