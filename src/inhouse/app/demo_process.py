"""The process that walks through the demo for people in the browser: started by `walks.py`, ended by it at the latest.

The empty folder comes by standard input as JSON. Each step leaves by standard output as one line of JSON, the last line
says how it ended:

    {"step": {...}}      {"end": true}      {"failed": "why"}
"""

import asyncio
import json
import resource
import signal
import sys
from contextlib import aclosing
from pathlib import Path
from typing import Final

import orjson
import uvloop

from inhouse.app.demo import demo
from inhouse.core.errors import InhouseError
from inhouse.host import keep_memory_out_of_files

MEMORY_BYTES: Final = 3 * 1024**3
"""Addresses that a process of the demo may use, its database's too: about ten times of what it needs in memory."""


def main() -> int:
    """Walk through once, or until SIGTERM."""
    folder = Path(json.load(sys.stdin)["folder"])
    keep_memory_out_of_files()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(_until_told(folder))
        except InhouseError as error:
            _say({"failed": error.message})
            return 1
        except asyncio.CancelledError:
            return 1
    return 0


async def _until_told(folder: Path) -> None:
    walking = asyncio.current_task()
    if walking is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, walking.cancel)
    async with aclosing(demo(folder)) as steps:
        async for step in steps:
            _say({"step": step})
    _say({"end": True})


def _say(words: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(words) + b"\n")
    sys.stdout.flush()
