"""Words that must not be found, and the search for them in every file that a process could have written.

    canaries = Canaries()
    canaries.word("prompt")                        # a word of its own for each kind of content, never twice the same
    canaries.found(files_below(folder))            # {"prompt": {"base_1 (pglz)"}, ...}: kind -> where and how

Every word has the mark of its Canaries in the middle, so a search looks for the mark alone and only then for the words.
Found are words written as: UTF-8, UTF-16 of both orders, hexadecimal, base64 in its three alignments and base64url,
escaped as in JSON, percent-encoded, each of these inside gzip and zlib, and as PostgreSQL compresses long values (pglz:
a control byte before every eight bytes that it did not find earlier).
"""

import base64
import os
import re
import secrets
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_MARK = 20
_NEAR = 96
_WINDOW = 8
_LOOKS = 200
_PIECE = 512
_INFLATED = 4 << 20
"""So much of one compressed stream is looked at."""
_COMPRESSED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_LETTERS = "ghjkmnpqrstvwxyz"
_END = "zzz"
"""The last letters are no part of what tells words apart: in base64 they are mixed with what follows."""


def _mark() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_MARK))


@dataclass
class Canaries:
    """Words with one mark."""

    mark: str = field(default_factory=_mark)
    words: dict[str, str] = field(default_factory=dict[str, str])

    def word(self, kind: str) -> str:
        """The word for one kind of content; it has a letter that is not ASCII."""
        return f"k\u00fcken{self.plain(kind)}"

    def plain(self, kind: str) -> str:
        """The same where only ASCII may stand, as in an e-mail address."""
        if kind not in self.words:
            at = len(self.words)
            self.words[kind] = self.mark + "".join(_LETTERS[(at >> shift) & 15] for shift in (8, 4, 0)) + _END
        return self.words[kind]

    def found(self, files: Iterable[tuple[str, bytes]]) -> dict[str, set[str]]:
        """The kinds that are found, and for each the files with how they are written there."""
        hits: defaultdict[str, set[str]] = defaultdict(set)
        for name, content in files:
            for how, text in _readings(content):
                for encoding, marks in _encodings(self.mark).items():
                    if any(mark in text for mark in marks):
                        for kind in self._which(encoding, text):
                            hits[kind].add(f"{name} ({encoding}{how})")
                for kind in self._in_pglz(text):
                    hits[kind].add(f"{name} (pglz{how})")
        return dict(hits)

    def _which(self, encoding: str, text: bytes) -> list[str]:
        found = [
            kind for kind, word in self.words.items() if any(needle in text for needle in _encodings(word)[encoding])
        ]
        return found or ["a part of a word"]

    def _in_pglz(self, text: bytes) -> set[str]:
        """Letters with at most one other byte between two of them; of eight in a row, some are always together."""
        mark, found = self.mark.encode(), set[str]()
        for shift in range(_WINDOW):
            at, looked = -1, 0
            while looked < _LOOKS and (at := text.find(mark[shift : shift + _WINDOW], at + 1)) >= 0:
                if text[at - shift : at - shift + _MARK] == mark:
                    continue
                looked += 1
                near = text[max(0, at - _NEAR) : at + _NEAR]
                words = {kind for kind, word in self.words.items() if _broken(word).search(near)}
                found |= words or {"a part of a word"}
        return found


@cache
def _broken(word: str) -> re.Pattern[bytes]:
    return re.compile(b".?".join(bytes([each]) for each in word.encode()), re.DOTALL)


@cache
def _encodings(word: str) -> dict[str, tuple[bytes, ...]]:
    plain = word.encode()
    encoded = [
        base64.b64encode(b"\0" * shift + plain + b"\0\0")[(4, 4, 4)[shift] if shift else 0 :] for shift in range(3)
    ]
    # The last letters of each mix the word with what follows it.
    aligned = tuple(each[: (len(plain) * 8 - 16) // 6] for each in encoded)
    return {
        "utf-8": (plain,),
        "utf-16-le": (word.encode("utf-16-le"),),
        "utf-16-be": (word.encode("utf-16-be"),),
        "hex": (plain.hex().encode(), plain.hex().upper().encode()),
        "base64": aligned,
        "base64url": tuple(each.translate(bytes.maketrans(b"+/", b"-_")) for each in aligned),
        "json": ("".join(f"\\u{ord(each):04x}" for each in word).encode(),),
        "percent": tuple("".join(f"%{ord(each):02{case}}" for each in word).encode() for case in "xX"),
    }


def files_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below these folders with its content, by its path; none that has gone meanwhile."""
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in names:
                path = Path(root, name)
                with suppress(OSError):
                    if path.is_file() and not path.is_symlink():
                        yield str(path), path.read_bytes()


def open_files_of(pids: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """What processes hold open, also files that have no name any more; by process and name."""
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").glob("*"):
            with suppress(OSError):
                name = str(link.readlink())
                if link.is_file() and not name.startswith(("/dev/", "/proc/")):
                    yield f"{pid}: {name}", link.read_bytes()


def family_of(pid: int) -> list[int]:
    """A process and all its descendants."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _readings(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The content as it is, and what compressed streams in it hold."""
    yield "", content
    for match in _COMPRESSED.finditer(content):
        inflated = _inflated(content, match.start())
        if len(inflated) >= _MARK:
            yield " in gzip or zlib", inflated


def _inflated(content: bytes, start: int) -> bytes:
    stream, pieces, left = zlib.decompressobj(47), list[bytes](), _INFLATED  # 47: gzip or zlib, as the header says
    with suppress(zlib.error):
        # Most that looks like a beginning is none, which the first few bytes tell.
        for at in range(start, min(len(content), start + _INFLATED), _PIECE):
            pieces.append(stream.decompress(content[at : at + _PIECE], left))
            left -= len(pieces[-1])
            if stream.eof or left <= 0:
                break
    return b"".join(pieces)
