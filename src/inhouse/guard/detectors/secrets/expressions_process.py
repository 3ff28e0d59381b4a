"""The child process that builds hyperscan's database of all triggers, and nothing of ours.

Started by `inhouse.guard.detectors.secrets.apart` as a plain file (`python -I expressions_process.py`), so that it
loads nothing else of us. It reads a JSON list of expressions from stdin, whose places are their numbers, and writes
the database to stdout. Building takes a second and leaves some 25 MB that a process does not give back.
"""

import json
import sys

import hyperscan


def main() -> None:
    """Read, build, write."""
    expressions: list[str] = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(hyperscan.dumpb(built([each.encode() for each in expressions])))


def built(expressions: list[bytes]) -> hyperscan.Database:
    """The database of these expressions; a match tells the number of its expression."""
    database = hyperscan.Database()
    database.compile(
        expressions=expressions,
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=hyperscan.HS_FLAG_DOTALL,
    )
    return database


if __name__ == "__main__":
    main()
