import pytest

from inhouse.core.errors import InvalidRequest
from inhouse.identity.names import checked_name, name_key


def test_a_name_keeps_its_letters_and_loses_needless_space() -> None:
    assert checked_name("  Ada   Lovelace ") == "Ada Lovelace"
    for wrong in ("", "  ", "a\x00b", "x" * 201):
        with pytest.raises(InvalidRequest):
            checked_name(wrong)


def test_two_spellings_of_one_name_are_equal() -> None:
    assert name_key("Straße  Süd") == name_key(" STRASSE SU\u0308D")
    assert name_key("Labs") != name_key("Labs 2")
