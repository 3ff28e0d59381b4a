from inhouse.knowledge import errors
from inhouse.knowledge.formats import trouble


def test_every_trouble_is_the_code_of_a_refusal() -> None:
    codes = {kind.code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "code")}
    for kind in (trouble.Encrypted, trouble.Expands, trouble.KindUnknown, trouble.Empty, trouble.Damaged):
        assert str(kind()) in codes
