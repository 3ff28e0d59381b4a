import pytest

from inhouse.guard.detectors.secrets.plausible import (
    bits,
    fingerprint,
    is_documented,
    is_placeholder,
    is_reference,
    is_row,
)


def test_entropy_is_in_bits_per_byte() -> None:
    assert bits(b"") == 0
    assert bits(b"aaaa") == 0
    assert bits(b"abab") == 1
    assert bits(bytes(range(256))) == 8


@pytest.mark.parametrize("value", ["12345678", "aaaa", "abcdefgh", "1234567890abcdef", "abcd1234", "0123456789" * 4])
def test_a_row_is_known(value: str) -> None:
    assert is_row(value)
    assert is_placeholder(value)


@pytest.mark.parametrize("value", ["", "abc", "Summer12345", "9f86d081884c7d65", "hunter2"])
def test_what_only_holds_a_row_is_none(value: str) -> None:
    assert not is_row(value)


@pytest.mark.parametrize(
    "value",
    [
        "${TOKEN}",
        "$TOKEN",
        "$(cat",
        "{{ password }}",
        "<token>",
        "<your",
        "[password]",
        "%s",
        "%PASSWORD%",
        "!Ref",
        "#{x}",
    ],
)
def test_a_reference_is_no_value(value: str) -> None:
    assert is_reference(value)
    assert is_placeholder(value)


@pytest.mark.parametrize("value", ["Pa$$w0rd", "!JL1kIMQZuJ", "$Uhl#nLE4", "a<b>c1", "*j3jxaA1h", "50%off&more"])
def test_signs_alone_make_no_reference(value: str) -> None:
    assert not is_reference(value)


@pytest.mark.parametrize(
    "value",
    ["your_api_key_here", "sk-...", "xxxxxxxx", "AKIAXEXAMPLE", "change-me", "********", "insert-token", "•••••"],
)
def test_a_placeholder_is_known(value: str) -> None:
    assert is_placeholder(value)


def test_what_documentation_prints_is_known_by_its_fingerprint() -> None:
    printed = b"sk_test_" + b"4eC39HqLyjWDarj" + b"tT1zdp7dc"
    assert is_documented(printed)
    assert not is_documented(printed[:-1])
    assert len(fingerprint(printed)) == 16
