import pytest

from inhouse.guard.stand_ins.names import ALSO_WORDS, Name, taken_apart


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("John Smith", Name("", "John", "Smith")),
        ("Mr Smith", Name("Mr ", "", "Smith")),
        ("Herr Prof. Dr. Hans-Peter Müller", Name("Herr Prof. Dr. ", "Hans-Peter", "Müller")),
        ("Mme Dupont", Name("Mme ", "", "Dupont")),
        ("Smith, John", Name("", "John", "Smith")),
        ("Ludwig van Beethoven", Name("", "Ludwig", "van Beethoven")),
        ("Ana María de la Cruz", Name("", "Ana María", "de la Cruz")),
        ("Van Morrison", Name("", "Van", "Morrison")),
        ("John Q. Public", Name("", "John Q.", "Public")),
        ("Smith", Name("", "", "Smith")),
        ("Dr", Name("", "", "Dr")),
        ("", Name("", "", "")),
    ],
)
def test_a_name_is_taken_apart(spelling: str, name: Name) -> None:
    assert taken_apart(spelling) == name


def test_names_that_are_words_are_known_without_case() -> None:
    assert {"will", "klein", "blanc"} <= ALSO_WORDS
    assert all(word == word.casefold() for word in ALSO_WORDS)
