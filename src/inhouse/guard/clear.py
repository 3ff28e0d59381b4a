"""The verb on the way out: may these words go to this destination, and as what.

1  does the policy ask anything on this way                 else the prompt is cleared as it is
2  everything that would leave is looked at                 what cannot be looked at is a finding
3  the policy decides, after what people have decided
4  refused, asked about, kept on this machine               raises Refused, Asks, KeptLocal
5  stand-ins go in, what is only removed goes out           what cannot be replaced is kept on this machine
6  the conversation's notes are kept                        before anything leaves
7  the prompt is cleared for this destination and no other

Each early exit is a refusal: what the guard does not know does not leave.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from inhouse.core.caller import Caller
from inhouse.core.destination import Destination, DestinationClass
from inhouse.core.ids import ChatId
from inhouse.core.prompt import Cleared, Image, Prompt, Text, ToolRequest, ToolResult, Verdict
from inhouse.guard.errors import Asks, KeptLocal, Refused
from inhouse.guard.inspection import Eyes, Inspection, inspect
from inhouse.guard.notes import EVERYTHING_ASKED, Notes
from inhouse.guard.policies.current import Version
from inhouse.guard.policies.decide import Ask, Judged, reads
from inhouse.guard.policies.policy import Action, Mode, Valve
from inhouse.guard.rewrite import Rewritten, rewrite
from inhouse.guard.stand_ins import Restorer, Stuck

GUARD_VERSION: Final = "4"
"""Changes whenever the same policy could judge the same words differently. It stands in the ledger line."""

_KINDS: Final = frozenset({Text, ToolRequest, ToolResult, Image})
"""What the guard has a rule for. Words within a picture are not read: a picture is a finding."""


class InForce(Protocol):
    """The policy that holds now: `policies.current.Policies`."""

    @property
    def current(self) -> Version:
        """The version in force."""
        ...


class Counts(Protocol):
    """Counts what rules did, without content: `policies.counts.Counts`."""

    def put(self, person: UUID, mode: Mode, judged: Iterable[Judged]) -> None:
        """Count what was decided about one prompt of this person. Never waits, never raises."""
        ...


class Releases(Protocol):
    """What officers have let go: `policies.releases.Releases`."""

    async def granted(self, caller: Caller, chat: ChatId) -> Mapping[str, Collection[str]]:
        """The keys of findings that officers have released in this chat of the caller, as of now, with their kinds."""
        ...


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges prompts by the policy in force."""

    policies: InForce
    eyes: Eyes
    counts: Counts | None = None
    releases: Releases | None = None

    @property
    def policy_hash(self) -> str:
        """The hash of the policy in force."""
        return self.policies.current.hash

    async def clear(self, prompt: Prompt, caller: Caller, destination: Destination) -> Cleared:
        """What may leave of the prompt for `destination`. The only maker of Cleared.

        Raises Refused, Asks, KeptLocal, and what reading and keeping the conversation's notes raises.
        """
        version = self.policies.current
        ask = asked(prompt, caller, destination.destination_class)
        # 1
        if not _readable(prompt):
            raise Refused(
                "The message holds something that the guard cannot read, so it was not sent.", hint="Send text only."
            )
        if not reads(version.policy, ask):
            return Cleared(prompt, destination, Verdict.PASS, version.hash, GUARD_VERSION)
        # 2 and 3
        notes = Notes.of(None if prompt.notebook is None else await prompt.notebook.read())
        chosen: Mapping[str, str] = {} if prompt.notebook is None else prompt.notebook.decisions
        decided = notes.decided(chosen)
        inspection = await self._inspect(prompt, caller, ask, decided)
        if EVERYTHING_ASKED in chosen:
            inspection = inspection.released({**decided, **inspection.all_asked()}, {})
        if self.counts is not None:
            self.counts.put(caller.person, version.policy.mode, inspection.judgement.judged)
        action = inspection.judgement.enforced
        # 4
        stop(inspection, action)
        # 5: what is known of the conversation is looked for also where no detector sees it
        known = notes.stand_ins if version.policy.mode is Mode.ENFORCE else b""
        rewritten = rewrite(prompt, inspection, known) if action is Action.STAND_IN or known else None
        if rewritten is not None and rewritten.stuck:
            local = ask.destination_class is DestinationClass.LOCAL
            stop(inspection, Action.REFUSE if local else Action.KEEP_LOCAL, rewritten.stuck)
        if rewritten is None or not rewritten.changed:
            await _keep(prompt, notes, Notes(notes.stand_ins, decided))
            verdict = _verdict(inspection)
            return Cleared(prompt, destination, verdict, version.hash, GUARD_VERSION, inspection.counted)
        # 6
        await _keep(prompt, notes, Notes(rewritten.stand_ins.to_bytes(), decided))
        if prompt.notebook is not None:
            await prompt.notebook.sent(rewritten.prompt)
        # 7
        return self._cleared(rewritten, inspection, destination, version)

    async def _inspect(
        self, prompt: Prompt, caller: Caller, ask: Ask, decided: Mapping[str, frozenset[Valve]]
    ) -> Inspection:
        policy = self.policies.current.policy
        inspection = await inspect(policy, ask, prompt, self.eyes, decided)
        if self.releases is None or prompt.chat is None:
            return inspection
        closed = any(Valve.RELEASE in each.valves for each in inspection.judgement.judged)
        released = await self.releases.granted(caller, prompt.chat) if closed else None
        return inspection.released(decided, released) if released else inspection

    def _cleared(
        self, rewritten: Rewritten, inspection: Inspection, destination: Destination, version: Version
    ) -> Cleared:
        return Cleared(
            prompt=rewritten.prompt,
            destination=destination,
            verdict=Verdict.STAND_IN,
            policy=version.hash,
            guard_version=GUARD_VERSION,
            findings=inspection.counted,
            replaced=rewritten.replaced,
            removed=rewritten.removed,
            # Vectors hold no words to put back.
            restoring=Restorer(rewritten.stand_ins) if rewritten.replaced and rewritten.prompt.embed is None else None,
        )


