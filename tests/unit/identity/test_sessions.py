from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import NotFound
from inhouse.core.ids import new_id
from inhouse.identity import Identity
from inhouse.identity.person import Browser, Opened
from inhouse.identity.sessions import IDLE, LASTS
from inhouse.store import Store

HERE = Browser("192.0.2.1", "a browser")


async def opened(identity: Identity, email: str = "ada@example.com") -> Opened:
    person = await identity.people.create(email, "Ada", "correct horse battery staple", admin=False)
    return await identity.sessions.open(person, admin=False, browser=HERE)


async def again(identity: Identity, first: Opened, browser: Browser = HERE) -> Opened:
    return await identity.sessions.open(first.caller.person, admin=False, browser=browser)


async def test_a_token_finds_its_session_and_nothing_else_does(identity: Identity, database: Store) -> None:
    session = await opened(identity)
    assert await identity.sessions.find(session.token) == session.caller
    for wrong in ("", session.token[:-1], session.token + "a", session.token.swapcase(), "\0", "x" * 10_000):
        assert await identity.sessions.find(wrong) is None
    async with database.work(session.caller) as work:
        stored = (await work.execute(text("SELECT token_hash FROM identity.sessions"))).scalar_one()
    assert session.token.encode() not in stored
    assert await identity.sessions.find(stored.hex()) is None


async def test_a_session_ends_when_it_is_not_used(identity: Identity, later: Callable[[timedelta], None]) -> None:
    session = await opened(identity)
    later(IDLE - timedelta(minutes=1))
    assert await identity.sessions.find(session.token) is not None
    later(IDLE - timedelta(minutes=1))
    assert await identity.sessions.find(session.token) is not None
    later(IDLE + timedelta(minutes=1))
    assert await identity.sessions.find(session.token) is None


async def test_a_session_ends_at_last_however_it_is_used(
    identity: Identity, later: Callable[[timedelta], None]
) -> None:
    session = await opened(identity)
    for _ in range(LASTS // timedelta(days=10) - 1):
        later(timedelta(days=10))
        assert await identity.sessions.find(session.token) is not None
    later(timedelta(days=10))
    assert await identity.sessions.find(session.token) is None


async def test_use_is_written_down_once_a_minute(
    identity: Identity, database: Store, later: Callable[[timedelta], None]
) -> None:
    session = await opened(identity)
    first = (await identity.sessions.list(session.caller))[0].last_seen_at
    later(timedelta(seconds=30))
    await identity.sessions.find(session.token)
    assert (await identity.sessions.list(session.caller))[0].last_seen_at == first
    later(timedelta(seconds=31))
    await identity.sessions.find(session.token)
    assert (await identity.sessions.list(session.caller))[0].last_seen_at > first


async def test_sessions_are_listed_and_ended(identity: Identity) -> None:
    session = await opened(identity)
    other = await again(identity, session, Browser("192.0.2.2", "x" * 1000 + "\0"))
    rows = await identity.sessions.list(session.caller)
    assert [row.current for row in rows] == [False, True]
    assert rows[0].address == "192.0.2.2"
    assert len(rows[0].user_agent) == 300
    await identity.sessions.end(session.caller, other.caller.credential)
    assert await identity.sessions.find(other.token) is None
    await identity.sessions.end_this(session.caller)
    assert await identity.sessions.find(session.token) is None


async def test_signing_out_everywhere_ends_all(identity: Identity) -> None:
    session = await opened(identity)
    other = await again(identity, session)
    await identity.sessions.end_all(session.caller)
    assert await identity.sessions.find(session.token) is None
    assert await identity.sessions.find(other.token) is None


async def test_somebody_elses_session_is_not_there(identity: Identity) -> None:
    ada, ben = await opened(identity), await opened(identity, "ben@example.com")
    for session in (ada.caller.credential, new_id()):
        with pytest.raises(NotFound):
            await identity.sessions.end(ben.caller, session)
    assert await identity.sessions.find(ada.token) is not None


async def test_the_csrf_token_belongs_to_one_session(identity: Identity) -> None:
    session = await opened(identity)
    token = identity.sessions.csrf_token(session.caller)
    assert identity.sessions.csrf_holds(session.caller, token)
    other = Caller(session.caller.person, admin=False, kind=CallerKind.SESSION, credential=new_id())
    for caller, wrong in (
        (other, token),
        (session.caller, ""),
        (session.caller, token[:-1]),
        (session.caller, "\ud800"),
    ):
        assert not identity.sessions.csrf_holds(caller, wrong)
