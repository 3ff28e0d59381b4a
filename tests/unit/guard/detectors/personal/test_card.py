import pytest

from tests.personal_data import found, pieces, values

VISA = "4539578763621486"


@pytest.mark.parametrize(
    "spelled", [VISA, "4539 5787 6362 1486", "4539-5787-6362-1486", "4539 5787\n6362 1486", "4539.5787.6362.1486"]
)
def test_every_way_to_write_a_card_is_the_same_card(spelled: str) -> None:
    text = f"Zahlung mit {spelled}, exp. 12/27"
    assert values(text, "card") == [VISA]
    assert spelled in pieces(text)


@pytest.mark.parametrize("number", ["5425233430109903", "374245455400126", "6011556448578943", "3614 838086 9896"])
def test_cards_of_many_issuers_are_found(number: str) -> None:
    assert values(f"card: {number}", "card") == [number.replace(" ", "")]


@pytest.mark.parametrize(
    "text",
    [
        "4539578763621487",
        "4111 1111 1111 1111",
        "4242424242424242",
        "5555-5555-5555-4444",
        "378282246310005",
        "9539578763621480",
        "Order number 4539578763621486",
        "Bestellnummer: 4539 5787 6362 1486",
        '{"id": 4539578763621486}',
        "0.4539578763621486",
        "4006381333931",
        "EAN 4006381333931",
        "1715509425123456",
        "IMEI 490154203237518",
        "a4539578763621486",
    ],
)
def test_test_cards_and_numbers_of_other_things_are_no_cards(text: str) -> None:
    assert found(text) == []


def test_a_number_of_something_else_is_a_card_where_it_says_so() -> None:
    assert values("order paid with Visa card 4539578763621486", "card") == [VISA]


def test_a_card_in_a_table_ends_before_its_code() -> None:
    assert pieces("| Berg | 4539 5787 6362 1486 | 12/27 |") == ["4539 5787 6362 1486"]
