import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from inhouse.identity import Identity
from inhouse.identity.attempts import FOR_ACCOUNT
from inhouse.identity.errors import SignInFailed, TooManyAttempts
from inhouse.identity.person import Browser, Opened
from inhouse.store import Role, Store
from inhouse.vault import Vault

EMAIL, PASSWORD = "ada@example.com", "correct horse battery staple"
HERE = Browser("192.0.2.1", "a browser")


@pytest.fixture(autouse=True)
async def _ada(identity: Identity) -> None:
    await identity.people.create(EMAIL, "Ada", PASSWORD, admin=False)


async def test_the_right_password_opens_a_session(identity: Identity) -> None:
    opened = await identity.sign_in(" ADA@example.com", PASSWORD, HERE)
    assert await identity.sessions.find(opened.token) == opened.caller


async def test_an_unknown_e_mail_looks_like_a_wrong_password(identity: Identity) -> None:
    refusals = []
    for email in (EMAIL, "nobody@example.com", "not an e-mail", ""):
        with pytest.raises(SignInFailed) as refusal:
            await identity.sign_in(email, "a wrong password", HERE)
        refusals.append((refusal.value.status, refusal.value.code, refusal.value.message, refusal.value.hint))
    assert len(set(refusals)) == 1


async def test_an_unknown_e_mail_takes_as_long(database: Store, vault: Vault) -> None:
    identity = Identity.open(database, vault)

    async def best(email: str) -> float:
        times: list[float] = []
        for number in range(4):
            began = time.process_time()
            with pytest.raises(SignInFailed):
                await identity.sign_in(email, "a wrong password", Browser(f"198.51.100.{number}"))
            times.append(time.process_time() - began)
        return min(times)

    await identity.people.create("known@example.com", "Known", PASSWORD, admin=False)
    await best("warm@example.com")
    known, unknown = await best("known@example.com"), await best("nobody@example.com")
    assert 0.6 < known / unknown < 1.7


async def test_wrong_passwords_slow_down_and_the_right_one_works_after_the_wait(
    identity: Identity, later: Callable[[timedelta], None]
) -> None:
    for _ in range(FOR_ACCOUNT.free):
        with pytest.raises(SignInFailed):
            await identity.sign_in(EMAIL, "a wrong password", HERE)
    with pytest.raises(TooManyAttempts) as refusal:
        await identity.sign_in(EMAIL, PASSWORD, HERE)
    assert refusal.value.retry_after is not None
    later(timedelta(seconds=refusal.value.retry_after))
    await identity.sign_in(EMAIL, PASSWORD, HERE)


async def test_an_unknown_e_mail_slows_down_alike(identity: Identity) -> None:
    for _ in range(FOR_ACCOUNT.free):
        with pytest.raises(SignInFailed):
            await identity.sign_in("nobody@example.com", "a wrong password", HERE)
    with pytest.raises(TooManyAttempts):
        await identity.sign_in("nobody@example.com", "a wrong password", HERE)


async def test_fifty_people_sign_in_at_once(identity: Identity) -> None:
    browsers = [Browser(f"198.51.100.{number}") for number in range(50)]
    results = await asyncio.gather(*(identity.sign_in(EMAIL, PASSWORD, browser) for browser in browsers))
    assert len({opened.token for opened in results}) == 50


async def test_fifty_guesses_at_once_are_not_fifty_guesses(identity: Identity) -> None:
    guesses = [f"guess number {number}" for number in range(49)] + [PASSWORD]
    results = await asyncio.gather(*(identity.sign_in(EMAIL, guess, HERE) for guess in guesses), return_exceptions=True)
    assert sum(isinstance(result, TooManyAttempts) for result in results) >= 50 - FOR_ACCOUNT.free
    assert sum(isinstance(result, SignInFailed | Opened) for result in results) <= FOR_ACCOUNT.free


async def test_a_hash_of_old_costs_is_renewed(identity: Identity, database: Store) -> None:
    opened = await identity.sign_in(EMAIL, PASSWORD, HERE)
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    async with database.work(opened.caller) as work:
        await work.execute(text("UPDATE identity.passwords SET hash = :old"), {"old": old})
    await identity.sign_in(EMAIL, PASSWORD, HERE)
    async with database.work(opened.caller) as work:
        assert (await work.execute(text("SELECT hash FROM identity.passwords"))).scalar_one() != old
    await identity.sign_in(EMAIL, PASSWORD, HERE)


async def test_no_e_mail_is_kept_of_tries(identity: Identity, database: Store) -> None:
    with pytest.raises(SignInFailed):
        await identity.sign_in("somebody@example.com", "a wrong password", HERE)
    async with database.work(None, Role.JOBS) as work:
        rows = (await work.execute(text("SELECT a::text FROM identity.attempts a"))).scalars().all()
    assert rows
    assert not any("somebody" in row or b"somebody".hex() in row for row in rows)
