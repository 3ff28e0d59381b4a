from pathlib import Path

import pytest

from inhouse.ledger.comparing import BUNDLES, Compared, chosen, compare
from inhouse.ledger.tiles import ENTRIES as BUNDLE
from inhouse.ledger.tiles import path_of
from tests.logs import LOG, entries_of, files_of, write

ENTRIES = list(entries_of(600))


class Table:
    """Entries as the table gives them; some may be gone."""

    def __init__(self, entries: dict[int, bytes]) -> None:
        self.entries = entries

    async def read(self, log: str, after: int, most: int) -> list[tuple[int, bytes]]:
        assert log == LOG
        there = (number for number in range(after + 1, after + most + 1) if number in self.entries)
        return [(number, self.entries[number]) for number in there]

    async def close(self) -> None:
        """Nothing to let go of."""


def table(**other: bytes) -> Table:
    return Table(dict(enumerate(ENTRIES, start=1)) | {int(number[1:]): entry for number, entry in other.items()})


async def test_a_table_that_holds_what_was_signed_differs_nowhere(tmp_path: Path) -> None:
    for size in (1, 255, 256, 257, 600):
        folder = write(tmp_path / str(size), files_of(ENTRIES[:size]))
        assert await compare(table(), folder, LOG, size) == Compared(size, [])


async def test_every_entry_that_is_another_or_gone_is_named(tmp_path: Path) -> None:
    write(tmp_path, files_of(ENTRIES))
    other = table(_1=ENTRIES[0][:-1] + b" ", _256=b"{}", _600=ENTRIES[0])
    del other.entries[300]
    assert (await compare(other, tmp_path, LOG, 600)).differ == [1, 256, 300, 600]


async def test_a_bundle_that_was_filled_meanwhile_is_read_and_one_that_is_gone_is_not_looked_at(tmp_path: Path) -> None:
    write(tmp_path, files_of(ENTRIES))
    assert await compare(table(), tmp_path, LOG, 200) == Compared(200, [])
    (tmp_path / path_of(BUNDLE, 0)).unlink()
    assert await compare(table(), tmp_path, LOG, 600) == Compared(344, [])


@pytest.mark.parametrize("count", [0, 1, BUNDLES, BUNDLES + 1, 10_000])
def test_of_a_long_log_the_newest_are_looked_at_and_as_many_others(count: int) -> None:
    found = chosen(count)
    assert found == sorted(set(found))
    assert len(found) == min(count, BUNDLES)
    newest = BUNDLES // 2
    assert set(range(max(0, count - newest), count)) <= set(found)


def test_which_others_is_drawn_each_time() -> None:
    assert len({tuple(chosen(10_000)) for _ in range(3)}) == 3
