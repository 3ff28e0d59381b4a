import os
import pwd

import pytest

from inhouse.host import SystemUserMissing, system_user

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user drops to nobody")


@as_root
def test_root_gets_a_user_that_is_not_root_and_the_same_one_again() -> None:
    user = system_user("inhouse-db")
    assert user is not None
    assert user.uid == pwd.getpwnam("inhouse-db").pw_uid != 0
    assert system_user("inhouse-db") == user


@as_root
def test_a_user_that_cannot_be_made_is_named_with_the_next_step() -> None:
    with pytest.raises(SystemUserMissing, match="no:such") as caught:
        system_user("no:such")
    assert caught.value.hint is not None
    assert "useradd" in caught.value.hint


@as_root
def test_root_under_the_name_is_refused() -> None:
    with pytest.raises(SystemUserMissing, match="root"):
        system_user("root")
