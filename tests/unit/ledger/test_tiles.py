import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.ledger.tiles import ENTRIES, BundleWrong, Growth, bundle, path_of, paths, place_of, unbundle
from inhouse.ledger.tree import EMPTY, leaf_hash, root_of

ENTRY = [b"entry %d" % number for number in range(70_000)]


def grown(size: int) -> tuple[Growth, dict[str, bytes]]:
    growth = Growth()
    files: dict[str, bytes] = {}
    for entry in ENTRY[:size]:
        files |= dict(growth.add(entry))
    return growth, files


def test_a_tile_is_where_the_format_says() -> None:
    assert path_of(0, 1234067) == "tile/0/x001/x234/067"
    assert path_of(ENTRIES, 0) == "tile/entries/000"
    assert path_of(2, 1000, 17) == "tile/2/x001/000.p/17"


@given(st.sampled_from([ENTRIES, 0, 1, 63]), st.integers(0, 10**10), st.integers(1, 256))
def test_every_place_has_one_path(level: int, index: int, width: int) -> None:
    assert place_of(path_of(level, index, width)) == (level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "checkpoint",
        "tile/00/000",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/012",
        "tile/entries/000/x001",
        "tile/0/000.new",
        "../tile/0/000",
    ],
)
def test_nothing_else_is_a_tile(path: str) -> None:
    assert place_of(path) is None


def test_a_tree_has_the_tiles_of_the_formats_example() -> None:
    found = list(paths(70_000))
    assert sum(path.startswith("tile/0/") for path in found) == 274
    assert "tile/0/273.p/112" in found
    assert [path for path in found if not path.startswith(("tile/0/", "tile/entries/"))] == [
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
    assert list(paths(256)) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert list(paths(0)) == []


def test_a_bundle_holds_each_entry_behind_its_length() -> None:
    assert bundle([b"", b"ab"]) == b"\x00\x00\x00\x02ab"
    assert unbundle(bundle([b"x" * 65_535, b"", b"y"])) == [b"x" * 65_535, b"", b"y"]
    with pytest.raises(OverflowError):
        bundle([b"x" * 65_536])


@pytest.mark.parametrize(("content", "index"), [(b"\x00", 0), (b"\x00\x01", 0), (b"\x00\x01ab", 1), (b"\x00\x02a", 0)])
def test_a_bundle_that_is_cut_is_refused(content: bytes, index: int) -> None:
    with pytest.raises(BundleWrong) as refused:
        unbundle(content)
    assert refused.value.index == index


@settings(max_examples=10)
@given(st.one_of(st.integers(0, 1100), st.sampled_from([65_535, 65_536, 65_537, 66_000])))
def test_growing_gives_exactly_the_files_of_the_size_and_its_root(size: int) -> None:
    growth, files = grown(size)
    files |= dict(growth.edge())
    assert sorted(files) == sorted(paths(size))
    assert growth.root() == (root_of([leaf_hash(entry) for entry in ENTRY[:size]]) if size else EMPTY)


@settings(max_examples=20)
@given(st.integers(0, 1100), st.integers(1, 600))
def test_growing_goes_on_from_its_own_files(size: int, more: int) -> None:
    growth, files = grown(size)
    files |= dict(growth.edge())
    resumed = Growth.resume(size, lambda path: files[path])
    whole, expected = grown(size + more)
    for entry in ENTRY[size : size + more]:
        files |= dict(resumed.add(entry))
    assert resumed.edge() == whole.edge()
    assert resumed.root() == whole.root()
    assert all(files[path] == content for path, content in expected.items())
