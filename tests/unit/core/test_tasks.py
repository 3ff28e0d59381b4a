"""Background tasks."""

import asyncio
import gc

import pytest

from inhouse.core.tasks import finish, spawn


async def test_a_task_nobody_holds_still_ends() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0)
        ended.set()

    spawn(work(), "work")
    gc.collect()
    await asyncio.wait_for(ended.wait(), 1)


async def test_a_failure_is_logged_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        raise ValueError("CANARY")

    with pytest.raises(ValueError, match="CANARY"):
        await spawn(work(), "storing")
    await asyncio.sleep(0)
    assert "storing failed: ValueError" in caplog.text
    assert "CANARY" not in caplog.text


async def test_what_must_finish_finishes_although_cancelled() -> None:
    begun, release, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def closing() -> None:
        begun.set()
        await release.wait()
        ended.set()

    task = asyncio.ensure_future(finish(closing()))
    await begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    release.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_finish_gives_back_the_result_and_the_failure() -> None:
    async def right() -> int:
        return 3

    async def wrong() -> int:
        raise KeyError

    assert await finish(right()) == 3
    with pytest.raises(KeyError):
        await finish(wrong())
