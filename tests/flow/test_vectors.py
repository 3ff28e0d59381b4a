"""The open corpus through the real guard: what it finds, what it calls false, and whom it interrupts."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.guard.detectors.names.names import Names
from inhouse.guard.detectors.personal import COUNTRIES
from inhouse.guard.detectors.terms import Dictionary, Term
from inhouse.guard.finding import Finding
from inhouse.guard.policies.decide import Ask, Judgement, Keyed, decide
from inhouse.guard.policies.policy import Action
from inhouse.guard.policies.presets import BALANCED, PRESETS
from inhouse.guard.scan import Scanner
from inhouse.guard.scanners import Scanners
from tests.vectors.guard.cases import FOLDER, Case, calm, company_terms, corpus, general, read, unmarked
from tests.vectors.guard.judge import Report, group, judged, report

SECRET_RECALL, SECRET_PRECISION = 0.97, 0.95
VALIDATED = 0.99
PERSON_RECALL, PERSON_PRECISION, PLACE_RECALL = 0.95, 0.92, 0.90
KINDS_OF_SECRETS = 100
VALIDATED_KINDS = ("personal.email", "personal.phone", "personal.iban", "personal.card", "national")
INTERRUPTING = {Action.WARN, Action.KEEP_LOCAL, Action.REFUSE}


@cache
def scanner() -> Scanner:
    terms = Dictionary([Term(word, category) for word, category in company_terms()])
    return Scanners(lambda: terms).of(frozenset(COUNTRIES))


@cache
def findings_in(text: str) -> tuple[Finding, ...]:
    return scanner().scan(text)


@cache
def found() -> Report:
    return report([case for case in corpus() if case.set != "names"], findings_in)


def judgement(case: Case, findings: Sequence[Finding]) -> Judgement:
    ask = Ask(frozenset(), "model", DestinationClass(case.destination))
    return decide(PRESETS[case.policy], ask, [Keyed(str(number), one) for number, one in enumerate(findings)])


def told(kind: str) -> str:
    return "\n".join(line for line in found().lines() if kind in line)


def test_secrets_are_found_and_little_else_is_called_one() -> None:
    tally = found().tally("secret")
    assert tally.recall >= SECRET_RECALL, told("secret.")
    assert tally.precision >= SECRET_PRECISION, told("secret.")


@pytest.mark.parametrize("kind", VALIDATED_KINDS)
def test_what_has_check_digits_or_a_plan_of_numbers_is_found_and_nothing_else(kind: str) -> None:
    tally = found().tallies(group)[kind]
    assert tally.recall >= VALIDATED, told("personal.")
    assert tally.precision >= VALIDATED, told("personal.")


@pytest.mark.parametrize("family", ["label", "term"])
def test_labels_are_found_on_documents_and_terms_of_the_company_in_all_their_forms(family: str) -> None:
    tally = found().tally(family)
    assert tally.recall >= VALIDATED, told(f"{family}.")
    assert tally.precision >= VALIDATED, told(f"{family}.")


async def test_names_are_found_in_every_language_and_general_questions_leave_as_they_are() -> None:
    names = Names()
    try:
        cases = [case for case in corpus() if case.set == "names"]
        outcomes = [
            judged(case, each)
            for case, each in zip(cases, await names.find([case.text for case in cases]), strict=True)
        ]
        questions = await names.find([case.text for case in general()])
    finally:
        await names.close()
    tallies = Report(outcomes).tallies(str)
    assert tallies["name.person"].recall >= PERSON_RECALL, Report(outcomes).lines()
    assert tallies["name.place"].recall >= PLACE_RECALL, Report(outcomes).lines()
    for lang in ("en", "de", "fr", "es"):
        spoken = Report([outcome for outcome in outcomes if outcome.case.lang == lang])
        assert spoken.tallies(str)["name.person"].precision >= PERSON_PRECISION, spoken.lines()
    assert [case.text for case, each in zip(general(), questions, strict=True) if each] == []


def test_the_policy_does_what_the_corpus_expects() -> None:
    wrong: list[str] = []
    outcomes = [outcome for outcome in found().outcomes if outcome.case.verdict and not outcome.missed]
    for outcome in outcomes:
        action = judgement(outcome.case, findings_in(outcome.case.text)).action
        if action != outcome.case.verdict:
            wrong.append(f"{outcome.case.id}: {action} instead of {outcome.case.verdict}")
    assert len(wrong) <= (1 - VALIDATED) * len(outcomes), wrong


def test_ordinary_work_is_hardly_ever_interrupted_and_never_robbed_of_a_secret_that_is_none() -> None:
    stopped: list[str] = []
    refused: list[str] = []
    for case in calm():
        findings = findings_in(case.text)
        action = judgement(case, findings).action
        if action in INTERRUPTING or any(one.kind.startswith("secret.") for one in findings):
            stopped.append(f"{case.id}: {action} {[(one.kind, case.text[one.start : one.end]) for one in findings]}")
        if action is Action.REFUSE:
            refused.append(case.id)
    assert len(stopped) <= 5 * len(calm()) / 1000, stopped
    assert len(refused) <= 1, refused


def test_general_questions_leave_as_they_are() -> None:
    changed = {case.id: findings_in(case.text) for case in general()}
    assert [name for name, findings in changed.items() if findings] == []


def test_at_this_machine_nothing_interrupts() -> None:
    ask = Ask(frozenset(), "model", DestinationClass.LOCAL)
    for case in corpus():
        keyed = [Keyed(str(number), one) for number, one in enumerate(findings_in(case.text))]
        assert decide(BALANCED, ask, keyed).action is Action.ALLOW, case.id


def test_the_corpus_is_as_large_as_it_says() -> None:
    assert len(corpus()) >= 1500
    assert len({case.id for case in corpus()}) == len(corpus())
    assert len(calm()) == 1500
    assert len({case.text for case in calm()}) == 1500
    assert len(general()) == 200
    assert {case.lang for case in corpus()} == {case.lang for case in calm()} == {"en", "de", "fr", "es"}
    kinds = {mark.kind for case in corpus() for mark in case.marks if mark.family == "secret"}
    assert len(kinds) >= KINDS_OF_SECRETS


def test_marks_are_taken_out_and_placeholders_filled_the_same_way_every_time() -> None:
    text, marks = unmarked("a [[secret.x|{{hex:4}}]] b [[?name.place|Bö]]", "seed")
    assert unmarked("a [[secret.x|{{hex:4}}]] b [[?name.place|Bö]]", "seed") == (text, marks)
    assert [(mark.kind, text[mark.start : mark.end], mark.maybe) for mark in marks] == [
        ("secret.x", text[2:6], False),
        ("name.place", "Bö", True),
    ]


def test_no_file_of_the_corpus_holds_what_looks_like_a_secret() -> None:
    heads = ("AKIA", "ghp_", "sk_live_", "xoxb-", "glpat-", "AIza", "-----BEGIN RSA PRIVATE")
    for path in FOLDER.rglob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            for head in heads:
                after = line.partition(head)[2]
                assert not after or not after[:12].isalnum() or set(after[:12].lower()) == {"x"}, f"{path.name}: {line}"


def test_a_line_that_cannot_be_understood_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"lang": "en", "text": "fine"}\n{"lang": "en"}\n', "utf-8")
    with pytest.raises(ValueError, match=r"mine\.jsonl, line 2"):
        list(read(path))
