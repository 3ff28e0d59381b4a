"""A person who is named in full once is meant by a part of the name elsewhere. Pure."""

from collections.abc import Sequence

from inhouse.guard.detectors.names.known_names import BRANDS, GIVEN, SURNAMES, WORDS, is_figure, is_place, plain
from inhouse.guard.detectors.names.words import Span, overlaps, split

_SHORTEST = 3
_MOST_NAMES = 1000


def mentioned(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """The spans of each text, with the further places where a part of a person's name stands, in order."""
    parts = _parts(texts, spans)
    if not parts:
        return [list(each) for each in spans]
    result: list[list[Span]] = []
    for text, known in zip(texts, spans, strict=True):
        further: list[Span] = []
        for start, end in split(text):
            if not text[start].isupper() or not _is(text[start:end], parts):
                continue
            span = Span("name.person", start, end)
            if not overlaps(span, known):
                further.append(span)
        result.append(sorted([*known, *further], key=lambda span: span.start))
    return result


def _is(word: str, parts: frozenset[str]) -> bool:
    key = plain(word)
    return key in parts or (key.endswith("s") and key[:-1] in parts)


def _parts(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> frozenset[str]:
    """The parts of full names that are names and nothing else."""
    parts: set[str] = set()
    for text, known in zip(texts, spans, strict=True):
        for span in known:
            words = plain(text[span.start : span.end]).split()
            if span.kind == "name.person" and len(words) > 1 and len(parts) < _MOST_NAMES:
                parts.update(
                    word for word in words if len(word) >= _SHORTEST and word.isalpha() and not _doubtful(word)
                )
    return frozenset(parts)


def _doubtful(word: str) -> bool:
    listed = word in WORDS or word in BRANDS or word in GIVEN.doubtful or word in SURNAMES.doubtful
    return listed or is_place(word) or is_figure(word)
