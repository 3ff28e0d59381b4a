"""Background tasks."""

import asyncio
import gc

import pytest

from inhouse.core.tasks import apart, finish, outlast, spawn


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


async def test_a_future_is_outlasted_although_cancelled() -> None:
    awaited: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    task = asyncio.ensure_future(outlast(awaited, 5))
    for _ in range(2):
        await asyncio.sleep(0)
        task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    awaited.set_result(1)
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_nobody_waits_longer_for_a_future_than_said() -> None:
    awaited: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    assert not await outlast(awaited, 0.01)
    assert not awaited.done()
    awaited.set_result(1)
    assert await outlast(awaited, 5)


async def test_work_apart_gives_its_result_and_raises_its_error() -> None:
    async def double(number: int) -> int:
        await asyncio.sleep(0)
        return 2 * number if number else 1 // number

    assert await apart(double(2), "double") == 4
    with pytest.raises(ZeroDivisionError):
        await apart(double(0), "double")


async def test_work_apart_that_is_cancelled_has_ended_on_return() -> None:
    tidied: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tidied.append("tidied")

    waiting = asyncio.create_task(apart(work(), "work"))
    for _ in range(3):
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert tidied == ["tidied"]
