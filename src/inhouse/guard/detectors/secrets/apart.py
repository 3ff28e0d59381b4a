"""The fastest first look, built in a process of its own: what building takes ends with that process."""

import asyncio
import json
import logging
import sys
from pathlib import Path

from inhouse.guard.detectors.secrets.candidates import Candidates
from inhouse.guard.detectors.secrets.rules import rules
from inhouse.host import HostError, Launch, kill, spawn

try:
    from inhouse.guard.detectors.secrets.expressions import Expressions, triggers
except ImportError:  # hyperscan has no wheel for this machine
    Expressions = triggers = None

_PROCESS = Path(__file__).with_name("expressions_process.py")
_SECONDS = 120.0
"""For a second's work, at a low priority on a machine that starts."""
_NICE = 5

_log = logging.getLogger(__name__)


async def built_apart() -> Candidates | None:
    """A first look for all rules; None where it cannot be had, and `Secrets.warm` builds its own."""
    if Expressions is None or triggers is None:
        return None
    expressions = [each.decode() for each in triggers(rules())]
    launch = Launch((sys.executable, "-I", str(_PROCESS)), nice=_NICE, stdin=json.dumps(expressions).encode())
    try:
        database = await _output(launch)
        return await asyncio.to_thread(Expressions, rules(), database)
    except (HostError, TimeoutError, ValueError) as error:
        _log.warning("the guard builds its expressions itself: %s", type(error).__name__)
        return None


async def _output(launch: Launch) -> bytes:
    """What a program writes. Raises HostError, TimeoutError, and ValueError when it fails."""
    process = (await spawn(launch)).process
    try:
        async with asyncio.timeout(_SECONDS):
            output, _errors = await process.communicate()
    finally:
        await kill(process)
    if process.returncode:
        raise ValueError(f"exit status {process.returncode}")
    return output
