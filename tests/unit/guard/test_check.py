from inhouse.core.destination import DestinationClass
from inhouse.guard.check import check
from inhouse.guard.inspection import Eyes
from inhouse.guard.policies.decide import Ask
from inhouse.guard.policies.policy import Action, Valve
from inhouse.guard.policies.presets import BALANCED, STRICT
from inhouse.guard.scanners import Scanners
from tests.prompts import prompt_of

EYES = Eyes(Scanners().of)
EMAIL, SECRET = "anna.keller@northwind.de", "AKIA" + "Q7ZR4MT2VX6KD3WB"
TEXT = f"Mail {EMAIL}, key {SECRET}"


async def test_a_check_shows_what_would_leave_and_why() -> None:
    away = Ask(frozenset(), "demo", DestinationClass.EXTERNAL)
    report = await check(BALANCED, away, prompt_of(TEXT), EYES, {})
    email, secret = report.findings
    assert (TEXT[email.start : email.end], TEXT[secret.start : secret.end]) == (EMAIL, SECRET)
    assert report.would_leave == f"Mail {email.stand_in}, key {secret.stand_in}"
    assert (secret.stand_in, secret.label) == ("[AWS access key removed]", "AWS access key")
    assert email.rule is not None
    assert (email.rule.id, report.action) == ("personal", Action.STAND_IN)


async def test_a_decision_of_the_chat_counts() -> None:
    away = Ask(frozenset(), "demo", DestinationClass.EXTERNAL)
    before = await check(STRICT, away, prompt_of(EMAIL), EYES, {})
    (finding,) = before.findings
    assert (before.action, Valve.STAND_INS in finding.valves) == (Action.KEEP_LOCAL, True)
    after = await check(STRICT, away, prompt_of(EMAIL), EYES, {finding.key: frozenset({Valve.STAND_INS})})
    assert after.action is Action.STAND_IN


async def test_to_this_machine_nothing_is_said() -> None:
    report = await check(BALANCED, Ask(frozenset(), "demo", DestinationClass.LOCAL), prompt_of(TEXT), EYES, {})
    assert (report.action, report.would_leave, report.findings) == (Action.ALLOW, TEXT, ())
