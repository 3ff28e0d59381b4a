"""History off over HTTP: chosen by people, enforced or forbidden by administrators; nobody talks their way round."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.product import Person, Product
from tests.scripted import Upstream


@asynccontextmanager
async def group_with(product: Product, person: Person, history: str) -> AsyncIterator[Person]:
    """The person is in a group for which this is said; gives an administrator."""
    async with product.person(admin=True) as boss:
        me = (await person.get("/api/me")).json()["id"]
        group = (await boss.send("POST", "/api/admin/groups", {"name": f"Group {me}"})).json()["id"]
        assert (await boss.send("PUT", f"/api/admin/groups/{group}/members/{me}")).status_code == 204
        said = await boss.send("PUT", "/api/admin/history", {"group": group, "history": history})
        assert said.status_code == 200, said.text
        try:
            yield boss
        finally:
            assert (await boss.send("DELETE", f"/api/admin/groups/{group}")).status_code == 204


async def test_where_history_must_be_off_nothing_is_stored(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        kept = await ada.new_chat(model=model)
        await ada.answer((await ada.say(kept, "Before the rule"))["run_id"])
        async with group_with(product, ada, "off"):
            assert (await ada.get("/api/me/history")).json() == {"history": "off", "idle_seconds": 4 * 3600}
            tries = [
                await ada.send("POST", "/api/chats", {"model": model}),
                await ada.send("POST", "/api/chats", {"model": model, "temporary": False}),
                await ada.send("POST", f"/api/chats/{kept}/runs", {"kind": "say", "text": "More"}),
                await ada.send("PATCH", f"/api/chats/{kept}", {"instructions": "More"}),
                await ada.send("PATCH", f"/api/chats/{kept}", {"title": "More"}),
                await ada.client.post(
                    f"/api/chats/{kept}/files",
                    content=b"More",
                    headers={"x-csrf-token": ada.csrf, "x-file-name": "a.txt"},
                ),
            ]
            assert [(one.status_code, one.json()["code"]) for one in tries] == [(403, "history_must_be_off")] * len(
                tries
            )
            # What was kept before can still be read, and deleted.
            assert len(await ada.messages(kept)) == 2
            chat = await ada.new_chat(model=model, temporary=True)
            await ada.answer((await ada.say(chat, "In memory only"))["run_id"])
            key = await asyncio.to_thread(product.make_key, ada.email)
            body = {"model": model, "input": "Hello", "store": True}
            refused = await ada.client.post("/v1/responses", json=body, headers={"authorization": f"Bearer {key}"})
            assert refused.status_code == 403, refused.text
            body["store"] = False
            done = await ada.client.post("/v1/responses", json=body, headers={"authorization": f"Bearer {key}"})
            assert done.status_code == 200, done.text
        assert (await ada.get("/api/me/history")).json()["history"] == "free"
        await ada.answer((await ada.say(kept, "After the rule", (await ada.messages(kept))[-1]["id"]))["run_id"])


async def test_where_chats_must_be_kept_history_cannot_be_off(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        chat = await ada.new_chat(model=model, temporary=True)
        async with group_with(product, ada, "kept"):
            refused = await ada.send("POST", "/api/chats", {"model": model, "temporary": True})
            assert (refused.status_code, refused.json()["code"]) == (403, "history_must_be_kept")
            refused = await ada.send("POST", f"/api/chats/{chat}/runs", {"kind": "say", "text": "More"})
            assert (refused.status_code, refused.json()["code"]) == (403, "history_must_be_kept")
            await ada.new_chat(model=model)


async def test_an_officer_is_not_asked_about_what_is_not_stored(product: Product) -> None:
    async with product.person() as ada:
        for temporary, status in ((True, 409), (False, 201)):
            chat = await ada.new_chat(temporary=temporary)
            body = {"chat_id": chat, "keys": ["k"], "kinds": ["label.secret"], "reason": "It is ours.", "excerpt": "x"}
            assert (await ada.send("POST", "/api/guard/releases", body)).status_code == status


async def test_a_command_says_what_counts_for_a_group(product: Product) -> None:
    def run(*words: str) -> str:
        done = product.command(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def by_command() -> None:
        run("groups", "create", "Works council")
        assert run("history", "set", "off", "--group", "Works council") == "Works council: off (no chat is kept)\n"
        assert "Works council: off" in run("history", "show")
        run("history", "set", "free", "--group", "Works council")
        assert "everybody: free" in run("history", "show")
        assert run("history", "show", "--json") == "[]\n"

    await asyncio.to_thread(by_command)
