"""What was used: everybody sees their own, administrators what five or more used together."""

import asyncio
import csv
import io
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

from tests.product import Person, Product
from tests.scripted import Gate, Upstream, words


async def say(person: Person, model: str) -> None:
    chat = await person.new_chat(model=model)
    run = await person.say(chat, f"secret {uuid4().hex}")
    await person.answer(run["run_id"])


async def own_days(person: Person, calls: int) -> list[dict[str, Any]]:
    """The person's days once so many calls are counted; rows come within a second."""
    async with asyncio.timeout(10):
        while True:
            items = (await person.get("/api/me/usage")).json()["items"]
            if sum(day["calls"] for day in items) >= calls:
                return items
            await asyncio.sleep(0.05)


async def test_everybody_sees_what_they_used_and_nobody_elses(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada, product.person() as bob:
        model = await product.add_model(upstream.port)
        await say(ada, model)
        await say(ada, model)
        (day,) = await own_days(ada, 2)
        assert (day["model"], day["key_id"], day["calls"]) == (model, None, 2)
        assert (day["prompt_tokens"], day["completion_tokens"], day["currency"]) == (14, 6, None)
        assert (await bob.get("/api/me/usage")).json()["items"] == []
        assert (await bob.get("/api/me/usage/export", format="json")).json() == []
        assert (await ada.get("/api/me/usage", month="2020-01")).json() == {"month": "2020-01", "items": []}


async def test_ones_calls_are_a_file_without_a_word_of_what_was_said(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        await say(ada, model)
        await own_days(ada, 1)
        as_csv = await ada.get("/api/me/usage/export")
        assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
        assert as_csv.headers["content-disposition"].startswith('attachment; filename="usage-20')
        (row,) = csv.DictReader(io.StringIO(as_csv.text, newline=""))
        assert (row["model"], row["purpose"], row["outcome"], row["prompt_tokens"]) == (model, "chat", "ok", "7")
        assert row["line"]
        (same,) = (await ada.get("/api/me/usage/export", format="json")).json()
        assert same["line"] == row["line"]
        assert "secret" not in as_csv.text


async def test_words_that_left_are_shown_before_their_answer_has_ended(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        gate = Gate()
        upstream.will(words("Once ", gate, "upon a time"))
        run = await ada.say(await ada.new_chat(model=await product.add_model(upstream.port)), "Tell me a story")
        async with asyncio.timeout(10):
            while not (days := (await ada.get("/api/me/departures")).json()["items"]):
                await asyncio.sleep(0.05)
        assert (days[0]["left"], days[0]["refused"]) == (1, 0)
        assert (await ada.get("/api/me/usage")).json()["items"] == []
        gate.open()
        await ada.answer(run["run_id"])
        assert (await own_days(ada, 1))[0]["calls"] == 1
        assert (await ada.get("/api/me/departures")).json()["items"][0]["left"] == 1


async def test_a_month_that_is_none_is_refused(product: Product) -> None:
    async with product.person() as ada:
        for month in ("november", "2026-13", "2026-11-01", "\x00"):
            reply = await ada.get("/api/me/usage", month=month)
            assert reply.status_code in (400, 422), month
        assert (await ada.get("/api/me/usage/export", format="exe")).status_code == 422


async def test_administrators_see_what_five_people_used_together_and_nothing_of_fewer(product: Product) -> None:
    async with Upstream() as upstream, AsyncExitStack() as stack:
        model = await product.add_model(upstream.port)
        boss = await stack.enter_async_context(product.person(admin=True))
        name = f"=HYPERLINK({uuid4().hex[:8]})"
        group = (await boss.send("POST", "/api/admin/groups", {"name": name})).json()["id"]
        listed: dict[str, Any] = {}
        for count in range(1, 6):
            person = await stack.enter_async_context(product.person())
            me = (await person.get("/api/me")).json()["id"]
            assert (await boss.send("PUT", f"/api/admin/groups/{group}/members/{me}")).status_code == 204
            await person.sign_in()
            await say(person, model)
            await own_days(person, 1)
            listed = (await boss.get("/api/admin/usage")).json()
            shown = [item for item in listed["items"] if item["label"] == model]
            assert [item["people"] for item in shown] == ([5] if count == 5 else [])
        assert (listed["by"], listed["fewest"]) == ("model", 5)
        by_group = (await boss.get("/api/admin/usage", by="group")).json()["items"]
        (ours,) = [item for item in by_group if item["label"] == name]
        assert (ours["people"], ours["calls"], ours["prompt_tokens"]) == (5, 5, 35)
        exported = (await boss.get("/api/admin/usage/export", by="group")).text
        assert f'"\'{name}"' in exported
        assert exported.splitlines()[0] == "day,label,currency,people,calls,prompt_tokens,completion_tokens,cost_micros"
        done = await asyncio.to_thread(product.command, "usage", "export", "--by", "model", "--format", "json")
        assert (done.returncode, f'"{model}"' in done.stdout) == (0, True)
        bad = await asyncio.to_thread(product.command, "usage", "export", "--month", "yesterday")
        assert (bad.returncode, "Traceback" in bad.stderr) == (1, False)
