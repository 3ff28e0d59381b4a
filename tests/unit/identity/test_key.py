from datetime import UTC, datetime

from inhouse.core.ids import new_id
from inhouse.identity.key import ApiKey, KeyTerms


def test_a_key_that_is_shown_holds_no_secret() -> None:
    shown = repr(ApiKey(new_id(), "ih_abcdefg", KeyTerms("script"), datetime.now(UTC)))
    assert "ih_abcdefg" in shown
    assert "hash" not in shown


def test_terms_narrow_nothing_by_themselves() -> None:
    terms = KeyTerms("script")
    assert (terms.models, terms.doors, terms.addresses, terms.expires_at) == ((), (), (), None)
