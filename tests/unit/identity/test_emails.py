import pytest

from inhouse.identity.emails import checked, email_key
from inhouse.identity.errors import InvalidEmail


def test_spellings_of_one_address_have_one_key() -> None:
    assert email_key(" Ada@Example.COM ") == email_key("ada@example.com")
    assert email_key("J\u00dcRGEN@example.com") == email_key("ju\u0308rgen@example.com")


def test_addresses_inside_a_company_are_fine() -> None:
    assert checked("ada@office.local") == "ada@office.local"
    assert checked(" Ada@Example.COM ") == "Ada@example.com"


@pytest.mark.parametrize(
    "text", ["", "ada", "ada@", "@example.com", "a b@example.com", "ada@exa mple.com", "a\0@b.com"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidEmail):
        checked(text)
