"""The accounts as `net` knows them: each one that is enabled is a destination with its credential."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import UUID

from inhouse.core.errors import InhouseError
from inhouse.models.account import Account, CredentialKind
from inhouse.models.credentials import Credentials, Tokens, trouble
from inhouse.models.errors import AccountInUse
from inhouse.net import Destinations

_log = logging.getLogger(__name__)


class Declared:
    """Keeps net's table in step with the accounts. Files with keys are looked at each time; a new one is read.

    Without `credentials`, in the sealed application, the table holds places alone: the gate has the keys. `approved`
    says which accounts are let in, where not all are.
    """

    def __init__(
        self,
        destinations: Destinations,
        credentials: Credentials | None,
        tokens: Tokens | None = None,
        approved: Callable[[Account], bool] | None = None,
    ) -> None:
        self._destinations = destinations
        self._credentials = credentials
        self._tokens = tokens
        self._approved = approved
        self._known: dict[UUID, tuple[Account, int]] = {}
        self._open: set[UUID] = set()
        self._troubles: dict[UUID, str] = {}

    def keep(self, accounts: Iterable[Account]) -> None:
        """Declare what is new or changed, and close the way to what is gone or disabled."""
        wanted = {account.id: account for account in accounts if account.enabled and self._is_approved(account)}
        for gone in self._known.keys() - wanted.keys():
            self._close(gone)
        for account in wanted.values():
            # What changes nothing at the destination is no reason to read its key again.
            now = (account, _written(account))
            if self._known.get(account.id) != now:
                self._declare(account)
                self._known[account.id] = now

    def trouble(self, account: UUID) -> str | None:
        """Why the account cannot be used, in words; None if nothing is known to be wrong."""
        told = self._troubles.get(account)
        if told is None and self._tokens is not None:
            return self._tokens.problem(str(account))
        return told

    async def ready(self, account: UUID) -> None:
        """Wait for a credential that is on its way."""
        if self._tokens is not None:
            await self._tokens.arrived(str(account))

    def _is_approved(self, account: Account) -> bool:
        return self._approved is None or self._approved(account)

    def _declare(self, account: Account) -> None:
        self._close(account.id)
        try:
            entry = account.entry()
            if entry.destination.name in self._destinations.names():
                # Two places under one name: words that were cleared for the one would go to the other.
                raise AccountInUse(
                    f"{entry.destination.name} is the name of something else.", hint="Rename the account."
                )
            self._destinations.declare(entry)
            self._open.add(account.id)
            if self._credentials is not None:
                self._keep_credential(account, self._credentials)
        except InhouseError as error:
            self._troubles[account.id] = trouble(error)
            _log.warning("the account %s cannot be used: %s", account.name, error.message)

    def _keep_credential(self, account: Account, credentials: Credentials) -> None:
        secret = credentials.find(account)
        if account.credential.kind is CredentialKind.ENTRA:
            if self._tokens is None or account.credential.entra is None:
                self._troubles[account.id] = "Tokens of Entra ID need the extra: pip install 'inhouse[azure]'."
                return
            self._tokens.keep(account.reference, account.credential.entra, secret)
        elif secret is not None:
            self._destinations.keep_credential(account.reference, secret)

    def _close(self, account: UUID) -> None:
        self._troubles.pop(account, None)
        before = self._known.pop(account, None)
        if before is None:
            return
        if account in self._open:
            self._open.discard(account)
            self._destinations.remove(before[0].destination.name)
        self._destinations.forget_credential(before[0].reference)
        if self._tokens is not None:
            self._tokens.forget(before[0].reference)


def _written(account: Account) -> int:
    """When the account's file was last written, 0 without one."""
    if account.credential.kind is not CredentialKind.FILE or account.credential.place is None:
        return 0
    try:
        return Path(account.credential.place).stat().st_mtime_ns
    except OSError:
        return 0
