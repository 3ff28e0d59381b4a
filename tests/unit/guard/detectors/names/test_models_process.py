"""What the process with the models says of texts; behind its walls it is proved in test_models.py."""

import pytest

from inhouse.guard.detectors.names.models import locate
from inhouse.guard.detectors.names.models_process import LABELS, EnglishModel, TokenModel
from inhouse.guard.detectors.names.words import LABELS as OURS
from inhouse.guard.detectors.names.words import words_of


@pytest.fixture(scope="module")
def tokens() -> TokenModel:
    return TokenModel(locate().token_model)


def test_its_labels_are_ours_in_the_same_order() -> None:
    assert [label.split("_")[0].lower() for label in LABELS] == [
        {"given": "given", "building": "building"}.get(label, label) for label in OURS
    ]


def test_pieces_make_words_that_are_likely_names(tokens: TokenModel) -> None:
    text = "Sehr geehrter Herr Thalhammer, Rathausstraße 12, 80331 München"
    likely = {word.text: word for word in words_of(text, tokens.read(text))}
    assert likely["Thalhammer"].is_a("surname") > 0.9
    assert likely["Rathausstraße"].is_a("street") > 0.9
    assert likely["80331"].is_a("zip") > 0.9
    assert likely["München"].is_a("city") > 0.9
    assert likely["geehrter"].person < 0.1


def test_a_text_longer_than_the_model_reads_is_read_to_its_end(tokens: TokenModel) -> None:
    text = "Herr Thalhammer kommt. " * 200
    pieces = tokens.read(text)
    assert max(piece[1] for piece in pieces) == len(text.rstrip())
    # What two looks share is told twice, and counts once.
    words = [word for word in words_of(text, pieces) if word.text == "Thalhammer"]
    assert len(words) == 200
    assert sum(word.person for word in words) > 100


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u202e\U0001f600", "字" * 700])
def test_any_text_can_be_read(tokens: TokenModel, text: str) -> None:
    assert all(0 <= piece[0] < piece[1] <= len(text) for piece in tokens.read(text))


def test_the_english_model_knows_names() -> None:
    text = "John O'Neill of Northwind Traders lives in Dublin"
    found = {(label, text[start:end]) for label, start, end in EnglishModel(locate().english_model).read(text)}
    assert ("PERSON", "John O'Neill") in found
    assert ("GPE", "Dublin") in found
