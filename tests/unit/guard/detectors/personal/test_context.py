from inhouse.guard.detectors.personal.context import SOMETHING_ELSE, Labels, Words, caseless


def test_words_are_found_before_and_after_in_any_case_with_or_without_accents() -> None:
    words = Words(r"\btél\b", "straße")
    assert words.before("TEL 12", 4)
    assert words.before("tél. 12", 5)
    assert words.after("12 Strasse", 2)
    assert words.beside("12 (Tél)", 0, 2)
    assert not words.beside("hotel 12", 6, 8)


def test_an_accent_is_no_end_of_a_word() -> None:
    assert not Words(r"\bv\b").before("vérifier 12", 9)


def test_another_paragraph_and_a_far_word_say_nothing() -> None:
    words = Words("iban")
    assert not words.before("iban\n\n12", 6)
    assert not words.before("iban" + " " * 80 + "12", 84)
    assert not words.after("12\niban", 2)


def test_a_label_stands_directly_before() -> None:
    labels = Labels("order")
    assert labels.before("order no. 12", 10)
    assert labels.before("Orders: #12", 9)
    assert not labels.before("order today, call 12", 18)
    assert not labels.before("order\n12", 6)


def test_numbers_of_other_things_are_told_by_their_labels() -> None:
    for label in ("Bestellnummer ", "Rechnung Nr. ", "commande n° ", "pedido n.º ", "Invoice #", "tracking number: "):
        assert SOMETHING_ELSE.before(f"{label}12", len(label))


def test_accents_are_optional_in_places() -> None:
    assert caseless("né") == "n(?:é|É|e)".encode()
    assert caseless("n°") == "n°".encode()
