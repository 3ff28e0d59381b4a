import pytest

from tests.personal_data import found, values


@pytest.mark.parametrize("spelled", ["00:1A:2B:3C:4D:5E", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e"])
def test_every_way_to_write_an_address_is_the_same_address(spelled: str) -> None:
    assert found(f"Gerät {spelled}, Raum 4") == [("mac_address", "001A2B3C4D5E")]


def test_pairs_of_digits_count_where_a_word_says_so() -> None:
    assert found("00-28-78-34-23-10") == []
    assert values("MAC 00-28-78-34-23-10", "mac_address") == ["002878342310"]


@pytest.mark.parametrize(
    "text",
    [
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
        "01:00:5e:00:00:fb",
        "00:00:5e:00:53:af",
        "aa:bb:cc:dd:ee",
        "aa:bb:cc:dd:ee:ff:00:11",
        "550e8400-e29b-41d4-a716-446655440000",
        "1234.5678.9012",
    ],
)
def test_everybodys_addresses_fingerprints_and_numbers_are_none(text: str) -> None:
    assert values(text, "mac_address") == []
