"""What is done without words leaving."""

import re

from inhouse.core.acts import ActKind


def test_the_words_for_acts_are_codes() -> None:
    assert [kind for kind in ActKind if re.fullmatch("[a-z]+(_[a-z]+)*", kind.value) is None] == []
