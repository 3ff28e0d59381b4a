"""All kinds of findings that a policy can name, with the English words for them. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from inhouse.guard.finding import Family

_OTHERS: Final = (
    ("name.person", "Name of a person"),
    ("name.place", "Name of a place"),
    ("name.organisation", "Name of an organisation"),
    ("term.customer", "Customer"),
    ("term.project", "Project or code name"),
    ("term.other", "Company term"),
    ("label.internal", "Marked as internal"),
    ("label.confidential", "Marked as confidential"),
    ("label.secret", "Marked as secret"),
    ("unreadable.image", "Picture that cannot be read"),
    ("unreadable.file", "File that cannot be read"),
    ("unreadable.part", "Part that cannot be read"),
    ("unreadable.detector", "Text that could not be inspected"),
)
_FAMILIES: Final = {
    Family.SECRET: "Any secret",
    Family.PERSONAL: "Any personal data",
    Family.NAME: "Any name",
    Family.TERM: "Any company term",
    Family.LABEL: "Any mark of confidentiality",
    Family.UNREADABLE: "Anything that cannot be read",
}


def kinds_of(*detectors: Iterable[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Every kind with its English label: those of detectors, and those that need none. Each once, by family."""
    found = dict(_OTHERS)
    for detector in detectors:
        found |= dict(detector)
    order = tuple(Family)
    return sorted(
        found.items(), key=lambda one: (order.index(Family(one[0].partition(".")[0])), one[1].lower(), one[0])
    )


def label_of(kind: str, kinds: Sequence[tuple[str, str]]) -> str:
    """The English words for a kind or a family; of one that nobody lists, its own words."""
    found = dict(kinds).get(kind)
    if found is not None:
        return found
    family, _, what = kind.partition(".")
    if family in tuple(Family) and what in ("", "*"):
        return _FAMILIES[Family(family)]
    return what.replace("_", " ").capitalize() or kind
