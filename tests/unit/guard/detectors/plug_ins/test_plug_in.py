"""A plug-in as it is written down."""

from pathlib import Path

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.guard.detectors.plug_ins import PlugIn, Wire, read
from inhouse.net import Destinations, Tcp

SMALLEST: dict[str, object] = {"name": "presidio", "endpoint": "http://127.0.0.1:5002", "wire": "presidio"}


def one(**keys: object) -> PlugIn:
    (plug_in,) = read([SMALLEST | keys])
    return plug_in


def test_a_name_an_endpoint_and_a_wire_are_enough() -> None:
    plug_in = one()
    assert plug_in.entry.endpoint == Tcp("127.0.0.1", 5002)
    assert plug_in.entry.destination.destination_class is DestinationClass.LOCAL
    assert (plug_in.path, plug_in.wire, plug_in.languages) == ("", Wire.PRESIDIO, ("en",))


def test_everything_can_be_said(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("s3cret\n")
    plug_in = one(
        endpoint="https://ner.office.lan/v2/find/",
        wire="spans",
        kinds={"STAFF": "personal.staff_number", "DATE": "none"},
        minimum_score=0.7,
        languages=["de", "en"],
        key_file=str(key),
    )
    assert plug_in.entry.endpoint == Tcp("ner.office.lan", 443, "https")
    assert plug_in.entry.destination.destination_class is DestinationClass.PRIVATE
    assert (plug_in.path, plug_in.secret) == ("/v2/find", "s3cret")
    assert "s3cret" not in repr(plug_in)


def test_it_becomes_a_destination_of_its_own() -> None:
    destinations = Destinations()
    one().declare(destinations)
    assert destinations.names() == ("guard plug-in presidio",)
    with pytest.raises(InvalidRequest, match="something else"):
        one().declare(destinations)


@pytest.mark.parametrize(
    "keys",
    [
        {"destination": "external"},
        {"endpoint": "https://8.8.8.8/"},
        {"endpoint": "http://10.0.0.5:5002", "destination": "local"},
    ],
)
def test_it_is_not_outside_the_company(keys: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest, match="local or private"):
        one(**keys)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"nam": "x"}, "has no nam"),
        ({"name": "Two Words"}, "needs a name"),
        ({"wire": "soap"}, "needs its wire"),
        ({"wire": 5}, "wire"),
        ({"endpoint": "presidio:5002"}, "endpoint"),
        ({"endpoint": "http://user:word@127.0.0.1"}, "endpoint"),
        ({"endpoint": "http://127.0.0.1:99999"}, "endpoint"),
        ({"kinds": {"A": "person"}}, "kind that there is not"),
        ({"kinds": {"A": "unreadable.part"}}, "kind that there is not"),
        ({"minimum_score": 2}, "minimum_score"),
        ({"minimum_score": True}, "minimum_score"),
        ({"languages": []}, "languages"),
        ({"languages": ["German"]}, "languages"),
        ({"key_file": "/no/such/file"}, "key_file"),
    ],
)
def test_what_cannot_be_meant_is_named(keys: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidRequest, match=words):
        one(**keys)


def test_two_of_a_name_and_too_many_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="same name"):
        read([SMALLEST, SMALLEST])
    with pytest.raises(InvalidRequest, match="8 plug-ins"):
        read([SMALLEST | {"name": f"p{number}"} for number in range(9)])
