"""The words of marks."""

from inhouse.guard.detectors import labels, marks

LISTS = (*marks.MARKS.values(), *marks.BARE.values())
ENTRIES = [entry.strip() for listed in LISTS for entry in listed.split(",")]


def test_every_mark_has_one_level() -> None:
    assert sorted(ENTRIES) == sorted(set(ENTRIES))
    assert all(ENTRIES)


def test_every_mark_is_looked_for() -> None:
    unseen = [
        entry
        for entry in ENTRIES
        if not labels._SIGNS.search(entry.encode()) and not entry.startswith(("in conf", "tlp"))
    ]
    assert unseen == []


def test_no_heading_is_a_mark() -> None:
    headings = {heading.strip() for heading in f"{marks.HEADINGS},{marks.LETTER_HEADINGS}".split(",")}
    assert not headings & set(ENTRIES)