def restorer_of(cleared: Cleared) -> Restorer | None:
    """What puts the real words back into the answer; None where no stand-in left."""
    return cleared.restoring if isinstance(cleared.restoring, Restorer) else None


def asked(prompt: Prompt, caller: Caller, destination_class: DestinationClass) -> Ask:
    """The way that a prompt would take."""
    return Ask(caller.groups, prompt.model, destination_class, bool(prompt.tools.tools), caller)


def stop(inspection: Inspection, action: Action, stuck: Iterable[Stuck] = ()) -> None:
    """Raises Refused, Asks or KeptLocal if the words do not go as they are or with stand-ins.

    `stuck` is what would have to be replaced where nothing may change.
    """
    if action in (Action.ALLOW, Action.STAND_IN):
        return
    blocked = inspection.blocked(action, stuck)
    what = ", ".join(sorted({finding.label for finding in blocked.findings}))
    whom = f" {blocked.contact} can say more." if blocked.contact else ""
    match action:
        case Action.REFUSE:
            raise Refused(
                f"The policy does not let this go to that model: {what}. The rule: {blocked.title}.",
                blocked,
                hint=f"Take it out, or choose a model that runs here.{whom}",
            )
        case Action.WARN:
            raise Asks(
                f"The policy asks first whether this goes to that model: {what}. The rule: {blocked.title}.",
                blocked,
                hint=f"Say that it may go, or take it out.{whom}",
            )
        case _:
            raise KeptLocal(
                f"The policy keeps this on this machine: {what}. The rule: {blocked.title}.",
                blocked,
                hint=f"Choose a model that runs here, or take it out.{whom}",
            )


def _readable(prompt: Prompt) -> bool:
    return all(type(part) in _KINDS for message in prompt.messages for part in message.parts)


def _verdict(inspection: Inspection) -> Verdict:
    """The verdict on words that go as they are: whether somebody said that they may."""
    asked_about = any(each.overridden is not None for each in inspection.judgement.judged)
    return Verdict.WARN if asked_about else Verdict.PASS


async def _keep(prompt: Prompt, before: Notes, after: Notes) -> None:
    if prompt.notebook is not None and after != before:
        await prompt.notebook.write(after.to_bytes())
