"""What can go wrong at a model's server, one line each, and what has to come of it.

A fault answers every call of its row. `door` is the status of a whole answer through the door, `code` what the web chat
says, `causes` how the lines of one call end in the ledger (several where the call is tried again), `text` what is kept.
"""

import gzip
from dataclasses import dataclass

import orjson

from tests.scripted import DONE, Answer, Cut, Endless, Reset, Silence, Step, broken, chunk, event, failure, words

CANARY = "upstream-secret-words"
SAID = "Gr\u00fc\u00dfe \N{WAVING HAND SIGN} from afar"
_HTML = f"<html><h1>{CANARY}</h1></html>".encode()
_TRIES = 3


@dataclass(frozen=True)
class Fault:
    """One row of the table."""

    name: str
    answer: Answer
    door: int
    code: str
    causes: tuple[str, ...]
    text: str = ""
    retry_after: int | None = None


def again(cause: str) -> tuple[str, ...]:
    """The call is tried again, and fails in the same way."""
    return (cause,) * _TRIES


def told(status: int, *headers: tuple[str, str], body: bytes | None = None, kind: str = "application/json") -> Answer:
    """An error status with words that must not be passed on."""
    said = orjson.dumps({"error": {"message": CANARY, "type": "x", "code": None}}) if body is None else body
    return Answer((said,), status=status, headers=(("content-type", kind), *headers))


def page(status: int) -> Answer:
    """A web page, as proxies give them."""
    return told(status, body=_HTML, kind="text/html")


def good(*steps: Step) -> Answer:
    """The answer SAID, as these pieces of the wire."""
    return Answer(steps)


def whole(end: bytes = b"\n\n") -> bytes:
    """The wire of the answer SAID, in one piece."""
    pieces = [chunk(delta={"role": "assistant", "content": ""}), chunk(delta={"content": SAID})]
    pieces += [chunk(delta={}, finish_reason="stop"), DONE]
    return b"".join(piece.removesuffix(b"\n\n") + end for piece in pieces)


def statuses() -> list[Fault]:
    """Every status that a model's server may answer, and the shapes that it comes in."""
    once = [(400, 400, "model_refused"), (413, 400, "model_refused"), (422, 400, "model_refused")]
    once += [(401, 503, "model_unavailable"), (403, 503, "model_unavailable"), (404, 503, "model_unavailable")]
    rows = [Fault(str(s), told(s), door, code, (f"failed status_{s}",)) for s, door, code in once]
    for status in (408, 409, 500, 502, 503, 504, 529):
        row = Fault(str(status), told(status), 503, "model_unavailable", again(f"failed status_{status}"))
        rows.append(row)
    rows += [
        Fault("429", told(429), 429, "model_busy", again("failed status_429")),
        Fault("429 for an hour", told(429, ("retry-after", "3600")), 429, "model_busy", ("failed status_429",),
              retry_after=3600),
        Fault("503 for an hour", told(503, ("retry-after", "3600")), 503, "model_unavailable", ("failed status_503",),
              retry_after=3600),
        Fault("503 with a page", page(503), 503, "model_unavailable", again("failed status_503")),
        Fault("503 without a word", told(503, body=b""), 503, "model_unavailable", again("failed status_503")),
        Fault("401 with a page", page(401), 503, "model_unavailable", ("failed status_401",)),
        Fault("400 without a word", told(400, body=b""), 400, "model_refused", ("failed status_400",)),
        Fault("500 whose body never ends", Answer((Endless(b"x" * 65536),), status=500), 503, "model_unavailable",
              again("failed status_500")),
        Fault("redirect", told(307, ("location", "http://127.0.0.1:1/elsewhere")), 503, "model_unavailable",
              ("failed status_307",)),
    ]  # fmt: skip
    return rows


