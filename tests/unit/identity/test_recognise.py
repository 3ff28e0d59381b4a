import pytest

from inhouse.core.caller import CallerKind, Door
from inhouse.identity import Identity
from inhouse.identity.errors import KeyAddressRefused, KeyForDoorsOnly, KeyUnknown, TwoIdentities
from inhouse.identity.key import KeyTerms
from inhouse.identity.person import Browser
from inhouse.identity.recognise import cookie, cookie_name, session_token
from tests.asgi import scope_of


async def opened(identity: Identity, email: str) -> tuple[str, str]:
    """A session's token and an API key of a new person."""
    person = await identity.people.create(email, "Ada", "correct horse battery staple", admin=True)
    session = await identity.sessions.open(person, admin=True, browser=Browser("192.0.2.1"))
    return session.token, (await identity.keys.create(session.caller, KeyTerms("script")))[1]


def scope(**headers: str):  # noqa: ANN201
    return scope_of("GET", "/api/me", headers)


async def test_a_cookie_or_a_key_or_neither(identity: Identity) -> None:
    token, key = await opened(identity, "ada@example.com")
    by_cookie = await identity.recognise.caller(scope(cookie=f"a=b; inhouse_session={token}; c=d"))
    by_key = await identity.recognise.caller(scope(authorization=f"Bearer {key}"))
    both = await identity.recognise.caller(scope(authorization=f"bearer  {key}", cookie=f"inhouse_session={token}"))
    assert by_cookie is not None
    assert by_key is not None
    assert (by_cookie.kind, by_key.kind) == (CallerKind.SESSION, CallerKind.KEY)
    assert by_cookie.person == by_key.person
    assert both == by_key
    assert await identity.recognise.caller(scope()) is None
    assert await identity.recognise.caller(scope(cookie="inhouse_session=over")) is None


async def test_two_people_in_one_request_are_refused(identity: Identity) -> None:
    token, _ = await opened(identity, "ada@example.com")
    _, key = await opened(identity, "ben@example.com")
    with pytest.raises(TwoIdentities):
        await identity.recognise.caller(scope(authorization=f"Bearer {key}", cookie=f"inhouse_session={token}"))


async def test_a_bad_key_is_refused_even_beside_a_good_cookie(identity: Identity) -> None:
    token, key = await opened(identity, "ada@example.com")
    bad = (
        "",
        "Bearer",
        "Bearer ",
        f"Basic {key}",
        key,
        f"Bearer {key[:-1]}",
        f"Bearer {token}",
        "Bearer ih_",
        "\u00ff",
    )
    for authorization in bad:
        with pytest.raises(KeyUnknown):
            await identity.recognise.caller(scope(authorization=authorization, cookie=f"inhouse_session={token}"))
        with pytest.raises(KeyUnknown):
            await identity.recognise.at_door(scope(authorization=authorization))


async def test_a_door_knows_keys_alone(identity: Identity) -> None:
    token, key = await opened(identity, "ada@example.com")
    assert await identity.recognise.at_door(scope(cookie=f"inhouse_session={token}")) is None
    for name, value in (("authorization", f"Bearer {key}"), ("api-key", key), ("x-api-key", f" {key} ")):
        found = await identity.recognise.at_door(scope(**{name: value, "cookie": "inhouse_session=over"}))
        assert found is not None
        assert found.kind is CallerKind.KEY
    for name in ("api-key", "x-api-key"):
        with pytest.raises(KeyUnknown):
            await identity.recognise.at_door(scope(**{name: "sk-1"}))


async def test_of_several_headers_the_authorization_counts(identity: Identity) -> None:
    _, key = await opened(identity, "ada@example.com")
    good, bad = f"Bearer {key}", "Bearer ih_bad"
    assert await identity.recognise.at_door(scope(**{"api-key": "ih_bad", "authorization": good})) is not None
    with pytest.raises(KeyUnknown):
        await identity.recognise.at_door(scope(**{"api-key": key, "authorization": bad}))


async def test_a_key_for_doors_opens_nothing_else(identity: Identity) -> None:
    person = await identity.people.create("ada@example.com", "Ada", "correct horse battery staple", admin=True)
    session = await identity.sessions.open(person, admin=True, browser=Browser("192.0.2.1"))
    _, key = await identity.keys.create(session.caller, KeyTerms("script", doors=(Door.CHAT,)))
    bearer, cookie_of = f"Bearer {key}", f"inhouse_session={session.token}"
    assert await identity.recognise.at_door(scope(authorization=bearer)) is not None
    for sent in (scope(authorization=bearer), scope(authorization=bearer, cookie=cookie_of)):
        with pytest.raises(KeyForDoorsOnly):
            await identity.recognise.caller(sent)


async def test_a_key_for_certain_addresses_is_refused_from_others(identity: Identity) -> None:
    token, _ = await opened(identity, "ada@example.com")
    session = await identity.sessions.find(token)
    assert session is not None
    _, key = await identity.keys.create(session, KeyTerms("script", addresses=("192.0.2.0/24", "2001:db8::/32")))
    for address, welcome in {
        "192.0.2.7": True,
        "::ffff:192.0.2.7": True,
        "2001:db8::1": True,
        "192.0.3.7": False,
        "2001:db9::1": False,
        "127.0.0.1": False,
    }.items():
        sent = {**scope(authorization=f"Bearer {key}"), "client": (address, 4711)}
        if welcome:
            assert await identity.recognise.at_door(sent) is not None, address
        else:
            with pytest.raises(KeyAddressRefused):
                await identity.recognise.at_door(sent)
    with pytest.raises(KeyAddressRefused):
        await identity.recognise.at_door({**scope(authorization=f"Bearer {key}"), "client": None})


def test_over_tls_the_cookie_is_bound_to_the_host_also_behind_a_proxy() -> None:
    assert cookie_name(scope()) == cookie_name(scope(origin="http://chat.example")) == "inhouse_session"
    assert cookie_name({**scope(), "scheme": "https"}) == "__Host-inhouse_session"
    assert cookie_name(scope(origin="https://chat.example")) == "__Host-inhouse_session"


def test_the_cookie_that_is_bound_to_the_host_comes_first() -> None:
    assert session_token(scope(cookie="inhouse_session=a; __Host-inhouse_session=b")) == "b"
    assert session_token(scope(cookie="inhouse_session=a")) == "a"


def test_a_cookie_that_is_too_long_is_none() -> None:
    assert cookie(scope(cookie=f"inhouse_session={'x' * 5000}"), "inhouse_session") == ""
