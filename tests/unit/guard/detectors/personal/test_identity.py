from inhouse.guard.detectors.personal.identity import Identity
from inhouse.guard.detectors.personal.shape import CHECKED, PROVEN, Hit


def identity(*, alone: bool | None) -> Identity:
    return Identity(
        "pass",
        "personal.national_id",
        "[0-9]{3}_[0-9]{3}[A-Z]",
        lambda value: value[-1] == "K",
        (r"\bid\b",),
        alone=alone,
    )


def read(text: str, *, alone: bool | None = False) -> list[Hit]:
    return list(identity(alone=alone).shape().read(text, 0, len(text)))


def test_a_word_beside_it_makes_it_sure() -> None:
    assert read("ID 123 456K") == [Hit("personal.national_id", 3, 11, "123456K", PROVEN)]
    assert read("123-456k (id)") == [Hit("personal.national_id", 0, 8, "123456K", PROVEN)]


def test_alone_it_is_believed_as_its_country_says() -> None:
    sure = Hit("personal.national_id", 0, 8, "123 456K".replace(" ", ""), CHECKED)
    assert read("123 456K") == []
    assert read("123 456K", alone=None) == [sure]
    assert read("123456K", alone=None) == []
    assert read("123456K", alone=True) == [sure._replace(end=7)]
    assert read("123456k", alone=True) == []


def test_wrong_check_digits_and_other_labels_are_nothing() -> None:
    assert read("ID 123456L", alone=True) == []
    assert read("Order 123456K", alone=True) == []
    assert read("ID 111111K"[:9] + "1", alone=True) == []


def test_a_piece_of_something_longer_is_nothing() -> None:
    for text in ("0123456K", "123456K7", "123456K.5", "x.123456K", "1-123456K", "123456K@x"):
        assert read(text, alone=True) == []
