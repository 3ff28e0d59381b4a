"""Where the secrets of accounts come from: a variable, a file, or the vault. Nobody is ever shown one again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from uuid import UUID

from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.models.account import AZURE_SCOPE, Account, Credential, CredentialKind, Endpoint, EntraIdentity
from inhouse.models.errors import CredentialMissing
from inhouse.vault import DoesNotOpen

_LONGEST = 8_192
_LONGEST_PLACE = 4_096


class Seals(Protocol):
    """Seals and opens: the vault's sealer, or one that seals once more."""

    def seal(self, plain: bytes, kind: str, record: UUID) -> bytes:
        """Seal a value of one kind that belongs to one record."""
        ...

    def open(self, sealed: bytes, kind: str, record: UUID) -> bytes:
        """The value; raises DoesNotOpen."""
        ...


class Tokens(Protocol):
    """Keeps a credential of net filled with fresh tokens of Entra ID."""

    def keep(self, reference: str, identity: EntraIdentity, secret: str | None) -> None:
        """From now on keep `reference` filled; called again when the identity has changed."""
        ...

    def forget(self, reference: str) -> None:
        """Stop that."""
        ...

    def problem(self, reference: str) -> str | None:
        """Why there is no token now, with the next step; None if there is one, or one is on its way."""
        ...

    async def arrived(self, reference: str) -> None:
        """Wait until the first token is there, or it is known why there is none."""
        ...


_AZURE = (".azure.com", ".azure.us", ".azure.cn")


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A credential as it is given: by a place on this machine, or itself (`secret`, never stored in the clear).

    `from_afar`: it is given through a browser, by somebody who need not be on this machine.
    """

    kind: CredentialKind
    place: str | None = None
    secret: str | None = None
    entra: EntraIdentity | None = None
    from_afar: bool = False

    def __repr__(self) -> str:
        return f"NewCredential({self.kind.value})"


class Credentials:
    """Seals what is given, and finds it again. `variable` reads one variable of the server's environment.

    A secret is sealed for its account and for the site it is shown to. At another scheme, host or port it does not
    open, so that nobody who changes an account's address learns its key.
    """

    def __init__(self, sealer: Seals, variable: Callable[[str], str | None]) -> None:
        self._sealer = sealer
        self._variable = variable

    def seal(self, new: NewCredential, account: UUID, endpoint: Endpoint) -> Credential:
        """What is stored of it; raises InvalidRequest."""
        match new.kind:
            case CredentialKind.NONE:
                return Credential()
            case CredentialKind.VAULT:
                return Credential(new.kind, sealed=self._sealed(new.secret or "", account, endpoint))
            case CredentialKind.ENTRA:
                if endpoint.scheme != "https":
                    raise InvalidRequest("A token of Entra ID goes over TLS only.", hint="Write https://")
                if new.from_afar and not endpoint.host.endswith(_AZURE):
                    # Else an administrator could have this machine's own identity shown to a host of theirs.
                    raise InvalidRequest(
                        "A token of Entra ID is sent to Azure only.",
                        hint="For another host, add the account on the server: inhouse models add --entra.",
                    )
                sealed = None if new.secret is None else self._sealed(new.secret, account, endpoint)
                return Credential(new.kind, sealed=sealed, entra=_in_cloud(_checked_identity(new), endpoint))
            case CredentialKind.ENVIRONMENT | CredentialKind.FILE:
                if not new.place or len(new.place) > _LONGEST_PLACE or not new.place.isprintable():
                    raise InvalidRequest("It is not said where the key is.", hint="Name a variable or a file.")
                now = self._variable(new.place) if new.kind is CredentialKind.ENVIRONMENT else None
                return Credential(new.kind, new.place, self._sealed(now, account, endpoint) if now else None)

    def find(self, account: Account) -> str | None:
        """The account's secret now, None if it has none; reads files. Raises CredentialMissing."""
        credential, place = account.credential, account.credential.place or ""
        match credential.kind:
            case CredentialKind.NONE:
                return None
            case CredentialKind.ENVIRONMENT:
                found = self._variable(place) or self._opened(account)
                missing = f"The environment variable {place} is not set where the server runs."
            case CredentialKind.FILE:
                found, missing = _from_file(place), f"The file {place} cannot be read by the server, or is empty."
            case CredentialKind.VAULT | CredentialKind.ENTRA:
                found, missing = self._opened(account), "The key that was stored does not open any more."
        if not found and credential.kind is not CredentialKind.ENTRA:
            raise CredentialMissing(
                missing, hint="Set it and start the server again, or give the account its key anew."
            )
        return found or None

    def _sealed(self, secret: str, account: UUID, endpoint: Endpoint) -> bytes:
        secret = secret.strip()
        if not secret or len(secret) > _LONGEST or not secret.isascii() or not secret.isprintable() or " " in secret:
            raise InvalidRequest("A key is printable ASCII without spaces.", hint="Look whether it was pasted whole.")
        return self._sealer.seal(secret.encode("ascii"), _kind(endpoint), account)

    def _opened(self, account: Account) -> str:
        if account.credential.sealed is None:
            return ""
        try:
            return self._sealer.open(account.credential.sealed, _kind(account.endpoint), account.id).decode("ascii")
        except DoesNotOpen:
            return ""


def trouble(error: InhouseError) -> str:
    """An error as one text."""
    return " ".join(part for part in (error.message, error.hint) if part)


def _kind(endpoint: Endpoint) -> str:
    return f"credential for {endpoint.site}"


def _from_file(place: str) -> str:
    try:
        with Path(place).open("rb") as file:
            return file.read(_LONGEST).decode("ascii").strip()
    except (OSError, ValueError):
        return ""


def _in_cloud(identity: EntraIdentity, endpoint: Endpoint) -> EntraIdentity:
    """Where nobody has said for what the token is to be good: for the cloud that the endpoint is in."""
    cloud = next((each for each in (".azure.us", ".azure.cn") if endpoint.host.endswith(each)), None)
    if cloud is None or identity.scope != AZURE_SCOPE:
        return identity
    return replace(identity, scope=AZURE_SCOPE.replace(".azure.com", cloud))


def _checked_identity(new: NewCredential) -> EntraIdentity:
    identity = new.entra
    if identity is None:
        raise InvalidRequest("It is not said who we are to Entra ID.")
    if identity.method == "client_secret" and not (identity.tenant and identity.client and new.secret):
        raise InvalidRequest("A client secret needs the tenant's id, the client's id and the secret.")
    texts = (identity.tenant, identity.client, identity.scope)
    if not all(text is None or (0 < len(text) <= 200 and text.isascii() and text.isprintable()) for text in texts):
        raise InvalidRequest("Ids of Entra ID are short printable texts.")
    return identity
