"""The process that reads one file: it starts with nothing of ours, reads, tells, and ends.

Started by `inhouse.knowledge.reader` behind the walls of `host` (no network, no environment, ends with its parent). On
its input stand one line of JSON, the orders, and then the file; on its output it writes `frames`.

1  little memory and time, no file may be written           before the first byte of the file is read
2  the file comes in, into memory
3  the one parser that its kind needs is loaded
4  the doors close: no file can be opened and no process made any more, and root becomes a user that owns nothing
5  the parser sees the file
"""

import codecs
import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO, TypedDict

from inhouse.knowledge import frames, kinds
from inhouse.knowledge.document import FILE_BYTES, PORTIONS, Complete, Finding, Found, Kind, Portion
from inhouse.knowledge.formats import archive
from inhouse.knowledge.formats.trouble import Trouble

MEMORY_BYTES = 1024 * 1024 * 1024
"""Address space of the process, the interpreter and the parser in it."""
CPU_SECONDS = 60
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4

Read = Callable[[bytes], Iterator[Finding]]


class Orders(TypedDict):
    """What the parent wants. `ending` is that of the file's name; `drop_to` is a uid and a gid."""

    parent: int
    ending: str
    drop_to: tuple[int, int] | None


def main() -> int:
    """Read one file; gives 0 also for a file that cannot be read, when that was said.

    Whatever else a parser throws ends the process without a last frame: the file is damaged.
    """
    _limit()
    out = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints is not for the parent.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.close(silence)
    source = sys.stdin.buffer
    try:
        _read(json.loads(source.readline()), source, out)
    except Trouble as trouble:
        out.write(frames.encode_failed(str(trouble)))
    except (MemoryError, RecursionError):
        out.write(frames.encode_failed("file_too_complex"))
    out.flush()
    return 0


def _read(orders: Orders, source: BinaryIO, out: BinaryIO) -> None:
    # 2
    content = source.read(FILE_BYTES + 1)
    kind = kinds.kind_of(content, orders["ending"]) or archive.kind_of(content)
    # 3
    read = _parser(kind)
    # 4
    _close_doors(orders)
    # 5
    out.write(frames.encode(Found(kind)))
    count = 0
    for finding in read(content):
        if isinstance(finding, Portion):
            count += 1
            if count > PORTIONS:
                break
        out.write(frames.encode(finding))
        out.flush()
    out.write(frames.encode(Complete(cut=count > PORTIONS)))


def _limit() -> None:
    # 1; and no core dump of what is read, wherever the system sends core dumps
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _parser(kind: Kind) -> Read:  # noqa: PLR0911 (one for each kind)
    # Each is loaded for its own kind alone: a PDF never meets the XML parser, and the start stays short.
    match kind:
        case Kind.PDF:
            from inhouse.knowledge.formats import pdf  # noqa: PLC0415

            return pdf.read
        case Kind.WORD:
            from inhouse.knowledge.formats import word  # noqa: PLC0415

            return word.read
        case Kind.SHEET:
            from inhouse.knowledge.formats import sheet  # noqa: PLC0415

            return sheet.read
        case Kind.SLIDES:
            from inhouse.knowledge.formats import slides  # noqa: PLC0415

            return slides.read
        case Kind.PICTURE:
            from inhouse.knowledge.formats import picture  # noqa: PLC0415

            return picture.read
        case Kind.PAGE:
            from inhouse.knowledge.formats import web_page  # noqa: PLC0415

            return web_page.read
        case Kind.TEXT | Kind.TABLE:
            from inhouse.knowledge.formats import plain  # noqa: PLC0415

            _load_encodings(plain.ENCODINGS)
            return plain.read


def _load_encodings(names: tuple[str, ...]) -> None:
    """Python loads them from files, which it cannot open later."""
    for name in names:
        codecs.lookup(name)


def _close_doors(orders: Orders) -> None:
    """No file, socket or pipe can be opened and no process made any more; root is given away for good.

    The process with the models for names has the same steps; a change here is one there.
    """
    if orders["drop_to"] is not None:
        uid, gid = orders["drop_to"]
        os.setgroups([gid])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        # The change of user clears it (prctl(2)); the parent may have died just before.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != orders["parent"]:
            sys.exit(1)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    # A process of its own would live on when this one is ended (root alone is not held by it).
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
