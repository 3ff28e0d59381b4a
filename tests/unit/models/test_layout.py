import pytest

from inhouse.core.errors import InvalidRequest
from inhouse.models.layout import Layout, checked_layout


def test_what_is_left_out_is_chosen_by_the_machine() -> None:
    assert checked_layout(Layout()) == Layout()
    whole = Layout(context=8192, slots=2, threads=4, gpu_layers=0)
    assert checked_layout(whole) == whole


@pytest.mark.parametrize("wrong", [Layout(context=10), Layout(slots=0), Layout(threads=5000), Layout(gpu_layers=-1)])
def test_what_no_engine_could_have_is_refused(wrong: Layout) -> None:
    with pytest.raises(InvalidRequest):
        checked_layout(wrong)
