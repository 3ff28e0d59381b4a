"""What administrators change of accounts. Who may call is decided by room `admin`; the rules are here."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol
from uuid import UUID

from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import PersonId, new_id
from inhouse.models import records
from inhouse.models.account import (
    Account,
    Credential,
    CredentialKind,
    Endpoint,
    check_class,
    header_for,
    is_loopback,
    read_endpoint,
)
from inhouse.models.catalogue import Catalogue
from inhouse.models.credentials import Credentials, NewCredential
from inhouse.models.engines import DESTINATION
from inhouse.models.errors import AccountInUse, AccountUnknown
from inhouse.models.model import Terms, WireName
from inhouse.models.names import checked_name
from inhouse.models.records import Rows
from inhouse.net import CredentialHeader, Destinations
from inhouse.store import AlreadyThere, Store
from inhouse.store.acts import note

_MOST_AT_ONCE = 10_000
_LONGEST_TERM = 200
_MOST_DAYS = 36_500
_NOTHING = NewCredential(CredentialKind.NONE)
_OURS = (DESTINATION.casefold(), "entra:", "looking at port", "download from")
"""How names of places in net's table begin that are no account's: under one of them words would go astray."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to add. Without a name it gets its host's."""

    endpoint: str
    wire: WireName
    destination_class: DestinationClass
    terms: Terms = field(default_factory=Terms)
    name: str | None = None
    api_version: str | None = None
    credential: NewCredential = _NOTHING
    header: CredentialHeader | None = None
    at_once: int | None = None


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What to change of an account; None leaves it as it is. `terms` replace all terms."""

    name: str | None = None
    endpoint: str | None = None
    wire: WireName | None = None
    api_version: str | None = None
    destination_class: DestinationClass | None = None
    terms: Terms | None = None
    credential: NewCredential | None = None
    header: CredentialHeader | None = None
    at_once: int | None = None
    enabled: bool | None = None


class Keeper(Protocol):
    """Keeps the list of accounts that the gate lets words go to."""

    def check(self) -> None:
        """Raise ChangedByGateOnly where accounts cannot be changed."""
        ...

    def saved(self, account: Account) -> None:
        """The account is as it is by the word of whoever runs this command."""
        ...


class Accounts:
    """Adds, changes and removes accounts. `by` is the name of who declares, as it will be shown.

    Without a keeper there is no gate beside us, and nothing to keep.
    """

    def __init__(
        self, store: Store, catalogue: Catalogue, credentials: Credentials, keeper: Keeper | None = None
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._credentials = credentials
        self._keeper = keeper
        # One change at a time: two that ensure the same account would both add it.
        self._turn = asyncio.Lock()

    async def every(self) -> tuple[Account, ...]:
        """All accounts, disabled ones too."""
        return (await self._catalogue.rows()).accounts

    async def add(self, new: NewAccount, by: str, actor: PersonId | None = None) -> Account:
        """Add an account; raises InvalidRequest, FartherThanDeclared, EndpointInvalid, AccountInUse."""
        async with self._turn:
            return await self._add(new, by, actor)

    async def _add(self, new: NewAccount, by: str, actor: PersonId | None) -> Account:
        rows = await self._catalogue.rows()
        endpoint, wire = read_endpoint(new.endpoint, new.wire, new.api_version)
        account_id = new_id()
        credential = self._credentials.seal(new.credential, account_id, endpoint)
        account = Account(
            id=account_id,
            name=checked_name(new.name) if new.name is not None else _free_name(endpoint, rows.accounts),
            wire=wire,
            endpoint=endpoint,
            destination_class=new.destination_class,
            terms=_declared(new.terms, by),
            created_at=clock.now(),
            credential=credential,
            header=new.header or header_for(endpoint, wire, credential),
            at_once=_checked_at_once(new.at_once),
        )
        return await self._save(account, rows, Act(ActKind.SETTINGS, actor, facts=_facts("account_added", account)))

    async def ensure(self, new: NewAccount, by: str, actor: PersonId | None = None) -> Account:
        """The account that is already so, or else a new one; raises as `add`."""
        endpoint, wire = read_endpoint(new.endpoint, new.wire, new.api_version)
        async with self._turn:
            for account in await self.every():
                place = (account.endpoint, account.wire, account.destination_class)
                told = new.terms == Terms() or replace(account.terms, declared_by=None, declared_on=None) == new.terms
                if place == (endpoint, wire, new.destination_class) and told and self._has(account, new):
                    return account
            return await self._add(new, by, actor)

    async def change(self, account_id: UUID, change: AccountChange, by: str, actor: PersonId | None = None) -> Account:
        """Change an account; raises AccountUnknown or as `add`."""
        async with self._turn:
            return await self._change(account_id, change, by, actor)

    async def _change(self, account_id: UUID, change: AccountChange, by: str, actor: PersonId | None) -> Account:
        rows = await self._catalogue.rows()
        before = _find(rows, account_id)
        endpoint, wire = before.endpoint, change.wire or before.wire
        if change.endpoint is not None or change.api_version is not None or change.wire is not None:
            asked = before.endpoint.url if change.endpoint is None else change.endpoint
            endpoint, wire = read_endpoint(asked, wire, change.api_version or before.endpoint.api_version)
        after = replace(
            before,
            name=before.name if change.name is None else checked_name(change.name),
            wire=wire,
            endpoint=endpoint,
            destination_class=change.destination_class or before.destination_class,
            terms=before.terms,
            credential=self._changed_credential(before, change.credential, endpoint),
            at_once=before.at_once if change.at_once is None else _checked_at_once(change.at_once),
            enabled=before.enabled if change.enabled is None else change.enabled,
        )
        if change.terms is not None or change.destination_class not in {None, before.destination_class}:
            after = replace(after, terms=_declared(change.terms or before.terms, by))
        if change.header is not None or change.credential is not None or wire is not before.wire:
            after = replace(after, header=change.header or header_for(endpoint, wire, after.credential))
        return await self._save(after, rows, Act(ActKind.SETTINGS, actor, facts=_facts("account_changed", after)))

    async def remove(self, account_id: UUID, actor: PersonId | None = None) -> None:
        """Remove an account; raises AccountUnknown, AccountInUse."""
        if self._keeper is not None:
            self._keeper.check()
        rows = await self._catalogue.rows()
        account = _find(rows, account_id)
        users = [model.name for model in rows.models if any(place.account == account_id for place in model.places)]
        if users:
            raise AccountInUse(f"{users[0]} answers at this account.", hint="Remove its models first.")
        async with self._store.work(None) as work:
            await records.remove_account(work, account_id)
            await note(work, Act(ActKind.SETTINGS, actor, facts=_facts("account_removed", account)))
        self._catalogue.forget()

    async def find(self, account_id: UUID) -> Account:
        """One account; raises AccountUnknown."""
        return _find(await self._catalogue.rows(), account_id)

    async def _save(self, account: Account, rows: Rows, act: Act) -> Account:
        if self._keeper is not None:
            self._keeper.check()
        if account.name.casefold().startswith(_OURS):
            raise AccountInUse("A place of our own has such a name.", hint="Choose another name.")
        check_class(account.endpoint, account.destination_class)
        # The table of net refuses what is not spelled the one plain way, and external places without TLS.
        Destinations().declare(account.entry())
        if any(
            other.id != account.id and other.destination.name == account.destination.name for other in rows.accounts
        ):
            raise AccountInUse(f"There is an account {account.name} already.", hint="Choose another name.")
        try:
            async with self._store.work(None) as work:
                await records.save_account(work, account)
                await note(work, act)
        except AlreadyThere:
            raise AccountInUse(f"There is an account {account.name} already.", hint="Choose another name.") from None
        if self._keeper is not None:
            self._keeper.saved(account)
        self._catalogue.forget()
        return account

    def _has(self, account: Account, new: NewAccount) -> bool:
        """Whether the account has the credential that is given, or none is given."""
        given, kept = new.credential, account.credential
        if not account.enabled or (new.name is not None and new.name != account.name):
            return False
        if given.kind is CredentialKind.NONE:
            return kept.kind is CredentialKind.NONE
        if given.kind is CredentialKind.VAULT:
            return kept.kind is given.kind and self._credentials.find(account) == (given.secret or "").strip()
        return (given.kind, given.place, given.entra, given.secret) == (kept.kind, kept.place, kept.entra, None)

    def _changed_credential(self, before: Account, given: NewCredential | None, endpoint: Endpoint) -> Credential:
        if given is not None:
            return self._credentials.seal(given, before.id, endpoint)
        if endpoint.site != before.endpoint.site and before.credential.kind is not CredentialKind.NONE:
            raise InvalidRequest(
                "A key is shown only to the host that it was given for.", hint="Give the key for the new host as well."
            )
        return before.credential


def _facts(what: str, account: Account) -> dict[str, str | int | None]:
    """What is told on record: where words may go, and the terms as they were declared. The declarer is the actor."""
    return {
        "what": what,
        "account": str(account.id),
        "destination": account.destination.name,
        "destination_class": account.destination_class.value,
        "site": account.endpoint.site,
        "credential": account.credential.kind.value,
        "enabled": int(account.enabled),
        **account.terms.on_record(),
    }


def _find(rows: Rows, account_id: UUID) -> Account:
    for account in rows.accounts:
        if account.id == account_id:
            return account
    raise AccountUnknown


def _declared(terms: Terms, by: str) -> Terms:
    """The terms as somebody declares them today; raises InvalidRequest."""
    texts = (terms.kept_note, terms.region, terms.contract)
    if not all(text is None or (0 < len(text) <= _LONGEST_TERM and text.isprintable()) for text in texts):
        raise InvalidRequest(f"A term has 1 to {_LONGEST_TERM} visible characters.")
    if terms.kept_days is not None and not 0 <= terms.kept_days <= _MOST_DAYS:
        raise InvalidRequest("The days for which a provider keeps something are a whole number, 0 for not at all.")
    return replace(terms, declared_by=by, declared_on=clock.now().date())


def _checked_at_once(count: int | None) -> int | None:
    if count is not None and not 1 <= count <= _MOST_AT_ONCE:
        raise InvalidRequest(f"Calls at once are 1 to {_MOST_AT_ONCE}.")
    return count


def _free_name(endpoint: Endpoint, accounts: Iterable[Account]) -> str:
    host = endpoint.host
    name = f"Server on this machine, port {endpoint.port}" if is_loopback(host) else host
    taken = {account.name for account in accounts}
    names = (name if number == 1 else f"{name} ({number})" for number in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken)
