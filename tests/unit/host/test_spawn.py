import asyncio
import os
from threading import Event, Thread

import pytest
import uvloop

from inhouse.host import ChildFailed, Launch, run_to_end
from inhouse.host.spawn import _read_report, spawn


async def test_what_is_fed_to_a_child_arrives_and_is_not_among_its_arguments() -> None:
    launch = Launch(("/bin/sh", "-c", "cat; tr '\\0' ' ' < /proc/self/cmdline"), stdin=b"secret\n")
    status, output = await run_to_end(launch, 10)
    assert status == 0
    assert output.count("secret") == 1
    assert "secret" not in repr(launch)


async def test_a_child_that_does_not_end_in_time_is_ended() -> None:
    with pytest.raises(ChildFailed, match="sleep did not end"):
        await run_to_end(Launch(("/bin/sleep", "60")), 0.2)


async def test_a_child_is_refused_outside_the_main_thread() -> None:
    with pytest.raises(RuntimeError, match="main thread"):
        await asyncio.to_thread(asyncio.run, spawn(Launch(("/bin/true",))))


async def test_the_walls_that_stand_are_told() -> None:
    spawned = await spawn(Launch(("/bin/true",)))
    await spawned.process.wait()
    assert spawned.isolation.network in {"namespace", "user-namespace"}
    assert spawned.isolation.user is None
    shared = await spawn(Launch(("/bin/true",), own_network=False))
    await shared.process.wait()
    assert shared.isolation.network == "shared"


async def test_a_pipe_can_stay_open_for_more() -> None:
    spawned = await spawn(Launch(("/bin/cat",), stdin=b"one ", keeps_stdin=True))
    output, _ = await spawned.process.communicate(b"two")
    assert output == b"one two"


def test_the_pipe_of_a_report_is_closed_once_and_no_file_of_another_thread_with_it() -> None:
    over, lost = Event(), list[str]()

    def open_and_look() -> None:
        while not over.is_set():
            handle = os.open("/", os.O_RDONLY)
            try:
                os.fstat(handle)
                os.close(handle)
            except OSError as error:
                lost.append(str(error))

    async def read_reports() -> None:
        for _ in range(3_000):
            reading, writing = os.pipe()
            os.write(writing, b"network=shared\n")
            os.close(writing)
            assert await _read_report(reading) == {"network": "shared"}

    threads = [Thread(target=open_and_look) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(read_reports())
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert lost == []
