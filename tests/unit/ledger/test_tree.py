import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.ledger import tree
from inhouse.ledger.tree import HASH_BYTES, TILE_WIDTH, ProofWrong, leaf_hash, node_hash

VECTORS: dict[str, Any] = json.loads(Path("tests/vectors/ledger/tree.json").read_text("utf-8"))
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
MANY = [leaf_hash(str(number).encode()) for number in range(70_000)]
SIZES = st.one_of(st.integers(1, 700), st.sampled_from([255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000]))


class Tiles:
    """Tiles over hashes of leaves, made as the format says and not as `tree` reads them. Counts what is read."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels = [list(leaves)]
        while len(self.levels[-1]) >= TILE_WIDTH:
            row = self.levels[-1]
            full = len(row) // TILE_WIDTH * TILE_WIDTH
            self.levels.append([plain_root(row[at : at + TILE_WIDTH]) for at in range(0, full, TILE_WIDTH)])
        self.read_tiles = 0

    def read(self, level: int, index: int, width: int) -> bytes:
        self.read_tiles += 1
        hashes = self.levels[level][index * TILE_WIDTH : index * TILE_WIDTH + width]
        assert len(hashes) == width
        return b"".join(hashes)


def plain_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word."""
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return node_hash(plain_root(leaves[:left]), plain_root(leaves[left:]))


def plain_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, word by word."""
    if len(leaves) == 1:
        return []
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    if index < left:
        return [*plain_path(index, leaves[:left]), plain_root(leaves[left:])]
    return [*plain_path(index - left, leaves[left:]), plain_root(leaves[:left])]


def plain_proof(old: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """RFC 6962, 2.1.2, word by word."""
    if old == len(leaves):
        return [] if whole else [plain_root(leaves)]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    if old <= left:
        return [*plain_proof(old, leaves[:left], whole=whole), plain_root(leaves[left:])]
    return [*plain_proof(old - left, leaves[left:], whole=False), plain_root(leaves[:left])]


TILES = Tiles(MANY)


def test_the_roots_are_those_of_certificate_transparency() -> None:
    assert tree.root_at(TILES.read, 0).hex() == VECTORS["empty"]
    roots = [tree.root_of(LEAVES[: size + 1]).hex() for size in range(8)]
    assert roots == VECTORS["roots"]
    assert [tree.root_at(Tiles(LEAVES).read, size + 1).hex() for size in range(8)] == roots


@pytest.mark.parametrize("case", VECTORS["inclusion"])
def test_the_audit_paths_are_those_of_certificate_transparency(case: dict[str, Any]) -> None:
    path = tree.inclusion(Tiles(LEAVES).read, case["index"], case["size"])
    assert [step.hex() for step in path] == case["path"]
    root = bytes.fromhex(VECTORS["roots"][case["size"] - 1])
    tree.check_inclusion(LEAVES[case["index"]], case["index"], case["size"], path, root)


@pytest.mark.parametrize("case", VECTORS["consistency"])
def test_the_consistency_proofs_are_those_of_certificate_transparency(case: dict[str, Any]) -> None:
    path = tree.consistency(Tiles(LEAVES).read, case["old"], case["size"])
    assert [step.hex() for step in path] == case["path"]
    old, new = (bytes.fromhex(VECTORS["roots"][case[name] - 1]) for name in ("old", "size"))
    tree.check_consistency(case["old"], old, case["size"], path, new)


@settings(max_examples=20)
@given(SIZES, st.data())
def test_proofs_over_tiles_are_those_of_the_definition(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    leaves = MANY[:size]
    root = plain_root(leaves)
    assert tree.root_at(TILES.read, size) == root

    path = tree.inclusion(TILES.read, index, size)
    assert path == plain_path(index, leaves)
    tree.check_inclusion(leaves[index], index, size, path, root)

    proof = tree.consistency(TILES.read, old, size)
    assert proof == plain_proof(old, leaves)
    tree.check_consistency(old, plain_root(leaves[:old]), size, proof, root)


@given(st.integers(1, 300), st.data())
def test_a_proof_with_any_change_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    root = tree.root_at(TILES.read, size)
    path = tree.inclusion(TILES.read, index, size)
    wrong = [
        (leaf_hash(b"other"), index, size, path, root),
        (MANY[index], index, size, [*path, bytes(HASH_BYTES)], root),
        (MANY[index], index, size, path, bytes(HASH_BYTES)),
        (MANY[index], size, size, path, root),
        (MANY[index], -1, size, path, root),
    ]
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        wrong += [
            (MANY[index], index, size, path[:-1], root),
            (MANY[index], index, size, [*path[:at], bytes(HASH_BYTES), *path[at + 1 :]], root),
            (MANY[index], index ^ 1, size, path, root),
        ]
    for case in wrong:
        with pytest.raises(ProofWrong):
            tree.check_inclusion(*case)


@given(st.integers(1, 300), st.data())
def test_a_consistency_proof_with_any_change_is_refused(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    root, before = tree.root_at(TILES.read, size), tree.root_at(TILES.read, old)
    path = tree.consistency(TILES.read, old, size)
    other = bytes(HASH_BYTES)
    wrong = [
        (old, other, size, path, root),
        (old, before, size, [*path, other], root),
        (old, before, size, path, other),
        (size + 1, before, size, path, root),
        (0, before, size, path, root),
    ]
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        wrong += [
            (old, before, size, path[:-1], root),
            (old, before, size, [*path[:at], other, *path[at + 1 :]], root),
        ]
    for case in wrong:
        with pytest.raises(ProofWrong):
            tree.check_consistency(*case)


def test_nothing_is_the_beginning_of_everything() -> None:
    assert tree.consistency(TILES.read, 0, 300) == []
    tree.check_consistency(0, tree.EMPTY, 300, [], tree.root_at(TILES.read, 300))
    with pytest.raises(IndexError):
        tree.consistency(TILES.read, 9, 8)
    with pytest.raises(IndexError):
        tree.inclusion(TILES.read, 8, 8)


def test_a_proof_reads_few_tiles() -> None:
    tiles = Tiles(MANY)
    tree.inclusion(tiles.read, 12_345, 70_000)
    assert tiles.read_tiles <= 2 * 17
