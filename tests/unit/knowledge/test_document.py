import pytest

from inhouse.knowledge.document import Place, Unit


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (Place(Unit.PAGE, 3), "page 3"),
        (Place(Unit.PAGE, 3, piece=2), "page 3, continued 2"),
        (Place(Unit.SLIDE, 2, "Aims"), "slide 2 (Aims)"),
        (Place(Unit.SHEET, 1, "Costs", 1, 40), 'sheet "Costs", rows 1-40'),
        (Place(Unit.LINES, 0, first=1, last=200), "lines 1-200"),
    ],
)
def test_a_portion_has_a_name_for_people(place: Place, name: str) -> None:
    assert place.name == name
