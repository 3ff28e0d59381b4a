import pytest

from inhouse.core.errors import InvalidRequest
from inhouse.models.names import checked_name, free_id


def test_a_name_is_one_line() -> None:
    assert checked_name("  GPT  4o ") == "GPT 4o"
    for wrong in ("", " ", "x" * 81, "a\u202eb"):
        with pytest.raises(InvalidRequest):
            checked_name(wrong)


def test_an_id_is_what_a_client_can_write_and_nobody_elses() -> None:
    assert free_id("Qwen für alle!", set()) == "qwen-fur-alle"
    assert free_id("模型", {"model", "model-2"}) == "model-3"
    assert "#" not in free_id("a#0", set())
