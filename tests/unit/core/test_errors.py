"""The tree of refusals."""

from inhouse.core import errors
from inhouse.core.errors import InhouseError


def test_every_leaf_has_its_own_status_and_code() -> None:
    leaves = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, InhouseError)]
    codes = [leaf.code for leaf in leaves]
    assert len(codes) == len(set(codes))
    assert all(400 <= leaf.status < 600 for leaf in leaves)


def test_an_error_prints_as_its_message() -> None:
    assert str(errors.NotFound("There is no such chat.", hint="Look again.")) == "There is no such chat."
