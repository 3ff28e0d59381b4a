import pytest

from inhouse.core.caller import Door
from inhouse.gateway.openai.entry import Call, Entry, Table


async def nobody(call: Call) -> None:
    raise AssertionError(call)


ENTRIES = tuple(
    Entry(method, path, Door.RESPONSES, nobody)
    for method, path in (
        ("GET", "/things"), ("POST", "/things"), ("GET", "/things/{name}"), ("DELETE", "/things/{name}"),
        ("POST", "/things/{name}/cancel"),
    )
)  # fmt: skip
TABLE = Table(ENTRIES)


@pytest.mark.parametrize(
    ("path", "methods", "name"),
    [
        ("/things", {"GET", "POST"}, None),
        ("/things/a", {"GET", "DELETE"}, "a"),
        ("/things/a/b", {"GET", "DELETE"}, "a/b"),
        ("/things/a/cancel", {"POST"}, "a"),
    ],
)
def test_an_address_leads_to_its_entries(path: str, methods: set[str], name: str | None) -> None:
    found = TABLE.find(path)
    assert found is not None
    assert (found.methods.keys(), found.name) == (methods, name)


@pytest.mark.parametrize("path", ["", "/", "/thing", "/things/", "/elsewhere", "things"])
def test_other_addresses_lead_nowhere(path: str) -> None:
    assert TABLE.find(path) is None
