"""The check of a draft in a chat: under the chat's own key, with its decisions, and of its files."""

from dataclasses import replace

from inhouse.chat.checks import Checks, Question
from inhouse.chat.memory import Memory
from inhouse.chat.notebook import ChatNotebook
from inhouse.chat.place import Create, Places
from inhouse.core.destination import DestinationClass
from inhouse.core.prompt import Prompt, PromptMessage, Purpose, Role, Text
from inhouse.guard.policies.decide import Ask
from inhouse.guard.policies.policy import Action
from inhouse.guard.policies.presets import BALANCED, STRICT
from tests.chats import a_chat, a_shelf
from tests.guards import guard_of
from tests.people import someone
from tests.prompts import FAR, model_at

EMAIL = "anna.keller@northwind.de"
MODEL = model_at(FAR)


async def test_a_check_in_a_chat_says_what_sending_would_do() -> None:
    memory, caller = Memory(), someone()
    places = Places(memory, memory)
    chat = replace(a_chat(caller), temporary=True)
    await memory.write(caller, chat.id, Create(chat))
    guard = guard_of(BALANCED)
    checked = await Checks(guard, places, a_shelf(places)).check(caller, Question(EMAIL, chat.id), MODEL, None)
    opened = await memory.open(caller, chat.id)
    prompt = Prompt(
        MODEL.id, (PromptMessage(Role.USER, (Text(EMAIL),)),), Purpose.CHAT, opened.commitment, chat=chat.id,
        notebook=ChatNotebook(memory, caller, chat.id),
    )  # fmt: skip
    cleared = await guard.clear(prompt, caller, FAR)
    assert checked.report.would_leave == cleared.prompt.messages[-1].text
    assert (checked.action, checked.destination.destination_class) == (Action.STAND_IN, DestinationClass.EXTERNAL)


async def test_what_would_be_kept_here_names_the_model_that_would_answer() -> None:
    places, caller = Places(Memory(), Memory()), someone()
    checks = Checks(guard_of(STRICT), places, a_shelf(places))
    here = replace(MODEL, id="here")
    kept = await checks.check(caller, Question(EMAIL), MODEL, here)
    assert (kept.action, kept.kept_on) == (Action.KEEP_LOCAL, "here")
    assert (await checks.check(caller, Question("Hello"), MODEL, here)).kept_on is None


async def test_the_simulator_asks_any_policy_for_any_way() -> None:
    places = Places(Memory(), Memory())
    checks = Checks(guard_of(BALANCED), places, a_shelf(places))
    strict = await checks.simulate(EMAIL, Ask(frozenset(), "any", DestinationClass.EXTERNAL), STRICT)
    near = await checks.simulate(EMAIL, Ask(frozenset(), "any", DestinationClass.LOCAL), STRICT)
    assert (strict.action, near.action) == (Action.KEEP_LOCAL, Action.ALLOW)
