"""E-mail addresses: as they are written, and the key under which they are found."""

import unicodedata

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from inhouse.identity.errors import InvalidEmail

# Companies use names such as office.local inside; the list is the library's switch for them.
SPECIAL_USE_DOMAIN_NAMES.clear()


def email_key(email: str) -> str:
    """The form in which two spellings of one address are equal: also upper and lower case before the @."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def checked(email: str) -> str:
    """The address as it is stored. Raises InvalidEmail. Names inside a company (ada@office.local) are fine."""
    try:
        return validate_email(email.strip(), check_deliverability=False, globally_deliverable=False).normalized
    except EmailNotValidError:
        raise InvalidEmail("That is not an e-mail address.", hint="Write it like ada@example.com.") from None
