"""The routes of policies, counters and requests for release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import ChatId
from inhouse.edge.callers import Administrator, SessionOnly
from inhouse.guard.finding import Family
from inhouse.guard.policies.counts import FEWEST, Counted, Counts, RuleCount
from inhouse.guard.policies.current import Policies, Version
from inhouse.guard.policies.kinds import label_of
from inhouse.guard.policies.parse import from_json
from inhouse.guard.policies.policy import Action, Mode, Policy, Valve, to_json
from inhouse.guard.policies.presets import PRESETS, preset_of
from inhouse.guard.policies.releases import MOST_HOURS, MOST_KEYS, Release, Releases, Request

Word = Annotated[str, Field(max_length=100)]
Words = Annotated[str, Field(max_length=1_000)]
Key = Annotated[str, Field(min_length=1, max_length=200)]


class Body(BaseModel):
    """What is sent: nothing else may be in it."""

    model_config = ConfigDict(extra="forbid")


class RuleBody(Body):
    """What findings of some kinds mean on the way to some destinations. `models` and `groups` null: all of them.

    `kinds` are kinds (`personal.iban`), families (`secret.*`) or `*`. `at_least`: from so many different findings on.
    """

    id: Word
    title: Word
    description: Words = ""
    destinations: list[DestinationClass]
    models: list[Annotated[str, Field(max_length=200)]] | None = None
    groups: list[UUID] | None = None
    kinds: list[Word]
    at_least: StrictInt = 1
    action: Action
    valves: list[Valve] = Field(default_factory=list[Valve])


class PolicyBody(Body):
    """Rules with a name; the strongest rule that matches a finding holds, whatever their order.

    `countries`: whose national numbers are looked for. `officers`: the group that answers requests for release; null:
    the administrators.
    """

    name: Word
    mode: Mode = Mode.ENFORCE
    countries: list[Annotated[str, Field(max_length=2)]] = Field(default_factory=list[str])
    contact: Words = ""
    officers: UUID | None = None
    rules: list[RuleBody]


class PolicyChange(Body):
    """A policy to put in force, and why."""

    policy: PolicyBody
    note: Words = ""


class PolicyOut(BaseModel):
    """A version of the policy; `preset`: whose rules it has. `changed_by` null: the command line, the first start."""

    policy: PolicyBody
    version: int
    hash: str
    changed_by: UUID | None
    changed_at: datetime
    note: str
    preset: str | None


class PolicyHistory(BaseModel):
    """Versions, the newest first; `next` is what to ask for as `before`."""

    items: list[PolicyOut]
    next: int | None


class PresetOut(BaseModel):
    """A policy to begin with."""

    name: str
    policy: PolicyBody


class PresetList(BaseModel):
    """All presets."""

    items: list[PresetOut]


class KindOut(BaseModel):
    """A kind of finding, with its name in English."""

    kind: str
    family: Family
    label: str


class KindList(BaseModel):
    """All kinds that a rule can name."""

    items: list[KindOut]


class RuleCountOut(BaseModel):
    """What a rule saw and did; the numbers are null where fewer than five people are behind them.

    `rule` null: what nobody could read and no rule speaks of. `title` null: the policy has no such rule any more.
    """

    rule: str | None
    title: str | None
    mode: Mode
    people: int | None
    seen: int | None
    warned: int | None
    replaced: int | None
    removed: int | None
    kept_local: int | None
    refused: int | None
    overridden: int | None


class GuardCounts(BaseModel):
    """What rules saw and did since a day, in whole calendar months."""

    since: date
    fewest: int
    items: list[RuleCountOut]


class ReleaseBody(Body):
    """A request that findings of a chat may leave, of these kinds. `excerpt` is shown to the officer who answers."""

    chat_id: UUID
    keys: Annotated[list[Key], Field(min_length=1, max_length=MOST_KEYS)]
    kinds: Annotated[list[Key], Field(min_length=1, max_length=MOST_KEYS)]
    reason: Annotated[str, Field(min_length=1, max_length=2_000)]
    excerpt: Annotated[str, Field(max_length=4_000)] | None = None


class ReleaseOut(BaseModel):
    """A request for release and its answer; `until` is how long a granted one holds."""

    id: UUID
    chat_id: UUID
    keys: list[str]
    kinds: list[str]
    reason: str
    excerpt: str | None
    asked_at: datetime
    answered_at: datetime | None
    answered_by: UUID | None
    granted: bool | None
    until: datetime | None
    note: str | None


class ReleaseList(BaseModel):
    """Your requests, the newest first; `officer`: you answer those of others."""

    items: list[ReleaseOut]
    officer: bool


class Asker(BaseModel):
    """Who asks."""

    id: UUID
    name: str | None
    email: str | None


class AskedReleaseOut(ReleaseOut):
    """Somebody's request, for an officer. `labels` are the English names of its kinds, in their order."""

    labels: list[str]
    asked_by: Asker


