"""What is seen in a prompt: every text, pictures, names, and detectors that could not look."""

from collections.abc import Sequence
from dataclasses import replace

from inhouse.core.destination import DestinationClass
from inhouse.core.prompt import Image, PromptMessage, Role, Text, Tool, ToolRequest, Tools
from inhouse.guard.detectors.deep import Progress
from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.finding import Found
from inhouse.guard.inspection import NOWHERE, Eyes, inspect, see
from inhouse.guard.policies.decide import Ask
from inhouse.guard.policies.policy import Action
from inhouse.guard.policies.presets import BALANCED, STRICT
from inhouse.guard.scan import CANNOT_INSPECT
from inhouse.guard.scanners import Scanners
from tests.prompts import prompt_of

SCANNERS = Scanners()
EMAIL = "anna.keller@northwind.de"
AWAY = Ask(frozenset(), "demo", DestinationClass.EXTERNAL)


class Anna:
    """Knows one name, and can fail."""

    name = "names"

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.asked = 0

    async def find(self, texts: Sequence[str], progress: Progress | None = None) -> Sequence[Sequence[Found]]:
        self.asked += 1
        if self.fails:
            raise DetectorFailed("names", "it ended")
        return [
            [Found("name.person", text.find("Anna"), text.find("Anna") + 4, "Anna")] * ("Anna" in text)
            for text in texts
        ]


async def test_every_text_that_would_leave_is_read() -> None:
    messages = (
        PromptMessage(Role.SYSTEM, (Text(f"a {EMAIL}"),)),
        PromptMessage(Role.ASSISTANT, (ToolRequest("c", "t", '{"to":"' + EMAIL + '"}'),)),
        PromptMessage(Role.USER, (Text(EMAIL), Image("image/png", b"x"))),
    )
    tools = Tools((Tool("t", f"writes to {EMAIL}", None),))
    seen = await see(replace(prompt_of(""), messages=messages, tools=tools), SCANNERS.of(frozenset()), ())
    assert [each.finding.kind for each in seen.keyed] == [*["personal.email"] * 4, "unreadable.image"]
    assert seen.at[-1] == NOWHERE
    for at, keyed in zip(seen.at[:-1], seen.keyed, strict=False):
        assert seen.placed[at].text[keyed.finding.start : keyed.finding.end] == EMAIL
    assert len({each.key for each in seen.keyed[:-1]}) == 1


async def test_the_mark_of_a_document_counts_for_its_words() -> None:
    marked = PromptMessage(Role.USER, (Text("The plan for May", ("label.confidential",)),))
    inspection = await inspect(BALANCED, AWAY, replace(prompt_of(""), messages=(marked,)), Eyes(SCANNERS.of), {})
    assert (inspection.counted, inspection.judgement.action) == ((("label.confidential", 1),), Action.KEEP_LOCAL)


async def test_names_are_looked_for_only_where_the_policy_asks_for_them() -> None:
    anna = Anna()
    eyes = Eyes(SCANNERS.of, (anna,))
    await inspect(BALANCED, AWAY, prompt_of("Anna likes it"), eyes, {})
    assert anna.asked == 0
    inspection = await inspect(STRICT, AWAY, prompt_of("Anna likes it"), eyes, {})
    assert (anna.asked, inspection.counted) == (1, (("name.person", 1),))


async def test_a_detector_that_could_not_look_is_a_finding() -> None:
    inspection = await inspect(STRICT, AWAY, prompt_of("Anna"), Eyes(SCANNERS.of, (Anna(fails=True),)), {})
    assert inspection.counted == ((CANNOT_INSPECT, 1),)
    assert inspection.judgement.action is Action.KEEP_LOCAL
    blocked = inspection.blocked(Action.KEEP_LOCAL)
    assert (blocked.policy, blocked.options) == ("strict", ("edit", "demo"))


async def test_the_same_thing_twice_is_one_line_for_the_person() -> None:
    inspection = await inspect(STRICT, AWAY, prompt_of(f"{EMAIL} and {EMAIL}"), Eyes(SCANNERS.of), {})
    (finding,) = inspection.blocked(Action.KEEP_LOCAL).findings
    assert (finding.kind, finding.count, finding.label) == ("personal.email", 2, "E-mail address")
