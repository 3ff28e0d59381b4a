"""Erases an account: keys first, then everything that is theirs. Nothing brings it back."""

from collections.abc import Callable
from dataclasses import dataclass

from inhouse.chat.records.ending import erase
from inhouse.chat.removal.receipt import Receipt, dated
from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import PersonId
from inhouse.identity import Identity
from inhouse.identity.access import Administration, actor_of, administer
from inhouse.identity.errors import LastAdministrator, PersonUnknown
from inhouse.store import Store, Work
from inhouse.store.acts import note
from inhouse.vault import Vault


def _nothing(_person: PersonId) -> None:
    """Nothing of anybody is in memory here."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Erases accounts. `drop` is told whose, to forget what is in memory."""

    store: Store
    vault: Vault
    identity: Identity
    drop: Callable[[PersonId], None] = _nothing

    async def myself(self, caller: Caller, password: str, email: str) -> Receipt:
        """Erase the caller, who has to show that it is them. Raises WrongPassword, LastAdministrator."""
        await self.identity.people.check_it_is(caller, password, email)
        async with self.store.work(caller) as work:
            receipt = await self._erase(work, Act(ActKind.ERASURE, caller.person), caller.person)
        self._forget(caller.person)
        return receipt

    async def other(self, who: Administration, person: PersonId) -> Receipt:
        """Erase somebody else's account. Raises Forbidden, InvalidRequest, PersonUnknown, LastAdministrator."""
        if isinstance(who, Caller) and who.person == person:
            raise InvalidRequest("This is your own account.", hint="Erase it in your settings, under Data.")
        async with administer(self.store, who) as work:
            receipt = await self._erase(work, Act(ActKind.ERASURE, actor_of(who), person), person)
        self._forget(person)
        return receipt

    async def _erase(self, work: Work, act: Act, person: PersonId) -> Receipt:
        now, anywhere = clock.now(), self.vault.epoch_ends()
        identity = await note(work, Act(act.kind, act.actor, act.subject, facts=dated("account", now, anywhere)))
        outcome = await erase(work, person, now)
        if outcome == "unknown":
            raise PersonUnknown("There is no such person.")
        if outcome == "last":
            raise LastAdministrator(
                "Nobody would be left to administer.", hint="Make somebody else an administrator first."
            )
        return Receipt(identity, now, anywhere)

    def _forget(self, person: PersonId) -> None:
        self.identity.keys.forget()
        self.drop(person)
