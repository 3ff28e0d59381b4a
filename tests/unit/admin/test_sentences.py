"""Every sentence about a promise: said somewhere, with its facts, and written in every language of the page."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from inhouse.admin.posture import DeclaredPlace as Place
from inhouse.admin.posture import Known, Verified, promises
from inhouse.admin.sentences import SENTENCES, TITLES, Sentence, english
from inhouse.admin.status import EngineStatus, GuardStatus, LedgerStatus, NetworkStatus, PublishedStatus
from inhouse.store.walls import Breach
from tests.unit.admin.test_posture import KEYS, POSTGRES, SERVER, WELL, WRITTEN, files

TEXTS = Path(__file__).parents[3] / "web" / "src" / "i18n"
BREACHES = [Breach("open", "chat.chats"), Breach("mighty", "inhouse_app"), Breach("rewrites", "inhouse_app")]

# Everything that can be found out, so that everything is said that can be said.
FOUND = (
    WELL,
    replace(WELL, guard=GuardStatus("ours", "hash", 3, "record"), ledger=files(PublishedStatus(1, None, None))),
    replace(WELL, ledger=LedgerStatus(3, 1, None, writable=False), verified=Verified(12, [], 2, 5, 5)),
    replace(WELL, ledger=files(PublishedStatus(3, "The disk is full.", None), "it did not answer")),
    replace(WELL, ledger=files(PublishedStatus(3, "It holds 2.", "It holds 2.")), verified=Verified(0, [], 0, 0, 5)),
    replace(WELL, verified=Verified(12, ["entry 3 has been changed"], 1, 12), training=True),
    replace(WELL, places=[Place("Azure", None, None)], keys=replace(KEYS, beside_data=True, verified_at=None)),
    replace(WELL, places=[], keys=replace(KEYS, custody="vault", file=None, overdue=True)),
    replace(WELL, breaches=BREACHES, swap=True, engine=EngineStatus("off"), sealed=False),
    replace(WELL, engine=EngineStatus("ready", isolation="shared"), network=NetworkStatus(company_authorities=True)),
    replace(WELL, processes=[SERVER, replace(POSTGRES, networkless=False)], network=NetworkStatus(opened=["Azure"])),
    replace(WELL, processes=[]),
)


def every(said: Iterable[Sentence]) -> Iterator[Sentence]:
    """The sentences and those that are parts of them."""
    for sentence in said:
        yield sentence
        for fact in sentence.facts.values():
            if isinstance(fact, list):
                yield from every(fact)


def said_of(found: Sequence[Known]) -> list[Sentence]:
    return [each for known in found for promise in promises(known) for each in every(promise.said)]


def bare(code: str) -> str:
    """The code as it is sent: which form is said depends on the count."""
    return code.removesuffix("_one").removesuffix("_other")


def places_in(words: str) -> list[str]:
    """The names of the facts that a sentence of the table has places for."""
    return sorted(name for _, name, _, _ in Formatter().parse(words) if name is not None)


def texts(language: str, part: str) -> dict[str, str]:
    """A part of the page's texts, by code."""
    found: dict[str, Any] = json.loads((TEXTS / language / "promises.json").read_text("utf-8"))[part]
    if part == "title":
        return found
    return {f"{subject}.{name}": words for subject, named in found.items() for name, words in named.items()}


def test_every_code_is_said_somewhere_and_nothing_else_is() -> None:
    assert {sentence.code for sentence in said_of(FOUND)} == {bare(code) for code in SENTENCES}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_said_with_the_facts_that_it_has_places_for(code: str) -> None:
    facts = [sorted(sentence.facts) for sentence in said_of(FOUND) if sentence.code == bare(code)]
    counted = ["count"] if code != bare(code) else []
    assert facts
    assert all(set(each) == {*places_in(SENTENCES[code]), *counted} for each in facts)


def test_a_code_has_a_form_for_one_and_a_form_for_many_or_one_form_for_all() -> None:
    forms = {code: [each for each in SENTENCES if bare(each) == code] for code in map(bare, SENTENCES)}
    assert [found for code, found in forms.items() if found not in ([code], [f"{code}_one", f"{code}_other"])] == []


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("code", SENTENCES)
def test_every_code_has_a_text_in_every_language_with_the_same_facts(code: str, language: str) -> None:
    words = texts(language, "said")[code]
    assert sorted(re.findall(r"\{\{(\w+)\}\}", words)) == places_in(SENTENCES[code])
    assert re.sub(r"\{\{\w+\}\}", "", words).count("{") == 0


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_language_has_a_text_that_is_not_said(language: str) -> None:
    assert texts(language, "said").keys() == SENTENCES.keys()
    assert texts(language, "title").keys() == TITLES.keys()


def test_the_english_of_the_page_is_that_of_the_command_line() -> None:
    assert texts("en", "title") == TITLES
    places = re.compile(r"\{(\w+)[^}]*\}")
    assert texts("en", "said") == {code: places.sub(r"{{\1}}", words) for code, words in SENTENCES.items()}


def test_the_detail_of_a_promise_is_what_is_said() -> None:
    told = [Place("Azure", "Maria", date(2026, 11, 1)), Place("OpenAI", "Ben {by}", date(2026, 11, 2))]
    known = Known(ledger=files(WRITTEN, None), places=told, verified=Verified(12, [], 2, 5, 5), keys=KEYS)
    details = {promise.id: promise.detail for promise in promises(known)}
    assert (
        details["declared-terms"]
        == "Declared, not proved: Azure by Maria on 2026-11-01; OpenAI by Ben {by} on 2026-11-02."
    )
    assert details["record-outside"] == "Checkpoints are sent to 2 places outside."
    assert details["key-backup"] == "A copy of it was seen on 2026-11-01."
    assert details["record-whole"] == (
        "All 12 entries were verified just now: numbers, order, tree and signatures. "
        "The table holds the same: 5 were compared, the newest and others at random. "
        "The files of 5 further entries lie with other servers."
    )
    assert details["shred"].endswith("either from 2026-11-30 00:00 UTC on.")


def test_one_is_one_and_many_are_many() -> None:
    assert english([Sentence("outside.sent", {"count": 1})]) == "Checkpoints are sent to one place outside."
    assert english([Sentence("signed.covers", {"count": 1})]) == "The last checkpoint covers 1 entry."
    assert english([Sentence("signed.covers", {"count": 0})]) == "The last checkpoint covers 0 entries."
