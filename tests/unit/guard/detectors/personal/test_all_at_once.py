from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("hyperscan", reason="there is no wheel for this machine, and OneByOne does the work")

from inhouse.guard.detectors.personal.all_at_once import AllAtOnce


def test_every_end_gives_the_match_that_begins_first() -> None:
    engine = AllAtOnce([(7, rb"[0-9]{2,3}"), (9, rb"ab")])
    assert sorted(engine.spans(b"1234 AB")) == [(7, 0, 2), (7, 0, 3), (7, 1, 4), (9, 5, 7)]


def test_more_patterns_than_one_database_holds_keep_their_numbers() -> None:
    engine = AllAtOnce([(number, f"x{number:03d}".encode()) for number in range(40)])
    assert engine.spans(b"x039 x000") == [(0, 5, 9), (39, 0, 4)]


def test_threads_may_read_at_the_same_time() -> None:
    engine = AllAtOnce([(0, rb"[0-9]{4}")])
    data = b"2024 " * 20_000
    with ThreadPoolExecutor(4) as pool:
        assert {len(found) for found in pool.map(engine.spans, [data] * 16)} == {20_000}
