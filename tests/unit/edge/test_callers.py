"""Who may call a route."""

from uuid import uuid4

import pytest
from fastapi import Request

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import SignInNeeded
from inhouse.core.ids import PersonId
from inhouse.edge.callers import (
    AdministratorsOnly,
    AuditorsOnly,
    SessionNeeded,
    administrator,
    auditor,
    member,
    session_only,
)


def request_of(caller: Caller | None) -> Request:
    return Request({"type": "http", "headers": [], "state": {"caller": caller}})


def caller(kind: CallerKind, *, admin: bool = False, audits: bool = False) -> Caller:
    return Caller(PersonId(uuid4()), admin=admin, kind=kind, credential=uuid4(), auditor=audits)


def test_nobody_passes_none_of_the_gates() -> None:
    for gate in (member, session_only, administrator, auditor):
        with pytest.raises(SignInNeeded):
            gate(request_of(None))


def test_a_key_is_a_member_and_nothing_more() -> None:
    request = request_of(caller(CallerKind.KEY, admin=True))
    assert member(request).kind is CallerKind.KEY
    for gate in (session_only, administrator, auditor):
        with pytest.raises(SessionNeeded):
            gate(request)


def test_a_person_is_no_administrator() -> None:
    request = request_of(caller(CallerKind.SESSION))
    assert session_only(request)
    with pytest.raises(AdministratorsOnly):
        administrator(request)
    with pytest.raises(AuditorsOnly):
        auditor(request)


def test_an_auditor_audits_and_does_not_administer() -> None:
    request = request_of(caller(CallerKind.SESSION, audits=True))
    assert auditor(request) == session_only(request)
    with pytest.raises(AdministratorsOnly):
        administrator(request)


def test_an_administrator_passes_all() -> None:
    request = request_of(caller(CallerKind.SESSION, admin=True))
    assert member(request) == session_only(request) == administrator(request) == auditor(request)