def shapes() -> list[Fault]:
    """Answers that are none, and answers that break."""
    half = chunk(delta={"content": "Half a"})
    zipped = Answer((gzip.compress(whole()),), headers=(
        ("content-type", "text/event-stream"), ("content-encoding", "gzip"),
    ))  # fmt: skip
    bad, broke, slow = "failed bad_answer", "failed answer_broken", "failed destination_timed_out"
    lost, odd = "failed destination_unreachable", "failed destination_bad_response"
    headers = Answer((Endless(b"x-more: " + b"y" * 1000 + b"\r\n"),), framed=False, head=b"HTTP/1.1 200 OK\r\n")
    return [
        Fault("a page with 200", page(200), 503, "bad_answer", (bad,)),
        Fault("json with 200", told(200, body=b"{}"), 503, "bad_answer", (bad,)),
        Fault("not http", Answer((b"SSH-2.0-x\r\n",), framed=False, head=b""), 503, "bad_answer", (odd,)),
        Fault("closed at once", Answer((Cut(),)), 503, "model_unavailable", again(lost)),
        Fault("reset at once", Answer((Reset(),), head=b""), 503, "model_unavailable", again(lost)),
        Fault("hanging", Answer((Silence(),), head=b""), 503, "model_unavailable", again(slow)),
        Fault("hanging after its header", broken(b": hello\n\n", Silence()), 503, "model_unavailable", again(slow)),
        Fault("header without end", headers, 503, "bad_answer", (odd,)),
        Fault("gzip", zipped, 503, "bad_answer", (odd,)),
        Fault("broken json", broken(b"data: {\n\n"), 503, "bad_answer", (bad,)),
        Fault("only comments", broken(b": one\n\n: two\n\n"), 503, "answer_broken", (broke,)),
        Fault("an error as an event", broken(event({"error": {"message": CANARY}})), 503, "bad_answer", (bad,)),
        Fault("a giant event", broken(Endless(b"data: " + b"x" * 65536)), 503, "bad_answer", (bad,)),
        Fault("body without end", broken(Endless(b"x" * 65536)), 503, "bad_answer", (bad,)),
        Fault("signs of life and nothing else", broken(*[b": wait\n\n", Silence(0.25)] * 9), 503, "model_unavailable",
              again(slow)),
        Fault("cut in the middle", broken(half, Cut()), 503, "answer_broken", (lost,), "Half a"),
        Fault("reset in the middle", broken(half, Silence(0.2), Reset()), 503, "answer_broken", (lost,), "Half a"),
        Fault("cut within a token", broken(half, b'data: {"choices": [{"delta": {"content": "to', Cut()), 503,
              "answer_broken", (lost,), "Half a"),
        Fault("ends too early", broken(half), 503, "answer_broken", (broke,), "Half a"),
        Fault("silent in the middle", broken(half, Silence()), 503, "answer_broken", (slow,), "Half a"),
        Fault("broken json in the middle", broken(half, b"data: {\n\n"), 503, "bad_answer", (bad,), "Half a"),
        Fault("an error in the middle", broken(half, event({"error": {"message": CANARY}})), 503, "bad_answer", (bad,),
              "Half a"),
    ]  # fmt: skip


def oddities() -> list[Fault]:
    """Answers that are odd and still good."""
    ok, wire = ("ok",), whole()
    second = event({"choices": [{"index": 1, "delta": {"content": CANARY}, "finish_reason": None}]})
    first, rest = chunk(delta={"content": SAID[:3]}), chunk(delta={"content": SAID[3:]})
    end = chunk(delta={}, finish_reason="stop")
    role = chunk(delta={"role": "assistant", "content": ""})
    raw = [wire[at : at + 1] for at in range(len(wire))]
    answers = {
        "every byte alone": good(*raw),
        "crlf": good(whole(b"\r\n\r\n")),
        "cr": good(whole(b"\r\r")),
        "no done": good(wire.removesuffix(DONE)),
        "no empty line at the end": good(wire.removesuffix(b"\n\n")),
        "comments": good(b": hello\n\n", role, b": still here\n", first, b":\n\n", rest, end, DONE),
        "other fields": good(b"retry: 100\nid: 7\nevent: message\n", role, first, rest, end, DONE),
        "two choices": good(role, first, second, rest, second, end, DONE),
        "events after done": good(wire, chunk(delta={"content": CANARY}), event({"error": {"message": CANARY}})),
        "null": good(b"data: null\n\n", role, event({"choices": None}), first, b"data: \n\n", rest, end, DONE),
        "roles again and again": good(role, role, first, role, rest, role, end, DONE),
        "usage twice": good(first, rest, end, event({"choices": [], "usage": {"prompt_tokens": 3}}), wire[-14:]),
        "unknown fields": good(event({"x": 1}), first, event({"choices": [{"index": 0}]}), rest, end, DONE),
        "in a hurry": Answer((wire,), framed=False, head=b"HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"),
    }
    return [Fault(name, answer, 200, "", ok, SAID) for name, answer in answers.items()]


FAULTS = [*statuses(), *shapes(), *oddities()]
GOOD = words(SAID)
BUSY_ONCE = told(429, ("retry-after", "1"))
REFUSING = failure(503)
