"""What a provider or a firewall counted is found in the ledger, or it is outside."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from inhouse.ledger.errors import LogRewritten
from inhouse.ledger.reconcile import CsvWrong, Outside, against_firewall, against_usage, calls_of, entry_of

ENTRIES: list[Mapping[str, Any]] = [
    {"kind": "settings", "log": "a", "seq": 1, "time": "2026-11-20T09:00:00.000000Z"},
    {"kind": "open", "log": "a", "seq": 2, "time": "2026-11-20T10:00:00.000000Z", "destination": "openai",
     "bytes": 900},
    {"kind": "outcome", "log": "a", "seq": 3, "closes": 2, "time": "2026-11-20T10:00:30.000000Z",
     "usage": {"prompt": 100, "completion": 20}},
    {"kind": "open", "log": "b", "seq": 2, "time": "2026-11-21T23:59:50.000000Z", "destination": "openai",
     "bytes": 500},
    {"kind": "outcome", "log": "b", "seq": 3, "closes": 2, "time": "2026-11-22T00:00:10.000000Z", "usage": None},
    {"kind": "refused", "log": "b", "seq": 4, "time": "2026-11-21T12:00:00.000000Z", "destination": "openai"},
]  # fmt: skip
CALLS = calls_of(ENTRIES)
HOSTS = {"api.openai.com": "openai"}


def test_the_calls_of_all_logs_are_taken_with_their_tokens_where_they_are_known() -> None:
    assert [(call.destination, call.bytes, call.tokens) for call in CALLS] == [
        ("openai", 900, 120),
        ("openai", 500, None),
    ]


OPENAI = "start_time,end_time,start_time_iso,end_time_iso,model,num_model_requests,input_tokens,output_tokens\n"
DAY = "1763596800,1763683200,2026-11-20T00:00:00+00:00,2026-11-21T00:00:00+00:00"


@pytest.mark.parametrize(
    "text",
    [
        OPENAI + f'{DAY},gpt,1,"100",20\n',
        OPENAI + f"{DAY},gpt,1,60,10\n{DAY},other,0,40,10.0\n",
        "\ufeffDate;Azure OpenAI Requests;Processed Prompt Tokens;Generated Completion Tokens\n2026-11-20;1;100;20\n\n",
        "timestamp\tn_requests\tn_context_tokens_total\tn_generated_tokens_total\n1795132800\t1\t100\t20\n",
        "day,calls\n2026/11/20,1\n",
    ],
    ids=["openai", "openai, two models", "azure", "older openai", "own"],
)
def test_what_the_ledger_holds_is_found_whatever_the_export_looks_like(text: str) -> None:
    (found,) = against_usage(text, CALLS)
    assert (found.what[:10], found.calls, found.tokens or 0, found.clean) == ("2026-11-20", 0, 0, True)


def test_calls_and_tokens_that_the_ledger_does_not_hold_are_outside() -> None:
    (found,) = against_usage(OPENAI + f"{DAY},gpt,3,150,20\n", CALLS)
    assert (found.calls, found.tokens, found.unsure, found.clean) == (2, 50, 0, False)


def test_a_call_at_midnight_may_be_counted_on_either_day_and_a_cut_one_may_have_used_tokens() -> None:
    for day in ("2026-11-21", "2026-11-22"):
        (found,) = against_usage(f"date,requests,input_tokens\n{day},1,40\n", CALLS)
        assert found == Outside(day, calls=0, tokens=40, unsure=1)
        assert found.clean


def test_connections_without_a_call_are_outside_and_so_are_bytes_beyond_the_calls() -> None:
    text = (
        "start,end,host,bytes_out\n"
        "2026-11-20T09:59:59Z,2026-11-20T10:01:00Z,api.openai.com,5000\n"
        "2026-11-20T15:00:00Z,2026-11-20T15:01:00Z,API.openai.com.,700\n"
        "2026-11-20T15:00:00Z,,elsewhere.example,10\n"
    )
    assert against_firewall(text, CALLS, HOSTS) == [
        Outside("api.openai.com", connections=1, bytes=700),
        Outside("elsewhere.example", connections=1, bytes=10),
    ]
    large = "start,end,host,bytes_out\n2026-11-20T09:59:59Z,2026-11-20T10:01:00Z,api.openai.com,1000000\n"
    (found,) = against_firewall(large, CALLS, HOSTS)
    assert (found.connections, found.bytes, found.clean) == (0, 1_000_000 - 900 - 4_096 - 16_384, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n1,2\n",
        "date,requests\nyesterday,1\n",
        "date,requests\n2026-11-20,some\n",
        "date\n",
        "date,requests\n" + "9" * 400 + ",1\n",
        "date,requests\n99999999999999999999,1\n",
        "date,requests\n9999-12-31,1\n",
        "date,requests\n0001-01-01T00:00:00+09:00,1\n",
        "date,requests\n2026-11-20," + "9" * 5_000 + "\n",
        "date,requests\n2026-11-20," + "9" * 200_000 + "\n",
        'date,requests\r\n"2026-11-20"x,1\r"\n',
    ],
)
def test_what_cannot_be_understood_is_said(text: str) -> None:
    with pytest.raises(CsvWrong):
        against_usage(text, CALLS)
    with pytest.raises(CsvWrong):
        against_firewall(text, CALLS, HOSTS)


@pytest.mark.parametrize("missing", ["time", "destination", "bytes"])
def test_a_line_that_nobody_writes_so_is_named(missing: str) -> None:
    entry = {"kind": "open", "log": "a", "seq": 7, "time": "2026-11-20T00:00:00Z", "destination": "x", "bytes": 1}
    assert len(calls_of([entry])) == 1
    with pytest.raises(LogRewritten, match="entry a/7"):
        calls_of([{name: value for name, value in entry.items() if name != missing}])


@pytest.mark.parametrize(
    "changed",
    [{"destination": None}, {"bytes": "1"}, {"bytes": -1}, {"time": 7}, {"log": []}, {"kind": "outcome"}],
    ids=str,
)
def test_a_line_that_somebody_changed_so_is_named_too(changed: dict[str, object]) -> None:
    entry = {"kind": "open", "log": "a", "seq": 7, "time": "2026-11-20T00:00:00Z", "destination": "x", "bytes": 1}
    with pytest.raises(LogRewritten, match="not as the ledger writes them"):
        calls_of([entry | changed])


@pytest.mark.parametrize("usage", [7, {}, {"prompt": "1", "completion": "2"}], ids=str)
def test_what_closes_a_line_otherwise_is_named_with_it(usage: object) -> None:
    outcome = {"kind": "outcome", "log": "a", "seq": 3, "closes": 2, "time": "2026-11-20T10:00:30Z", "usage": usage}
    with pytest.raises(LogRewritten, match="entry a/2, or the one that closes it"):
        calls_of([*ENTRIES[:2], outcome])


@pytest.mark.parametrize("written", [b"", b"{", b"[]", b"\xff", b"7"])
def test_what_is_no_entry_is_named_by_its_place(written: bytes) -> None:
    assert entry_of("a", 7, b'{"kind":"open"}') == {"kind": "open"}
    with pytest.raises(LogRewritten, match="entry a/7 is not as"):
        entry_of("a", 7, written)


def test_a_column_that_is_missing_is_asked_for_as_people_write_it() -> None:
    with pytest.raises(CsvWrong, match="start_time_iso or start_time or timestamp"):
        against_usage("requests\n1\n", CALLS)
    with pytest.raises(CsvWrong, match="server_name"):
        against_firewall("time,bytes_out\n2026-11-20,1\n", CALLS, HOSTS)


@pytest.mark.parametrize(
    "lines",
    ["", "\n", "2026-11-20", "2026-11-20,,", "2026-11-20,2026-11-19,1"],
    ids=["none", "blank", "cut", "empty", "backwards"],
)
def test_a_line_that_counts_nothing_is_not_taken_for_one_that_counts_zero(lines: str) -> None:
    with pytest.raises(CsvWrong):
        against_usage("date,end_time,requests\n" + lines, CALLS)


def test_very_many_connections_and_calls_are_compared_quickly() -> None:
    calls = [replace(CALLS[0], at=CALLS[0].at + timedelta(hours=n), ended=None) for n in range(3_000)]
    lines = [
        f"{(call.at + timedelta(minutes=n % 2 * 20)).isoformat()},api.openai.com,10" for n, call in enumerate(calls)
    ]
    began = time.process_time()
    (found,) = against_firewall("\n".join(["start,host,bytes_out", *lines]), calls, HOSTS)
    assert (found.connections, found.bytes) == (1_500, 15_000)
    assert time.process_time() - began < 4
