from inhouse.guard.detectors.secrets import built_apart
from inhouse.guard.detectors.secrets.expressions import Expressions
from inhouse.guard.detectors.secrets.rules import rules

TEXT = (b"the password is Sonne;Regen47, ghp_" + b"k7" * 18 + b" and AKIA" + b"Q7ZR4MT2VX6KD3WB ") * 3


async def test_what_a_process_has_built_sees_what_one_builds_here() -> None:
    look = await built_apart()
    assert look is not None
    places = look.places(TEXT)
    assert places == Expressions(rules()).places(TEXT)
    assert len(places) >= 3
