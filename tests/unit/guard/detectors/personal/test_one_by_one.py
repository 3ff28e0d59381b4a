from inhouse.guard.detectors.personal.one_by_one import OneByOne


def test_every_beginning_gives_its_longest_match() -> None:
    engine = OneByOne([(7, rb"[0-9]{2,3}"), (9, rb"ab")])
    assert engine.spans(b"1234 AB") == [(7, 0, 3), (7, 1, 4), (7, 2, 4), (9, 5, 7)]


def test_bytes_are_letters() -> None:
    assert OneByOne([(0, rb"\xc3[\xa4\x84]")]).spans("ä".encode()) == [(0, 0, 2)]
