"""What commands stand on: the settings, a loop, and the rooms open for one command."""

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import uvloop

from inhouse import app, settings
from inhouse.host import keep_memory_out_of_files
from inhouse.settings import Settings

T = TypeVar("T")


def load_settings() -> Settings:
    """The settings, and the logs set up by them. Raises InvalidRequest."""
    chosen = settings.load()
    logging.basicConfig(
        level=chosen.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    # What these would write at level debug or info holds addresses of requests and values of statements.
    for name in ("asyncio", "uvicorn", "uvicorn.access", "sqlalchemy", "alembic", "azure"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    return chosen


def with_rooms(work: Callable[[app.Rooms], Coroutine[Any, Any, T]]) -> T:
    """Do the work of one command."""

    async def opened() -> T:
        async with app.open_rooms(load_settings()) as rooms:
            return await work(rooms)

    return run(opened())


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end on a loop of its own. What is held in memory meanwhile gets into no core dump."""
    keep_memory_out_of_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
