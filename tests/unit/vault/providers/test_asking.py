"""What the answers of providers mean."""

import pytest

from inhouse.vault.errors import KeyProviderAway, KeyProviderRefused
from inhouse.vault.providers import Answer
from inhouse.vault.providers.asking import Provider


class Any(Provider):
    name = "Any"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_waited_for(status: int) -> None:
    with pytest.raises(KeyProviderAway):
        Any().said(Answer(status, b""))


@pytest.mark.parametrize(("status", "body"), [(403, b"secret"), (404, b""), (200, b"<html>"), (200, b"[]")])
def test_what_does_not_pass_is_refused_without_repeating_it(status: int, body: bytes) -> None:
    with pytest.raises(KeyProviderRefused) as refused:
        Any().said(Answer(status, body))
    assert "secret" not in refused.value.message


def test_a_key_is_32_bytes_in_either_alphabet() -> None:
    assert Any().key("_" * 42 + "8") == Any().key("/" * 42 + "8=")
    for wrong in ("", "AAAA", None, "*" * 44, "é"):
        with pytest.raises(KeyProviderRefused):
            Any().key(wrong)
