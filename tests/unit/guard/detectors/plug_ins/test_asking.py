"""A plug-in that is asked over HTTP: what it says is found, and what it does not say is an error."""

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest

from inhouse.app.showing import Shows
from inhouse.guard.detectors.deep import Deep
from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.detectors.plug_ins import Asking, Showing, read
from inhouse.ledger import Ledger, Origin
from inhouse.ledger.entry import commitment
from inhouse.net import Client, Destinations
from tests.ledgers import MemoryLog, name_of
from tests.people import someone
from tests.prompts import prompt_of
from tests.scripted import Answer, Cut, Silence, Upstream, document

PROMPT = prompt_of("Frau Thalhammer ist nicht da")
SHOWING = Showing(someone(), PROMPT, "0" * 64)
PERSON = {"entity_type": "PERSON", "start": 5, "end": 15, "score": 0.9}


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream() as server:
        yield server


def answer(*facts: object, status: int = 200) -> Answer:
    return document(orjson.dumps(facts), "application/json", status)


def recorded(log: MemoryLog) -> Shows:
    return Shows(Ledger(log, Origin("a", "t"), name_of))


async def asking(upstream: Upstream, log: MemoryLog | None = None) -> Deep:
    (plug_in,) = read(
        [
            {
                "name": "presidio",
                "endpoint": f"http://127.0.0.1:{upstream.port}",
                "wire": "presidio",
                "languages": ["en", "de"],
            }
        ]
    )
    destinations = Destinations()
    plug_in.declare(destinations)
    shows = recorded(log or MemoryLog())
    await shows.ledger.start()
    return Asking(plug_in, Client(destinations), shows).about(SHOWING)


async def test_what_it_says_is_found(upstream: Upstream) -> None:
    upstream.will(answer(PERSON))
    detector = await asking(upstream)
    ((found,),) = await detector.find(["Frau Thalhammer ist nicht da"])
    assert (detector.name, found.kind, found.start, found.end, found.value) == (
        "presidio",
        "name.person",
        5,
        15,
        "Thalhammer",
    )
    (seen,) = upstream.requests
    assert (seen.method, seen.path, seen.json["language"]) == ("POST", "/analyze", "de")


async def test_a_text_is_asked_about_once(upstream: Upstream) -> None:
    upstream.will(answer(PERSON))
    detector = await asking(upstream)
    assert await detector.find(["Frau Thalhammer", "", "  "]) == await detector.find(["Frau Thalhammer", "", "  "])
    assert len(upstream.requests) == 1


async def test_a_long_text_goes_in_pieces_with_progress(upstream: Upstream) -> None:
    upstream.rule = lambda _: answer(PERSON)
    text = "".join(f"Frau Thalhammer {number:05}.\n\n" for number in range(900))
    told: list[tuple[int, int]] = []
    (found,) = await (await asking(upstream)).find([text], lambda done, of: told.append((done, of)))
    assert len(found) == len(upstream.requests) > 1
    assert told[-1] == (len(text), len(text))
    assert {text[each.start : each.end] for each in found} == {"Thalhammer"}


async def test_of_two_that_overlap_the_longer_one_counts(upstream: Upstream) -> None:
    upstream.will(answer(PERSON, PERSON | {"end": 12}, PERSON | {"start": 8, "end": 20}))
    (found,) = await (await asking(upstream)).find(["Frau Thalhammer ist nicht da"])
    assert [(each.start, each.end) for each in found] == [(5, 15)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (answer(PERSON, status=500), "status 500"),
        (answer(PERSON, status=302), "status 302"),
        (document(b"<html>"), "cannot be understood"),
        (answer({"entity_type": "PERSON", "start": 0, "end": 999}), "cannot be understood"),
        (Answer((Cut(),)), "presidio"),
    ],
    ids=["broken", "elsewhere", "a page", "outside the text", "cut off"],
)
async def test_anything_else_is_an_error(upstream: Upstream, said: Answer, why: str) -> None:
    upstream.will(said)
    with pytest.raises(DetectorFailed, match=why) as failed:
        await (await asking(upstream)).find(["Frau Thalhammer"])
    assert failed.value.detector == "presidio"
    assert "Thalhammer" not in failed.value.message


async def test_silence_is_an_error(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inhouse.guard.detectors.plug_ins.asking.SECONDS", 0.05)
    upstream.will(Answer((Silence(),), head=b""))
    async with asyncio.timeout(20):
        with pytest.raises(DetectorFailed):
            await (await asking(upstream)).find(["Frau Thalhammer"])


async def test_nobody_there_is_an_error(upstream: Upstream) -> None:
    detector = await asking(upstream)
    await upstream.__aexit__(None, None, None)
    with pytest.raises(DetectorFailed):
        await detector.find(["Frau Thalhammer"])


async def test_what_it_is_shown_is_on_record_before_it_goes_and_how_that_ended(upstream: Upstream) -> None:
    log = MemoryLog()
    lines_when_asked: list[int] = []

    def at_once(_: object) -> Answer:
        lines_when_asked.append(len(log.rows))
        return answer(PERSON)

    upstream.rule = at_once
    detector = await asking(upstream, log)
    await detector.find(["Frau Thalhammer"])
    upstream.rule = None
    upstream.will(answer(status=500))
    with pytest.raises(DetectorFailed):
        await detector.find(["Herr Thalhammer"])
    # What it knows already is not shown again.
    await detector.find(["Frau Thalhammer"])
    opened, ok, _, failed = [orjson.loads(row.entry) for row in log.rows]
    assert lines_when_asked == [1]
    body = upstream.requests[0].body
    assert (opened["kind"], opened["purpose"], opened["model"]) == ("open", "inspection", "presidio")
    assert (opened["destination"], opened["destination_class"]) == ("guard plug-in presidio", "local")
    assert (opened["policy"], opened["bytes"]) == (SHOWING.policy, len(body))
    assert opened["commit"] == commitment(PROMPT.commitment, body)
    assert (ok["closes"], ok["outcome"], ok["error"]) == (1, "ok", None)
    assert (failed["closes"], failed["outcome"], failed["error"]) == (3, "failed", "detector_failed")
    assert b"Thalhammer" not in b"".join(row.entry for row in log.rows)


async def test_an_answer_that_cannot_be_understood_is_on_record_as_a_failure(upstream: Upstream) -> None:
    log = MemoryLog()
    upstream.will(document(b"<html>"))
    with pytest.raises(DetectorFailed):
        await (await asking(upstream, log)).find(["Frau Thalhammer"])
    _, closed = [orjson.loads(row.entry) for row in log.rows]
    assert (closed["outcome"], closed["error"]) == ("failed", "detector_failed")


async def test_without_a_line_it_is_shown_nothing(upstream: Upstream) -> None:
    log = MemoryLog()
    detector = await asking(upstream, log)
    log.away = True
    with pytest.raises(DetectorFailed, match="presidio"):
        await detector.find(["Frau Thalhammer"])
    assert not upstream.requests


async def test_on_nobodys_behalf_it_is_shown_nothing(upstream: Upstream) -> None:
    (plug_in,) = read([{"name": "own", "endpoint": f"http://127.0.0.1:{upstream.port}", "wire": "spans"}])
    nobody = Asking(plug_in, Client(Destinations()), recorded(MemoryLog())).about(Showing(None, PROMPT, ""))
    with pytest.raises(DetectorFailed, match="nobody is known"):
        await nobody.find(["Frau Thalhammer"])