class AskedReleases(BaseModel):
    """Everybody's requests, those that wait first."""

    items: list[AskedReleaseOut]


class ReleaseAnswer(Body):
    """An officer's answer; `hours` is how long it holds when it is granted."""

    grant: StrictBool
    note: Annotated[str, Field(max_length=2_000)] = ""
    hours: Annotated[StrictInt, Field(ge=1, le=MOST_HOURS)] = 24


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes ask. `kinds` are those of all detectors, with their English names."""

    policies: Policies
    counts: Counts
    releases: Releases
    kinds: Sequence[tuple[str, str]]


def routes(desk: Desk) -> APIRouter:
    """All of these routes."""
    router = APIRouter(prefix="/api", tags=["guard"])
    _policy_routes(router, desk)
    _count_routes(router, desk)
    _release_routes(router, desk)
    return router


def _policy_routes(router: APIRouter, desk: Desk) -> None:
    @router.get("/admin/guard/policy")
    async def guard_policy(caller: Administrator, response: Response) -> PolicyOut:
        """The policy in force. Its version is the ETag that a change names in If-Match."""
        del caller
        found = await desk.policies.read()
        response.headers["etag"] = f'"{found.number}"'
        return _policy(found)

    @router.put("/admin/guard/policy")
    async def change_guard_policy(
        caller: Administrator,
        body: PolicyChange,
        response: Response,
        if_match: Annotated[str, Header(alias="If-Match", max_length=30, description="The version that is changed.")],
    ) -> PolicyOut:
        """Put a policy in force. It holds at once here, and within two seconds on other servers."""
        policy = from_json(body.policy.model_dump(mode="json"))
        made = await desk.policies.change(caller, policy, _version_of(if_match), body.note)
        response.headers["etag"] = f'"{made.number}"'
        return _policy(made)

    @router.get("/admin/guard/policy/history")
    async def guard_policy_history(
        caller: Administrator, before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
    ) -> PolicyHistory:
        """Versions of the policy, who made them, when and why. They are never changed."""
        found = await desk.policies.history(caller, before)
        last = found[-1].number if found else 1
        return PolicyHistory(items=[_policy(one) for one in found], next=last if last > 1 else None)

    @router.get("/admin/guard/presets")
    async def guard_presets(caller: Administrator) -> PresetList:
        """Policies to begin with."""
        del caller
        return PresetList(items=[PresetOut(name=name, policy=_body(policy)) for name, policy in PRESETS.items()])

    @router.get("/admin/guard/kinds")
    async def guard_kinds(caller: Administrator) -> KindList:
        """All kinds that a rule can name."""
        del caller
        return KindList(
            items=[KindOut(kind=kind, family=Family(kind.partition(".")[0]), label=label) for kind, label in desk.kinds]
        )


def _count_routes(router: APIRouter, desk: Desk) -> None:
    @router.get("/admin/guard/counts")
    async def guard_counts(caller: SessionOnly, days: Annotated[int, Query(ge=1, le=90)] = 30) -> GuardCounts:
        """What rules saw and did, and how often people went on nevertheless. For administrators and officers."""
        found = await desk.counts.counted(caller, days)
        return _counts(found, desk.policies.current.policy)

    @router.get("/me/guard")
    async def my_guard_counts(caller: SessionOnly, days: Annotated[int, Query(ge=1, le=90)] = 30) -> GuardCounts:
        """What rules saw and did for yourself. Nobody else sees it."""
        return _counts(await desk.counts.own(caller, days), desk.policies.current.policy)


def _release_routes(router: APIRouter, desk: Desk) -> None:
    @router.get("/guard/releases")
    async def my_releases(caller: SessionOnly) -> ReleaseList:
        """Your requests for release, with their answers."""
        found, officer = await desk.releases.mine(caller)
        return ReleaseList(items=[ReleaseOut.model_validate(_release(one)) for one in found], officer=officer)

    @router.post("/guard/releases", status_code=201)
    async def ask_for_release(caller: SessionOnly, body: ReleaseBody) -> ReleaseOut:
        """Ask an officer that findings of a chat may leave."""
        request = Request(ChatId(body.chat_id), tuple(body.keys), tuple(body.kinds), body.reason, body.excerpt or "")
        return ReleaseOut.model_validate(_release(await desk.releases.ask(caller, request)))

    @router.delete("/guard/releases/{release}", status_code=204)
    async def take_back_release(caller: SessionOnly, release: UUID) -> None:
        """Take a request back; what it released is released no more."""
        await desk.releases.take_back(caller, release)

    @router.get("/admin/guard/releases")
    async def asked_releases(caller: SessionOnly) -> AskedReleases:
        """Everybody's requests, for officers."""
        found = await desk.releases.asked(caller)
        return AskedReleases(items=[_asked(one, desk.kinds) for one in found])

    @router.post("/admin/guard/releases/{release}", status_code=204)
    async def answer_release(caller: SessionOnly, release: UUID, body: ReleaseAnswer) -> None:
        """Answer a request, for officers. An answer stays, and nobody answers their own request."""
        await desk.releases.answer(caller, release, hours=body.hours if body.grant else None, note=body.note)


