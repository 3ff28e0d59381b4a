"""Who administers and who audits, said in one place. Row-level security says it a second time.

What a person owns is theirs alone: being an administrator opens nothing of others.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from enum import Enum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden
from inhouse.core.ids import PersonId
from inhouse.store import Role, Store, Work
from inhouse.store.acts import note

NO_FACTS: Final[Mapping[str, str | int | None]] = MappingProxyType({})


class Console(Enum):
    """The command line on the server itself. Whoever runs it holds the database."""

    HERE = "here"


Administration = Caller | Console
"""Whoever administers: a signed-in administrator, or the command line on the server."""


def administers(caller: Caller) -> bool:
    """Whether the caller may administer. A key in a script never does."""
    return caller.kind is CallerKind.SESSION and caller.admin


def audits(caller: Caller) -> bool:
    """Whether the caller may look at what the page Proof shows: auditors and administrators, by a session."""
    return caller.kind is CallerKind.SESSION and (caller.auditor or caller.admin)


def check_audits(caller: Caller) -> None:
    """Raises Forbidden unless the caller may look at what the page Proof shows."""
    if not audits(caller):
        raise Forbidden("You may not see this.", hint="Ask an administrator of your company to make you an auditor.")


def check_administers(caller: Caller) -> None:
    """Raises Forbidden unless the caller may administer."""
    if not administers(caller):
        raise Forbidden("You may not do this.", hint="Ask an administrator of your company.")


def administer(store: Store, who: Administration) -> AbstractAsyncContextManager[Work]:
    """A unit of work for administration. Raises Forbidden."""
    if isinstance(who, Console):
        return store.work(None, Role.JOBS)
    check_administers(who)
    return store.work(who)


def actor_of(who: Administration) -> PersonId | None:
    """Whose act it is; nobody's on the command line."""
    return None if isinstance(who, Console) else who.person


async def put_on_record(
    work: Work,
    who: Administration,
    what: str,
    facts: Mapping[str, str | int | None] = NO_FACTS,
    *,
    kind: ActKind = ActKind.SETTINGS,
    subject: UUID | None = None,
) -> None:
    """Note a change by whoever administers with the change itself. `subject` is the person or service account."""
    about = None if subject is None else PersonId(subject)
    await note(work, Act(kind, actor_of(who), about, facts={"what": what, **facts}))
