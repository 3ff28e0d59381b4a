"""Words as the models might have spoken of them, for rules that are tried without a model."""

from inhouse.guard.detectors.names.words import LABELS, Word, split


def words(text: str, **likely: str) -> list[Word]:
    """The words of a text; `surname="Huber Meyer"` makes these as likely as can be."""
    spoken: list[Word] = []
    for start, end in split(text):
        word = text[start:end]
        numbers = tuple(0.97 if word in likely.get(label, "").split() else 0.0 for label in LABELS)
        spoken.append(Word(word, start, end, numbers))
    return spoken