def _version_of(if_match: str) -> int:
    digits = if_match.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise InvalidRequest("If-Match does not name a version.", hint="Send the ETag of GET /api/admin/guard/policy.")
    return int(digits)


def _body(policy: Policy) -> PolicyBody:
    return PolicyBody.model_validate(to_json(policy))


def _policy(version: Version) -> PolicyOut:
    return PolicyOut(
        policy=_body(version.policy),
        version=version.number,
        hash=version.hash,
        changed_by=version.changed_by,
        changed_at=version.changed_at,
        note=version.note,
        preset=preset_of(version.policy),
    )


def _counts(found: Counted, policy: Policy) -> GuardCounts:
    titles = {rule.id: rule.title for rule in policy.rules}
    return GuardCounts(since=found.since, fewest=FEWEST, items=[_count(one, titles) for one in found.rules])


def _count(one: RuleCount, titles: dict[str, str]) -> RuleCountOut:
    tally = one.tally
    return RuleCountOut(
        rule=one.rule or None,
        title=titles.get(one.rule),
        mode=Mode.RECORD if one.dry else Mode.ENFORCE,
        people=one.people,
        seen=None if tally is None else tally.seen,
        warned=None if tally is None else tally.warned,
        replaced=None if tally is None else tally.replaced,
        removed=None if tally is None else tally.removed,
        kept_local=None if tally is None else tally.kept_local,
        refused=None if tally is None else tally.refused,
        overridden=None if tally is None else tally.overridden,
    )


def _release(one: Release) -> dict[str, object]:
    request, answer = one.request, one.answer
    return {
        "id": one.id,
        "chat_id": request.chat,
        "keys": list(request.keys),
        "kinds": list(request.kinds),
        "reason": request.reason,
        "excerpt": request.excerpt or None,
        "asked_at": one.asked_at,
        "answered_at": None if answer is None else answer.at,
        "answered_by": None if answer is None else answer.by,
        "granted": None if answer is None else answer.granted,
        "until": None if answer is None else answer.until,
        "note": None if answer is None else answer.note,
    }


def _asked(one: Release, kinds: Sequence[tuple[str, str]]) -> AskedReleaseOut:
    asked_by = Asker(id=one.asked_by, name=one.name, email=one.email)
    labels = [label_of(kind, kinds) for kind in one.request.kinds]
    return AskedReleaseOut.model_validate({**_release(one), "labels": labels, "asked_by": asked_by})
