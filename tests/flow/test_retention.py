"""How long chats stay, said on the command line: it counts, it is on record, and what changes nothing is no change."""

import asyncio
import json

from tests.flow.test_acts import entries
from tests.product import Product

GROUP = "Keeps for long"


async def _until_on_record(product: Product, facts: dict[str, object]) -> None:
    async with asyncio.timeout(10):
        while facts not in [entry["facts"] for entry in await entries(product) if entry["kind"] == "policy"]:
            await asyncio.sleep(0.05)


async def test_rules_are_set_and_shown_and_each_change_is_on_record(product: Product) -> None:
    def run(*words: str) -> str:
        done = product.command(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shown() -> tuple[int | None, dict[str, int], str | None]:
        found = json.loads(run("retention", "show", "--json"))
        return found["days"], found["groups"], found["changed_at"]

    def by_command() -> None:
        run("groups", "create", GROUP)
        told = run("retention", "set", "36500")
        assert told.splitlines()[0] == "everybody: chats go after 36500 days without use"
        assert "7 days from now" in told
        run("retention", "set", "1", "--group", GROUP)
        assert shown()[:2] == (36500, {GROUP: 1})
        assert f"{GROUP}: chats go after 1 day without use" in run("retention", "show")
        before = shown()
        assert run("retention", "set", "1", "--group", GROUP).rstrip().endswith("as before")
        assert shown() == before, "the seven days do not begin anew"

    await asyncio.to_thread(by_command)
    try:
        await _until_on_record(product, {"what": "retention", "days": 36500, "groups": 1})
        async with product.person(admin=True) as boss:
            rules = (await boss.get("/api/admin/retention")).json()
            assert (rules["days"], [each["days"] for each in rules["groups"]]) == (36500, [1])
    finally:
        await asyncio.to_thread(run, "retention", "set", "none", "--group", GROUP)
        await asyncio.to_thread(run, "retention", "set", "none")
    assert (await asyncio.to_thread(shown))[:2] == (None, {})


async def test_what_cannot_be_meant_is_told(product: Product) -> None:
    def refusals() -> list[tuple[int, str]]:
        wrong = (("set", "0"), ("set", "forever"), ("set", "36501"), ("set", "9", "--group", "Nobody at all"))
        done = [product.command("retention", *words) for words in wrong]
        return [(each.returncode, each.stderr) for each in done]

    told = await asyncio.to_thread(refusals)
    assert [status for status, _ in told] == [2, 2, 2, 1]
    assert all("A number from 1 to 36500" in text for _, text in told[:3])
