"""Answers that are being written end with the right to ask for them, as calls at the doors do.

An answer belongs to its chat and goes on when its reader leaves or signs out. But what was asked with an API key ends
when the key is revoked or expires, and what a person asked when the person is disabled or erased.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from uuid import UUID

from inhouse.chat.runs import Run, Runs
from inhouse.core import tasks
from inhouse.core.errors import InhouseError, SignInNeeded
from inhouse.core.events import Failed
from inhouse.core.ids import PersonId
from inhouse.gateway.errors import KeyEnded

Standing = Callable[[Collection[UUID]], Awaitable[Collection[UUID]]]
"""Which of some API keys still stand."""
Enabled = Callable[[Collection[PersonId]], Awaitable[Collection[PersonId]]]
"""Which of some people are there and not disabled."""


class Asking:
    """Looks after the running answers of this server: at each change of keys and people, and in every round of jobs."""

    def __init__(self, runs: Runs, standing: Standing, enabled: Enabled) -> None:
        self._runs = runs
        self._standing = standing
        self._enabled = enabled
        self._looking: asyncio.Task[None] | None = None
        self._changed = False

    def changed(self) -> None:
        """Keys or people have changed: look now, or once more where a look is under way, which may know it not yet."""
        self._changed = True
        if self._looking is None or self._looking.done():
            self._looking = tasks.spawn(self._look_now(), name="look who may still ask")

    async def look(self) -> None:
        """End what nobody may ask for any more; raises InhouseError while the database is away, and ends nothing."""
        by_key: dict[UUID, list[Run]] = {}
        by_person: dict[PersonId, list[Run]] = {}
        for run in self._runs.running():
            by_person.setdefault(run.about.owner, []).append(run)
            if run.about.key is not None:
                by_key.setdefault(run.about.key, []).append(run)
        if by_key:
            standing = frozenset(await self._standing(by_key.keys()))
            _end(KeyEnded(), (run for key, runs in by_key.items() if key not in standing for run in runs))
        if by_person:
            enabled = frozenset(await self._enabled(by_person.keys()))
            gone = SignInNeeded("The account was disabled, so its running answers have ended.")
            _end(gone, (run for person, runs in by_person.items() if person not in enabled for run in runs))

    async def _look_now(self) -> None:
        while self._changed:
            self._changed = False
            # The database may be away; then the next round looks.
            with suppress(InhouseError):
                await self.look()


def _end(error: InhouseError, runs: Iterable[Run]) -> None:
    for run in runs:
        run.end(Failed(error.code, error.message, error.hint, retryable=False))
