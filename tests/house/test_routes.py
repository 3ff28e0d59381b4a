"""Who may call a route stands in its signature; what anybody may call is listed here, with the reason."""

from inhouse.app import routes

RULES = {"public", "member", "session_only", "administrator", "auditor"}

# All that auditors see beyond what anybody does. Sums, checkpoints, keys, promises: no content and no setting.
AUDITED = {"/api/proof", "/api/proof/departures", "/api/proof/verification"}

PUBLIC = {
    ("GET", "/api/session"): "says whether somebody is signed in",
    ("POST", "/api/session"): "signs in",
    ("POST", "/api/setup"): "makes the first administrator, with the one-time link",
    ("POST", "/api/links/check"): "says what a one-time link is for",
    ("POST", "/api/invite"): "accepts an invitation, with the one-time link",
}

# Officers of the guard may be no administrators: the room asks the policy, and tests/flow/test_policies.py proves it.
OFFICERS = {"/api/admin/guard/counts", "/api/admin/guard/releases", "/api/admin/guard/releases/{release}"}


def test_every_route_declares_its_caller() -> None:
    assert [f"{route.method} {route.path}" for route in routes() if route.rule not in RULES] == []


def test_what_anybody_may_call_is_known() -> None:
    assert {(route.method, route.path) for route in routes() if route.rule == "public"} == set(PUBLIC)


def test_administration_is_for_administrators() -> None:
    others = {r.path for r in routes() if r.path.startswith("/api/admin/") and r.rule != "administrator"}
    assert others == OFFICERS
    assert {r.rule for r in routes() if r.path in OFFICERS} == {"session_only"}


def test_what_auditors_may_see_is_known() -> None:
    assert {route.path for route in routes() if route.rule == "auditor"} == AUDITED


def test_no_route_is_declared_twice() -> None:
    all_routes = [(route.method, route.path) for route in routes()]
    assert len(all_routes) == len(set(all_routes))
