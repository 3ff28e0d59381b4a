"""The union of events."""

from typing import get_args

import orjson

from inhouse.core.events import Event, Finished, Usage


def test_every_event_has_a_type_of_its_own() -> None:
    types = [kind.__dataclass_fields__["type"].default for kind in get_args(Event)]
    assert len(types) == len(set(types)) == len(get_args(Event))


def test_an_event_is_json_with_its_type() -> None:
    assert orjson.loads(orjson.dumps(Finished("stop"))) == {"type": "finished", "reason": "stop"}
    assert orjson.loads(orjson.dumps(Usage(3, 5)))["cached_tokens"] == 0
