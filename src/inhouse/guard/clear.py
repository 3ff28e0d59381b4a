"""The verb on the way out: may these words go to this destination.

1  every part of the prompt is of a kind that the guard can read          else CannotInspect
2  the policy has an action for how far away the destination is           else Refused
3  the action allows it, with a guard or expressly without one            else Refused
4  the prompt is cleared for this destination and no other

Each early exit is a refusal: what the guard does not know does not leave.
"""

from dataclasses import dataclass, field

from inhouse.core.caller import Caller
from inhouse.core.destination import Destination, DestinationClass
from inhouse.core.prompt import Cleared, Image, Prompt, Text, ToolRequest, ToolResult, Verdict
from inhouse.guard.errors import CannotInspect, Refused
from inhouse.guard.policy import SETTING, Action, Policy

GUARD_VERSION = "2"
"""Changes whenever the same policy could judge the same words differently. It stands in the ledger line."""

UNGUARDED = "none"
"""What stands there for words that went without a guard."""

_KINDS = frozenset({Text, ToolRequest, ToolResult, Image})
"""What the guard has a rule for. Words within a picture are not read: a policy that looks at words decides about it."""
_WHERE = {
    DestinationClass.LOCAL: "on this machine",
    DestinationClass.PRIVATE: "in the company's network",
    DestinationClass.EXTERNAL: "outside the company",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges prompts by one policy."""

    policy: Policy
    policy_hash: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "policy_hash", self.policy.hash())

    async def clear(self, prompt: Prompt, caller: Caller, destination: Destination) -> Cleared:
        """The prompt, cleared for `destination`; raises Refused. The only maker of Cleared."""
        del caller  # the policy knows no groups yet
        # 1
        if not all(type(part) in _KINDS for message in prompt.messages for part in message.parts):
            raise CannotInspect(
                "The message holds something that the guard cannot read, so it was not sent.",
                hint="Send text only.",
            )
        # 2 and 3: a class without a rule has the action REFUSE
        if self.policy.action(destination.destination_class) is Action.REFUSE:
            where = _WHERE.get(destination.destination_class, "at an unknown place")
            raise Refused(
                f"{destination.name} is {where}, and the policy {self.policy.name} sends nothing there.",
                hint="Choose a model that runs on this machine. Whoever runs this server can allow it without a guard: "
                f"{SETTING}={self._permission(destination.destination_class)}",
            )
        # 4
        return Cleared(prompt, destination, Verdict.PASS, self.policy_hash, self.version(destination))

    def version(self, destination: Destination) -> str:
        """Which guard looks at words for that destination, as the ledger line says it."""
        unguarded = self.policy.action(destination.destination_class) is Action.UNGUARDED
        return UNGUARDED if unguarded else GUARD_VERSION

    def _permission(self, destination_class: DestinationClass) -> str:
        opened = {*self.policy.unguarded, destination_class}
        return ",".join(each for each in DestinationClass if each in opened)
