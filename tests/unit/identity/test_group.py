from datetime import UTC, datetime

from inhouse.core.ids import new_id
from inhouse.identity.group import Group, Service


def test_a_new_group_is_empty_and_a_new_service_account_has_no_key() -> None:
    now = datetime.now(UTC)
    assert Group(new_id(), "Research", now).members == ()
    assert (Service(new_id(), "Robot", now).keys, Service(new_id(), "Robot", now).last_used_at) == (0, None)
