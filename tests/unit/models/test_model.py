from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.models.model import UNTOLD, Deployment, Kind, Model
from inhouse.models.profile import Profile


def test_only_the_built_in_model_is_a_demo() -> None:
    here = Destination("here", DestinationClass.LOCAL, Assurance.DECLARED)
    demos = [kind for kind in Kind if Model("m", "M", "", kind, (Deployment(here, "m"),), Profile(1, 1), UNTOLD).demo]
    assert demos == [Kind.BUILTIN]
