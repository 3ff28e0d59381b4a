"""The files of a log: tiles of hashes and bundles of entries, as C2SP tlog-tiles names and fills them.

checkpoint                       the signed root
tile/0/x001/234                  hashes of the entries 1,234 * 256 and following, 256 of them
tile/1/004.p/210                 the first 210 hashes of tile 4 of level 1, each over a full tile below
tile/entries/x001/234            those entries themselves, each behind its length in two bytes
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from inhouse.ledger.tree import EMPTY, TILE_WIDTH, leaf_hash, root_of, split, widths

CHECKPOINT: Final = "checkpoint"
ENTRIES: Final = -1
"""The "level" of the bundles of entries."""

_LENGTH_BYTES: Final = 2
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class BundleWrong(ValueError):
    """A bundle of entries is cut off or goes on behind its last entry. `index` is the entry within it."""

    def __init__(self, index: int) -> None:
        super().__init__(f"the bundle is cut in its entry {index}")
        self.index = index


def path_of(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Where a tile lies in the folder of its log."""
    parts = [f"{index % 1000:03}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03}")
    name = "entries" if level == ENTRIES else str(level)
    return f"tile/{name}/{'/'.join(reversed(parts))}" + ("" if width == TILE_WIDTH else f".p/{width}")


def place_of(path: str) -> tuple[int, int, int] | None:
    """Level, index and width of the tile with that path; None when no tile is called so."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = ENTRIES if found[1] == "entries" else int(found[1])
    index = int(found[2].replace("/", "").replace("x", ""))
    width = int(found[3]) if found[3] else TILE_WIDTH
    return (level, index, width) if path_of(level, index, width) == path else None


def paths(size: int) -> Iterator[str]:
    """The files of a log of that size, without its checkpoint: bundles and tiles, level by level."""
    levels = list(widths(size))
    bundles = [(ENTRIES, full, rest) for _, full, rest in levels[:1]]
    for level, full, rest in bundles + levels:
        yield from (path_of(level, index) for index in range(full))
        if rest:
            yield path_of(level, full, rest)


def bundle(entries: Iterable[bytes]) -> bytes:
    """A bundle of entries; OverflowError for one of more than 65,535 bytes."""
    return b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)


def unbundle(content: bytes) -> list[bytes]:
    """The entries of a bundle. Raises BundleWrong."""
    entries: list[bytes] = []
    at, end = 0, len(content)
    while at < end:
        begin = at + _LENGTH_BYTES
        at = begin + int.from_bytes(content[at:begin], "big")
        if begin > end or at > end:
            raise BundleWrong(len(entries))
        entries.append(content[begin:at])
    return entries


class Growth:
    """The right edge of a log's files: takes entries one by one, gives each tile when it is full, and the rest.

    It holds at most 255 hashes of every level and 255 entries.
    """

    __slots__ = ("_bundle", "_levels", "size")

    def __init__(self) -> None:
        self.size = 0
        self._bundle: list[bytes] = []
        self._levels: list[list[bytes]] = []

    @classmethod
    def resume(cls, size: int, read: Callable[[str], bytes]) -> "Growth":
        """Go on from the partial files of a log of that size. Raises BundleWrong, and what `read` raises."""
        grown = cls()
        grown.size = size
        for level, full, width in widths(size):
            grown._levels.append(split(read(path_of(level, full, width))) if width else [])
            if level == 0 and width:
                grown._bundle = unbundle(read(path_of(ENTRIES, full, width)))
        return grown

    def add(self, entry: bytes) -> list[tuple[str, bytes]]:
        """The next entry; the files that it fills."""
        self._bundle.append(entry)
        filled: list[tuple[str, bytes]] = []
        index, level, found = self.size, 0, leaf_hash(entry)
        self.size += 1
        if len(self._bundle) == TILE_WIDTH:
            filled.append((path_of(ENTRIES, index // TILE_WIDTH), bundle(self._bundle)))
            self._bundle = []
        while True:
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(found)
            if len(self._levels[level]) < TILE_WIDTH:
                return filled
            full, self._levels[level] = self._levels[level], []
            index //= TILE_WIDTH
            filled.append((path_of(level, index), b"".join(full)))
            level, found = level + 1, root_of(full)

    def edge(self) -> list[tuple[str, bytes]]:
        """The partial files as they are now."""
        rest = [(path_of(ENTRIES, self.size // TILE_WIDTH, len(self._bundle)), bundle(self._bundle))]
        files = rest if self._bundle else []
        for (level, full, width), hashes in zip(widths(self.size), self._levels, strict=False):
            if width:
                files.append((path_of(level, full, width), b"".join(hashes)))
        return files

    def root(self) -> bytes:
        """The root of the tree now."""
        # What lower levels have beyond their full tiles is one incomplete subtree, to the right of a level's hashes.
        rest: list[bytes] = []
        for hashes in self._levels:
            row = hashes + rest
            rest = [root_of(row)] if row else []
        return rest[0] if rest else EMPTY
