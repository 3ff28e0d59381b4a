import pytest

from inhouse.knowledge.document import Place, Portion, Progress, Unit
from inhouse.knowledge.formats import slides
from inhouse.knowledge.formats.trouble import Damaged
from tests import documents


def test_each_slide_is_a_portion_with_its_title_and_notes() -> None:
    found = list(slides.read(documents.slides(("Aims", "Sell more.", "slowly"), ("Costs", "Spend less.", ""))))
    assert found == [
        Progress(0, 2),
        Portion(Place(Unit.SLIDE, 1, "Aims"), "Aims\nSell more.\nNotes: slowly"),
        Portion(Place(Unit.SLIDE, 2, "Costs"), "Costs\nSpend less."),
    ]


def test_a_deck_without_its_parts_is_said_to_be_damaged() -> None:
    broken = documents.with_part(documents.slides(("a", "b", "")), "ppt/presentation.xml", b"<p:presentation")
    with pytest.raises(Damaged):
        list(slides.read(broken))
