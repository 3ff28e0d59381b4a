"""Who may call a route, as a type in its signature.

    def list_chats(caller: Member) -> ...            a signed-in person or an API key
    def change_password(caller: SessionOnly) -> ...  a signed-in person, no API key
    def list_people(caller: Administrator) -> ...    a signed-in administrator, no API key
    def proof(caller: Auditor) -> ...                a signed-in auditor or administrator, no API key
    def sign_in(nobody: Public) -> ...               anybody

A route without one of these does not pass `tests/house`.
"""

from typing import Annotated

from fastapi import Depends, Request

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden, SignInNeeded

STATE_CALLER = "caller"


class AdministratorsOnly(Forbidden):
    """The route is for administrators."""

    code = "administrators_only"


class AuditorsOnly(Forbidden):
    """The route is for auditors and administrators."""

    code = "auditors_only"


class SessionNeeded(Forbidden):
    """The route cannot be called with an API key."""

    code = "session_needed"


def caller_of(request: Request) -> Caller | None:
    """The caller that the rim recognised, or None."""
    caller: Caller | None = request.scope.get("state", {}).get(STATE_CALLER)
    return caller


def member(request: Request) -> Caller:
    """A signed-in person or an API key; raises SignInNeeded."""
    caller = caller_of(request)
    if caller is None:
        raise SignInNeeded("You are not signed in, or your session has ended.", hint="Sign in and try again.")
    return caller


def session_only(request: Request) -> Caller:
    """A signed-in person; raises SignInNeeded or SessionNeeded."""
    caller = member(request)
    if caller.kind is not CallerKind.SESSION:
        raise SessionNeeded("An API key cannot do this.", hint="Sign in with the browser.")
    return caller


def administrator(request: Request) -> Caller:
    """A signed-in administrator; raises SignInNeeded, SessionNeeded or AdministratorsOnly."""
    caller = session_only(request)
    if not caller.admin:
        raise AdministratorsOnly("Only administrators may do this.", hint="Ask an administrator of your company.")
    return caller


def auditor(request: Request) -> Caller:
    """A signed-in auditor or administrator; raises SignInNeeded, SessionNeeded or AuditorsOnly."""
    caller = session_only(request)
    if not (caller.auditor or caller.admin):
        raise AuditorsOnly(
            "Only auditors and administrators may see this.", hint="Ask an administrator to make you an auditor."
        )
    return caller


def public() -> None:
    """Anybody may call."""


Member = Annotated[Caller, Depends(member)]
SessionOnly = Annotated[Caller, Depends(session_only)]
Administrator = Annotated[Caller, Depends(administrator)]
Auditor = Annotated[Caller, Depends(auditor)]
Public = Annotated[None, Depends(public)]

DECLARATIONS = (member, session_only, administrator, auditor, public)
"""The functions that declare a caller; the house test looks for one of them in every route."""
