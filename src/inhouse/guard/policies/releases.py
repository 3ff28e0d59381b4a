"""Requests for release: a person asks that a finding may leave, an officer answers, the person sees the answer.

What the person writes is sealed with the installation's key, because an officer reads it too; nobody else does. It is
gone after KEPT_DAYS, or when the person takes it back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import orjson

from inhouse.core import clock
from inhouse.core.acts import ActKind
from inhouse.core.caller import Caller
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import ChatId, new_id
from inhouse.guard.policies.errors import OfficersOnly, ReleaseAnswered, ReleaseUnknown, TooManyReleases
from inhouse.guard.records import releases as records
from inhouse.guard.records.releases import AnswerRow, ReleaseRow
from inhouse.identity.access import put_on_record
from inhouse.store import Role, Store, Work
from inhouse.vault import Purpose, Sealer, Vault

KEPT_DAYS: Final = 30
MOST_HOURS: Final = 24 * KEPT_DAYS
MOST_WAITING: Final = 50
"""Requests of one person that may wait for an answer."""
MOST_SHOWN: Final = 200
MOST_KEYS: Final = 200
_CONTENT: Final = "release"
_NOTE: Final = "release answer"


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for: findings of a chat, by their keys, of these kinds and no others.

    `excerpt` is what they choose to show.
    """

    chat: ChatId
    keys: tuple[str, ...]
    kinds: tuple[str, ...]
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an officer says. `until` None: it was not granted."""

    granted: bool
    until: datetime | None
    note: str
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """A request, and its answer when there is one. The name and e-mail of who asks are for officers."""

    id: UUID
    asked_by: UUID
    request: Request
    asked_at: datetime
    answer: Answer | None = None
    name: str | None = None
    email: str | None = None


MayKeep = Callable[[Caller, ChatId], None]
"""Refuses by raising."""


def _keep_all(_caller: Caller, _chat: ChatId) -> None:
    """Requests about all chats are kept."""


class Releases:
    """Asks, answers and shows. `may_keep` refuses requests about chats of which nothing is stored."""

    def __init__(self, store: Store, vault: Vault, may_keep: MayKeep = _keep_all) -> None:
        self._store = store
        self._may_keep = may_keep
        self._sealer: Sealer = vault.installation(Purpose.GUARD_RELEASES)

    async def ask(self, caller: Caller, request: Request) -> Release:
        """Ask for release; raises TooManyReleases, InvalidRequest, and what `may_keep` raises."""
        self._may_keep(caller, request.chat)
        if not (1 <= len(request.keys) <= MOST_KEYS and 1 <= len(request.kinds) <= MOST_KEYS):
            raise InvalidRequest(f"A request is about 1 to {MOST_KEYS} findings, and names their kinds.")
        made = Release(new_id(), caller.person, request, clock.now())
        plain = orjson.dumps({"reason": request.reason, "excerpt": request.excerpt})
        row = ReleaseRow(
            id=made.id,
            owner_id=caller.person,
            chat_id=request.chat,
            keys=request.keys,
            kinds=request.kinds,
            content=self._sealer.seal(plain, _CONTENT, made.id),
            asked_at=made.asked_at,
        )
        async with self._store.work(caller) as work:
            if await records.waiting(work) >= MOST_WAITING:
                raise TooManyReleases(
                    f"{MOST_WAITING} of your requests wait for an answer.", hint="Take some back, or wait."
                )
            await records.add(work, row)
        return made

    async def mine(self, caller: Caller) -> tuple[Sequence[Release], bool]:
        """The caller's requests with their answers, and whether the caller is an officer."""
        async with self._store.work(caller) as work:
            rows = await records.own(work, MOST_SHOWN)
            officer = await records.is_officer(work)
        return [self._open(row) for row in rows], officer

    async def take_back(self, caller: Caller, release: UUID) -> None:
        """Remove a request of the caller, with what was released by it; raises ReleaseUnknown."""
        async with self._store.work(caller) as work:
            if not await records.remove(work, release):
                raise _unknown()

    async def granted(self, caller: Caller, chat: ChatId) -> Mapping[str, frozenset[str]]:
        """The keys of findings that officers have released in this chat of the caller, as of now.

        With each the kinds that the officer was shown: as another kind of thing it is not released.
        """
        async with self._store.work(caller) as work:
            return await records.granted(work, chat, clock.now())

    async def asked(self, officer: Caller) -> Sequence[Release]:
        """Everybody's requests for an officer: those that wait first, then the newest. Raises OfficersOnly."""
        async with self._store.work(officer) as work:
            await _check(work)
            rows = await records.asked(work, MOST_SHOWN)
        return [self._open(row) for row in rows]

    async def answer(self, officer: Caller, release: UUID, *, hours: int | None, note: str) -> None:
        """Answer a request: granted for so many hours, or not at all (None). Nobody answers their own.

        Raises OfficersOnly, ReleaseUnknown, ReleaseAnswered, InvalidRequest.
        """
        if hours is not None and not 1 <= hours <= MOST_HOURS:
            raise InvalidRequest(f"A release holds for 1 to {MOST_HOURS} hours.")
        now = clock.now()
        until = None if hours is None else now + timedelta(hours=hours)
        row = AnswerRow(hours is not None, until, self._sealer.seal(note.encode(), _NOTE, release), now)
        async with self._store.work(officer) as work:
            await _check(work)
            outcome = await records.answer(work, release, row)
            if outcome == "done":
                facts = {"release": str(release), "granted": int(row.granted), "hours": hours}
                await put_on_record(work, officer, "guard_release", facts, kind=ActKind.POLICY)
        if outcome == "unknown":
            raise _unknown()
        if outcome == "own":
            raise OfficersOnly("Nobody answers their own request.", hint="Ask another officer.")
        if outcome == "answered":
            raise ReleaseAnswered("This request is answered already.", hint="The person can ask again.")

    async def remove_old(self) -> int:
        """Remove requests that are older than KEPT_DAYS; how many."""
        async with self._store.work(None, Role.JOBS) as work:
            return await records.remove_before(work, clock.now() - timedelta(days=KEPT_DAYS))

    def _open(self, row: ReleaseRow) -> Release:
        said = orjson.loads(self._sealer.open(row.content, _CONTENT, row.id))
        request = Request(ChatId(row.chat_id), row.keys, row.kinds, said["reason"], said["excerpt"])
        made = Release(row.id, row.owner_id, request, row.asked_at, name=row.owner_name, email=row.owner_email)
        if row.answered_at is None:
            return made
        note = "" if row.note is None else self._sealer.open(row.note, _NOTE, row.id).decode()
        return replace(made, answer=Answer(bool(row.granted), row.until, note, row.answered_by, row.answered_at))


async def _check(work: Work) -> None:
    if not await records.is_officer(work):
        raise OfficersOnly(
            "Only officers see and answer requests for release.",
            hint="The policy of the guard names the group of officers; without one, administrators are.",
        )


def _unknown() -> ReleaseUnknown:
    return ReleaseUnknown("There is no such request.", hint="It may have been taken back.")
