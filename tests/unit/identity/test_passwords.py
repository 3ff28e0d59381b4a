import asyncio

import pytest

from inhouse.core.errors import TooMany
from inhouse.identity.errors import WeakPassword
from inhouse.identity.passwords import _WAITING, LONGEST, Passwords, check_strength

GOOD = "correct horse battery staple"


async def test_a_password_fits_its_own_hash_only() -> None:
    passwords = Passwords()
    stored = await passwords.hash(GOOD)
    assert stored.startswith("$argon2id$")
    assert await passwords.verify(GOOD, stored)
    assert not await passwords.verify(GOOD + ".", stored)
    assert not await passwords.verify(GOOD, None)
    assert not await passwords.verify(GOOD, "damaged")
    assert not passwords.is_old(stored)


async def test_two_ways_to_type_one_letter_are_equal() -> None:
    passwords = Passwords()
    assert await passwords.verify("gru\u0308ne Wiese am See", await passwords.hash("gr\u00fcne Wiese am See"))


async def test_the_dummy_hash_costs_what_a_real_one_costs() -> None:
    passwords = Passwords()
    stored = await passwords.hash(GOOD)
    await passwords.verify("x", None)
    assert passwords._nobodys is not None
    assert passwords._nobodys.split("$")[:4] == stored.split("$")[:4]


async def test_very_many_at_once_are_told_to_come_back() -> None:
    passwords = Passwords(at_once=1)
    passwords._waiting = _WAITING
    with pytest.raises(TooMany):
        await passwords.hash(GOOD)


async def test_few_hashes_are_computed_at_the_same_time() -> None:
    passwords = Passwords(at_once=2)
    most = 0
    real = passwords._compare

    def counted(password: str, stored: str) -> str:
        nonlocal most
        most = max(most, 2 - passwords._turn._value)
        return real(password, stored)

    stored = await passwords.hash(GOOD)
    passwords._compare = counted  # type: ignore[method-assign]
    assert all(await asyncio.gather(*(passwords.verify(GOOD, stored) for _ in range(8))))
    assert most == 2


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * (LONGEST + 1),
        "password1234",
        "PassWord1234",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "ada.lovelace@example.com",
        "ADA.Lovelace@example.com",
        "ada.lovelaceexample.com",
        "long enough with \0",
        "long enough with \ud800",
    ],
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(password, "ada.lovelace@example.com")


def test_good_passwords_pass() -> None:
    check_strength(GOOD, "ada@example.com")
    check_strength("x9!y" * 200, "ada@example.com")
