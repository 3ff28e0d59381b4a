"""Words that are no terms."""

from inhouse.guard.terms.ordinary import ORDINARY, SMALL


def test_the_words_are_words() -> None:
    assert all(word == word.lower() and word.isalpha() for word in ORDINARY)
    assert len(SMALL) > 500
    assert len(ORDINARY) > 1000


def test_words_of_every_language_are_there() -> None:
    assert {"the", "und", "avec", "para", "customer", "kunde", "facture", "empresa"} <= ORDINARY
