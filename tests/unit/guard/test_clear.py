"""What leaves, by policy and by what people decide, with the real detectors."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from inhouse.core.caller import Caller
from inhouse.core.destination import Destination
from inhouse.core.events import Blocked
from inhouse.core.ids import ChatId
from inhouse.core.prompt import (
    Cleared,
    Image,
    Part,
    Prompt,
    PromptMessage,
    Purpose,
    Role,
    Text,
    Tool,
    ToolRequest,
    ToolResult,
    Tools,
    Verdict,
)
from inhouse.guard.clear import GUARD_VERSION, restorer_of
from inhouse.guard.errors import Asks, KeptLocal, Refused
from inhouse.guard.finding import Finding
from inhouse.guard.notes import Notes
from inhouse.guard.policies.policy import Action, Mode, Policy, Rule, Valve
from inhouse.guard.policies.presets import BALANCED, OPEN, STRICT
from inhouse.guard.rewrite import key_of_stand_ins
from inhouse.guard.stand_ins import StandIns
from tests.guards import guard_of
from tests.prompts import ANNA, FAR, HERE, KEY, LOOPBACK, OUR_NETWORK, prompt_of

EMAIL, OTHER = "anna.keller@northwind.de", "jan.vogt@northwind.de"
SECRET = "AKIA" + "Q7ZR4MT2VX6KD3WB"
AWAY = frozenset({FAR.destination_class})
TOOLS = Tools((Tool("edit", None, None),))


@dataclass
class Book:
    """A notebook in memory."""

    decisions: Mapping[str, str] = field(default_factory=dict)
    notes: bytes | None = None
    left: list[Prompt] = field(default_factory=list)

    async def read(self) -> bytes | None:
        return self.notes

    async def write(self, notes: bytes) -> None:
        self.notes = notes

    async def sent(self, prompt: Prompt) -> None:
        self.left.append(prompt)


async def cleared(text: str, policy: Policy = BALANCED, to: Destination = FAR, **more: object) -> Cleared:
    return await guard_of(policy).clear(replace(prompt_of(text), **more), ANNA, to)  # type: ignore[arg-type]


def sent(result: Cleared) -> str:
    return result.prompt.messages[-1].text


async def stopped(text: str, policy: Policy, to: Destination = FAR, **more: object) -> tuple[str, Blocked]:
    with pytest.raises((Refused, Asks, KeptLocal)) as stop:
        await cleared(text, policy, to, **more)
    assert stop.value.blocked is not None
    return stop.value.code, stop.value.blocked


@pytest.mark.parametrize("destination", [HERE, LOOPBACK])
async def test_to_this_machine_everything_goes_unchanged(destination: Destination) -> None:
    prompt = prompt_of(f"{EMAIL} {SECRET}")
    result = await guard_of().clear(prompt, ANNA, destination)
    assert (result.prompt, result.verdict, result.findings) == (prompt, Verdict.PASS, ())
    assert (result.policy, result.guard_version) == (BALANCED.hash(), GUARD_VERSION)


async def test_what_holds_nothing_leaves_unchanged() -> None:
    prompt = prompt_of("What is the capital of France?")
    result = await guard_of().clear(prompt, ANNA, FAR)
    assert (result.prompt, result.verdict, result.restoring) == (prompt, Verdict.PASS, None)


async def test_personal_data_leaves_as_stand_ins_and_comes_back() -> None:
    result = await cleared(f"Write to {EMAIL}.")
    assert EMAIL not in sent(result)
    assert (result.verdict, result.replaced, result.findings) == (Verdict.STAND_IN, 1, (("personal.email", 1),))
    restorer = restorer_of(result)
    assert restorer is not None
    assert restorer.whole(sent(result)) == f"Write to {EMAIL}."


async def test_a_secret_is_removed_for_good_and_beside_tools_refused() -> None:
    result = await cleared(f"Why does {SECRET} not work?")
    assert sent(result) == "Why does [AWS access key removed] not work?"
    assert (result.removed, result.replaced, restorer_of(result)) == ((("secret.aws_access_key", 1),), 0, None)
    code, blocked = await stopped(f"Why does {SECRET} not work?", BALANCED, tools=TOOLS)
    assert code == "guard_refused"
    assert [finding.kind for finding in blocked.findings] == ["secret.aws_access_key"]


async def test_a_tools_result_and_arguments_are_read_and_restored_beside_tools() -> None:
    messages = (
        PromptMessage(Role.USER, (Text("Read the file"),)),
        PromptMessage(Role.ASSISTANT, (ToolRequest("call_1", "edit", '{"to":"' + EMAIL + '"}'),)),
        PromptMessage(Role.TOOL, (ToolResult("call_1", f"{EMAIL} is on 10.20.30.40"),)),
    )
    result = await cleared("", messages=messages, tools=TOOLS)
    everything = " ".join(result.prompt.texts())
    assert EMAIL not in everything
    assert "10.20.30.40" not in everything
    assert result.verdict is Verdict.STAND_IN


async def test_what_cannot_be_replaced_is_kept_here() -> None:
    named = Tools((Tool("edit", None, None),))
    messages = (PromptMessage(Role.ASSISTANT, (ToolRequest(EMAIL, "edit", "{}"),)),)
    code, _ = await stopped("", BALANCED, messages=messages, tools=named)
    assert code == "guard_keeps_local"


async def test_a_picture_beside_personal_data_is_asked_about_before_anything_leaves() -> None:
    both = (PromptMessage(Role.USER, (Text(f"Mail {EMAIL}"), Image("image/png", b"..."))),)
    code, blocked = await stopped("", BALANCED, messages=both)
    (finding,) = blocked.findings
    assert (code, finding.kind) == ("guard_asks", "unreadable.image")
    allowed = await cleared("", messages=both, notebook=Book({finding.key: "not_sensitive"}))
    assert (allowed.verdict, allowed.replaced) == (Verdict.STAND_IN, 1)


async def test_what_is_known_of_a_chat_stays_replaced_where_no_detector_sees_it() -> None:
    detected = Finding("name.person", 0, 12, "Anna Keller")
    book = Book()
    stand_ins = StandIns(key_of_stand_ins(KEY))
    name = stand_ins.of(detected, "Anna Keller")
    book.notes = Notes(stand_ins.to_bytes()).to_bytes()
    by_name = Policy("names", (Rule("n", "Names", frozenset({"name.*"}), Action.STAND_IN, AWAY),))
    unseen = await cleared("Anna Keller again", by_name, notebook=Book(notes=book.notes))
    assert (sent(unseen), unseen.verdict) == (f"{name} again", Verdict.STAND_IN)
    assert sent(await cleared("Anna Keller again", OPEN, notebook=Book(notes=book.notes))) == "Anna Keller again"
    dry = replace(by_name, mode=Mode.RECORD)
    assert sent(await cleared("Anna Keller again", dry, notebook=Book(notes=book.notes))) == "Anna Keller again"


async def test_pictures_ask_once_in_a_chat() -> None:
    picture = (PromptMessage(Role.USER, (Text("What is it?"), Image("image/png", b"..."))),)
    code, blocked = await stopped("", BALANCED, messages=picture)
    (finding,) = blocked.findings
    assert (code, finding.kind) == ("guard_asks", "unreadable.image")
    book = Book({finding.key: "not_sensitive"})
    assert (await cleared("", messages=picture, notebook=book)).verdict is Verdict.WARN
    again = Book(notes=book.notes)
    two = (*picture, PromptMessage(Role.USER, (Image("image/png", b"another"),)))
    assert (await cleared("", messages=two, notebook=again)).verdict is Verdict.WARN


async def test_the_same_value_has_the_same_stand_in_in_every_turn_of_a_chat() -> None:
    book = Book()
    first = await cleared(f"I am {EMAIL}", notebook=book)
    second = await cleared(f"{OTHER} and {EMAIL}", notebook=Book(notes=book.notes))
    assert sent(second).endswith(sent(first).removeprefix("I am "))
    assert [sent_prompt.messages[-1].text for sent_prompt in book.left] == [sent(first)]


async def test_a_decision_holds_for_the_rest_of_the_chat_and_for_that_thing_alone() -> None:
    book = Book()
    await cleared(EMAIL, notebook=book)
    _, blocked = await stopped(EMAIL, STRICT)
    (finding,) = blocked.findings
    decided = Book({finding.key: "not_sensitive"})
    assert sent(await cleared(EMAIL, notebook=decided)) == EMAIL
    later = await cleared(f"{EMAIL} {OTHER}", notebook=Book(notes=decided.notes))
    assert EMAIL in sent(later)
    assert OTHER not in sent(later)


async def test_a_valve_that_the_rule_does_not_offer_opens_nothing() -> None:
    rule = Rule("r", "No mail", frozenset({"personal.*"}), Action.REFUSE, frozenset({FAR.destination_class}))
    policy = Policy("closed", (rule,))
    code, blocked = await stopped(EMAIL, policy)
    assert (code, blocked.findings[0].valves) == ("guard_refused", ())
    key = blocked.findings[0].key
    for valve in Valve:
        assert (await stopped(EMAIL, policy, notebook=Book({key: valve.value})))[0] == "guard_refused"


async def test_only_an_officer_releases() -> None:
    _, blocked = await stopped(SECRET, STRICT)
    key = blocked.findings[0].key

    @dataclass(frozen=True)
    class Officers:
        shown: str

        async def granted(self, caller: Caller, chat: ChatId) -> dict[str, frozenset[str]]:
            return {key: frozenset({self.shown})}

    prompt = replace(prompt_of(SECRET), notebook=Book({key: "release"}))
    for releases in (None, Officers("personal.email")):
        with pytest.raises(KeptLocal):
            await guard_of(STRICT, releases=releases).clear(prompt, ANNA, FAR)
    released = await guard_of(STRICT, releases=Officers(blocked.findings[0].kind)).clear(prompt, ANNA, FAR)
    assert sent(released) == SECRET


async def test_in_a_dry_run_everything_goes_and_is_counted() -> None:
    result = await cleared(f"{EMAIL} {SECRET}", replace(STRICT, mode=Mode.RECORD))
    assert sent(result) == f"{EMAIL} {SECRET}"
    assert dict(result.findings) == {"personal.email": 1, "secret.aws_access_key": 1}


async def test_the_companys_own_network_gets_no_secret_and_the_open_policy_lets_names_go() -> None:
    result = await cleared(f"{EMAIL} {SECRET}", to=OUR_NETWORK)
    assert EMAIL in sent(result)
    assert SECRET not in sent(result)
    assert EMAIL in sent(await cleared(f"{EMAIL} {SECRET}", OPEN))


async def test_what_the_guard_has_no_rule_for_does_not_leave() -> None:
    @dataclass(frozen=True)
    class Film:
        text: str = "looks like text"

    part: Part = Film()  # type: ignore[assignment]
    prompt = replace(prompt_of("hello"), messages=(PromptMessage(Role.USER, (part,)),))
    for destination in (HERE, FAR):
        with pytest.raises(Refused):
            await guard_of().clear(prompt, ANNA, destination)


async def test_a_model_is_told_what_stand_ins_are_in_a_chat_and_programs_tell_theirs() -> None:
    in_chat = await cleared(EMAIL)
    assert in_chat.prompt.messages[0].role is Role.SYSTEM
    assert "PersonQ7K2" in in_chat.prompt.messages[0].text
    assert len((await cleared(EMAIL, purpose=Purpose.DOOR)).prompt.messages) == 1
