from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from inhouse.core.errors import InvalidRequest
from inhouse.store import Role, of_embedded, of_own_server
from inhouse.store.embedded import Connection

OWNER = "postgresql://boss:s%40cret@db.example:6432/house?sslmode=verify-full"


def test_the_owner_is_as_given_and_the_others_are_derived() -> None:
    addresses = of_own_server(OWNER)
    assert addresses(Role.OWNER) == OWNER
    app, jobs = urlsplit(addresses(Role.APP)), urlsplit(addresses(Role.JOBS))
    assert (app.username, app.hostname, app.port, app.path) == ("inhouse_app", "db.example", 6432, "/house")
    assert app.query == "sslmode=verify-full"
    assert len({app.password, jobs.password, "s@cret"}) == 3
    assert addresses(Role.APP) == of_own_server(OWNER)(Role.APP)
    assert "cret" not in addresses(Role.APP)


def test_another_password_of_the_owner_makes_other_passwords() -> None:
    other = of_own_server(OWNER.replace("s%40cret", "next"))
    assert urlsplit(other(Role.APP)).password != urlsplit(of_own_server(OWNER)(Role.APP)).password


@pytest.mark.parametrize("url", ["postgresql://db/house", "postgresql://boss@db/house"])
def test_an_owner_without_a_password_is_refused(url: str) -> None:
    with pytest.raises(InvalidRequest):
        of_own_server(url)


def test_an_embedded_address_survives_strange_folders() -> None:
    place = Path("/data of ada/50%&more")
    facts = Connection(host=place, port=5432, user="inhouse_app", password="a/b@c", database="inhouse")
    parts = urlsplit(of_embedded(lambda _: facts)(Role.APP))
    assert parse_qs(parts.query) == {"host": [str(place)], "port": ["5432"]}
    assert unquote(parts.password or "") == "a/b@c"
