"""The Merkle tree of a log: hashes and proofs of RFC 6962 (sections 2.1 to 2.1.4), over tiles of hashes.

A tile of level L holds up to 256 hashes, each of a complete subtree of 256**L entries (C2SP tlog-tiles). Proofs are
made from the few tiles on their way, however many entries there are, and checked with nothing but themselves.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

HASH_BYTES: Final = 32
TILE_WIDTH: Final = 256
"""Hashes in a full tile."""
_TILE_HEIGHT: Final = 8
_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"

EMPTY: Final = hashlib.sha256(b"").digest()
"""The root of a tree without entries."""

ReadTile = Callable[[int, int, int], bytes]
"""Gives at least the first `width` hashes of a tile: (level, index, width). What it raises goes through."""


class ProofWrong(ValueError):
    """A proof does not lead from what it is about to the root."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(_NODE + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes of complete subtrees of one size; with hashes of entries, the tree's (RFC 6962, 2.1)."""
    if not hashes:
        return EMPTY
    row = list(hashes)
    while len(row) > 1:
        odd = [row.pop()] if len(row) % 2 else []
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)] + odd
    return row[0]


def split(tile: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def widths(size: int) -> Iterator[tuple[int, int, int]]:
    """The tiles that end a tree of that size: for each level, its level, full tiles, and width of the partial one."""
    level = 0
    while size > 0:
        yield level, size // TILE_WIDTH, size % TILE_WIDTH
        level, size = level + 1, size // TILE_WIDTH


def root_at(read: ReadTile, size: int) -> bytes:
    """The root of the tree over the first `size` entries."""
    return _range_hash(read, 0, size, size) if size else EMPTY


def inclusion(read: ReadTile, index: int, size: int) -> list[bytes]:
    """The audit path of entry `index` (from 0) in the tree of that size, from the leaf up (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise IndexError(index)
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left_of(end - start)
        if index < middle:
            path.append(_range_hash(read, middle, end, size))
            end = middle
        else:
            path.append(_range_hash(read, start, middle, size))
            start = middle
    return path[::-1]


def consistency(read: ReadTile, old: int, size: int) -> list[bytes]:
    """The proof that the tree of `size` begins with the tree of `old` entries (RFC 6962, 2.1.2)."""
    if not 0 <= old <= size:
        raise IndexError(old)
    path: list[bytes] = []
    start, end, whole = 0, size, True
    while old not in (0, end):
        middle = start + _left_of(end - start)
        if old <= middle:
            path.append(_range_hash(read, middle, end, size))
            end = middle
        else:
            path.append(_range_hash(read, start, middle, size))
            start, whole = middle, False
    if old and not whole:
        path.append(_range_hash(read, start, end, size))
    return path[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> None:
    """Raise ProofWrong unless the entry with that hash is entry `index` of the tree with that root (RFC 9162, 2.1.3.2).

    As there, the path's length follows from index and size alone.
    """
    if not 0 <= index < size:
        raise ProofWrong("the entry lies outside the tree")
    place, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise ProofWrong("the proof is too long")
        if place % 2 or place == last:
            found = node_hash(step, found)
            place, last = _odd(place, last)
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofWrong("the proof is too short")
    if found != expected:
        raise ProofWrong("the proof leads to another root")


def check_consistency(old: int, old_root: bytes, size: int, path: Sequence[bytes], expected: bytes) -> None:
    """Raise ProofWrong unless the tree with the root `expected` begins with the older one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= size:
        raise ProofWrong("the older tree is the larger one")
    if old in (0, size):
        if path or (old == size and old_root != expected) or (not old and old_root != EMPTY):
            raise ProofWrong("two trees of one size differ")
        return
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        raise ProofWrong("the proof is empty")
    place, last = old - 1, size - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofWrong("the proof is too long")
        if place % 2 or place == last:
            first, second = node_hash(step, first), node_hash(step, second)
            place, last = _odd(place, last)
        else:
            second = node_hash(second, step)
        place, last = place >> 1, last >> 1
    if last or first != old_root or second != expected:
        raise ProofWrong("the proof leads to another root")


def _odd(place: int, last: int) -> tuple[int, int]:
    """Up to where the place is the right one of two, or the first."""
    while place % 2 == 0 and place:
        place, last = place >> 1, last >> 1
    return place, last


def _left_of(width: int) -> int:
    """The largest power of two below a width of at least 2."""
    return 1 << (width - 1).bit_length() - 1


def _range_hash(read: ReadTile, start: int, end: int, size: int) -> bytes:
    """The hash over the entries from `start` to `end`, a subtree of the tree of that size."""
    found: bytes | None = None
    complete: list[tuple[int, int]] = []
    while start < end:
        height = (end - start).bit_length() - 1
        complete.append((height, start >> height))
        start += 1 << height
    for height, index in reversed(complete):
        part = _complete_hash(read, height, index, size)
        found = part if found is None else node_hash(part, found)
    return EMPTY if found is None else found


def _complete_hash(read: ReadTile, height: int, index: int, size: int) -> bytes:
    """The hash of the complete subtree number `index` among those of 2**height entries."""
    level, inside = divmod(height, _TILE_HEIGHT)
    first = index << inside
    tile, at = divmod(first, TILE_WIDTH)
    width = min(TILE_WIDTH, (size >> level * _TILE_HEIGHT) - tile * TILE_WIDTH)
    hashes = read(level, tile, width)
    return root_of(split(hashes[at * HASH_BYTES : (at + (1 << inside)) * HASH_BYTES]))
