import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from inhouse.identity import Identity
from inhouse.identity.attempts import FOR_ACCOUNT, FORGOTTEN_AFTER, Patience
from inhouse.identity.errors import TooManyAttempts
from inhouse.identity.person import Browser

ADA = "ada@example.com"
HERE = Browser("192.0.2.1")


def test_the_wait_doubles_up_to_its_longest() -> None:
    patience = Patience(free=3, longest=10)
    assert [patience.wait(failures) for failures in range(9)] == [0, 0, 0, 1, 2, 4, 8, 10, 10]
    assert patience.wait(10_000) == 10


async def fail(identity: Identity, browser: Browser = HERE, email: str = ADA) -> None:
    await identity.attempts.count(identity.attempts.of_sign_in(email, browser))


async def test_free_tries_then_growing_waits(identity: Identity, later: Callable[[timedelta], None]) -> None:
    for _ in range(FOR_ACCOUNT.free):
        await fail(identity)
    waits: list[float] = []
    for _ in range(4):
        with pytest.raises(TooManyAttempts) as refusal:
            await fail(identity)
        assert refusal.value.retry_after is not None
        waits.append(round(refusal.value.retry_after))
        later(timedelta(seconds=refusal.value.retry_after + 0.1))
        await fail(identity)
    assert waits == [1, 2, 4, 8]


async def test_many_tries_at_once_are_counted_one_by_one(identity: Identity) -> None:
    results = await asyncio.gather(*(fail(identity) for _ in range(30)), return_exceptions=True)
    assert sum(result is None for result in results) == FOR_ACCOUNT.free
    assert sum(isinstance(result, TooManyAttempts) for result in results) == 30 - FOR_ACCOUNT.free


async def test_spellings_of_an_address_do_not_give_more_tries(identity: Identity) -> None:
    for spelling in ("ada@example.com", "ADA@example.com", " ada@Example.com", "Ada@example.com", "adA@example.com"):
        await fail(identity, email=spelling)
    with pytest.raises(TooManyAttempts):
        await fail(identity)


async def test_one_network_of_ipv6_is_one_place(identity: Identity) -> None:
    for number in range(FOR_ACCOUNT.free):
        await fail(identity, Browser(f"2001:db8:0:1::{number}"))
    with pytest.raises(TooManyAttempts):
        await fail(identity, Browser("2001:db8:0:1:ffff::"))
    await fail(identity, Browser("2001:db8:0:2::1"))


async def test_a_stranger_does_not_lock_me_out_of_my_browser(identity: Identity) -> None:
    mine = Browser(HERE.address, mark=identity.attempts.mark(ADA))
    for _ in range(FOR_ACCOUNT.free):
        await fail(identity)
    with pytest.raises(TooManyAttempts):
        await fail(identity)
    await fail(identity, mine)
    await fail(identity, Browser("192.0.2.2"))


async def test_a_mark_is_good_for_its_account_only(identity: Identity) -> None:
    mark = identity.attempts.mark(ADA)
    assert identity.attempts.knows(ADA, mark)
    assert not identity.attempts.knows("ben@example.com", mark)
    assert not identity.attempts.knows(ADA, "")
    assert not identity.attempts.knows(ADA, mark[:-1] + ("0" if mark[-1] != "0" else "1"))


async def test_a_right_password_starts_anew(identity: Identity) -> None:
    for _ in range(FOR_ACCOUNT.free - 1):
        await fail(identity)
    counted = identity.attempts.of_sign_in(ADA, HERE)
    await identity.attempts.count(counted)
    await identity.attempts.forgive(counted)
    for _ in range(FOR_ACCOUNT.free):
        await fail(identity)


async def test_tries_are_forgotten(identity: Identity, later: Callable[[timedelta], None]) -> None:
    for _ in range(FOR_ACCOUNT.free):
        await fail(identity)
    later(FORGOTTEN_AFTER + timedelta(seconds=1))
    for _ in range(FOR_ACCOUNT.free):
        await fail(identity)
