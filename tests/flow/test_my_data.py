"""What is a person's own: a message that goes, everything to take along, and an account that is erased."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.product import PASSWORD, Person, Product
from tests.scripted import Upstream, words

SECRET = "hunter2-CANARY"


@pytest.fixture
async def model(product: Product) -> AsyncIterator[tuple[Upstream, str]]:
    async with Upstream() as upstream:
        yield upstream, await product.add_model(upstream.port)


async def a_talk(ada: Person, upstream: Upstream, model: str) -> tuple[str, list[str]]:
    """Two turns and a file; gives back the chat and the ids of the questions."""
    upstream.will(words("Wax, mostly."), words("I forget it."))
    chat = await ada.new_chat(model=model)
    first = await ada.say(chat, "What is a seal <b>made</b> of?")
    await ada.answer(first["run_id"])
    sent = {"x-csrf-token": ada.csrf, "x-file-name": "..%2Fplan.txt"}
    reply = await ada.client.post(f"/api/chats/{chat}/files", content=b"the plan", headers=sent)
    assert reply.status_code == 201, reply.text
    (_, answer) = await ada.messages(chat)
    second = await ada.say(chat, f"My password is {SECRET}", answer["id"])
    await ada.answer(second["run_id"])
    return chat, [one["id"] for one in await ada.messages(chat) if one["role"] == "user"]


async def test_a_message_goes_with_all_below_it(product: Product, model: tuple[Upstream, str]) -> None:
    async with product.person() as ada:
        chat, (first, second) = await a_talk(ada, *model)
        removed = (await ada.send("DELETE", f"/api/messages/{second}")).json()
        assert removed["messages"] == 2
        assert removed["receipt"]["unreadable_here"] < removed["receipt"]["unreadable_anywhere"]
        assert [one["text"] for one in await ada.messages(chat)] == ["What is a seal <b>made</b> of?", "Wax, mostly."]
        assert (await ada.get("/api/search", q=SECRET)).json()["items"] == []
        assert (await ada.send("DELETE", f"/api/messages/{second}")).status_code == 404
        # It goes on from there.
        upstream, _ = model
        upstream.will(words("Yes."))
        (_, answer) = await ada.messages(chat)
        run = await ada.say(chat, "Still there?", answer["id"])
        assert (await ada.answer(run["run_id"]))[0] == "Yes."
        assert (await ada.messages(chat))[0]["id"] == first


async def test_everything_of_a_person_fits_into_one_archive(product: Product, model: tuple[Upstream, str]) -> None:
    async with product.person() as ada:
        await a_talk(ada, *model)
        await ada.send("POST", "/api/me/keys", {"name": "mine"})
        extent = (await ada.get("/api/me/data/extent")).json()
        assert (extent["chats"], extent["files"]) == (1, 1)
        async with asyncio.timeout(20):
            # A row of usage is written a moment after the answer.
            while sum(row["calls"] for row in (await ada.get("/api/me/usage")).json()["items"]) < 2:
                await asyncio.sleep(0.05)
        reply = await ada.get("/api/me/data")
        assert (reply.status_code, reply.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        told = json.loads(
            next(archive.read(one) for one in names if one.startswith("chats/") and one.endswith(".json"))
        )
        html = next(archive.read(name) for name in names if name.startswith("chats/") and name.endswith(".html"))
        assert archive.read("files/0001/plan.txt") == b"the plan"
        assert json.loads(archive.read("profile.json"))["email"] == ada.email
        assert json.loads(archive.read("keys.json"))[0]["terms"]["name"] == "mine"
        assert len(json.loads(archive.read("sessions.json"))) == 1
        assert archive.read("usage.csv").count(b"\r\n") >= 3
        assert b"chats/0001-" in archive.read("index.html")
    assert [one["role"] for one in told["messages"]] == ["user", "assistant", "user", "assistant"]
    assert SECRET.encode() in html
    assert b"<b>made</b>" not in html


async def test_all_chats_go_only_when_that_is_said(product: Product, model: tuple[Upstream, str]) -> None:
    async with product.person() as ada:
        chat, _ = await a_talk(ada, *model)
        assert (await ada.send("POST", "/api/me/chats/delete", {"confirm": "yes"})).status_code == 400
        reply = await ada.send("POST", "/api/me/chats/delete", {"confirm": "delete all my chats"})
        assert (reply.status_code, reply.json()["chats"]) == (200, 1)
        assert (await ada.get(f"/api/chats/{chat}")).status_code in (404, 410)
        assert (await ada.get("/api/chats")).json()["items"] == []


async def test_an_erased_account_is_gone_with_everything(product: Product, model: tuple[Upstream, str]) -> None:
    async with product.person() as ada, product.person(admin=True) as boss:
        chat, _ = await a_talk(ada, *model)
        key = (await ada.send("POST", "/api/me/keys", {"name": "mine"})).json()["key"]
        wrong = await ada.send("POST", "/api/me/erase", {"password": "wrong", "email": ada.email})
        assert (wrong.status_code, wrong.json()["code"]) == (400, "wrong_password")
        erased = await ada.send("POST", "/api/me/erase", {"password": PASSWORD})
        assert erased.status_code == 200, erased.text
        assert erased.json()["unreadable_here"] < erased.json()["unreadable_anywhere"]
        assert (await ada.get("/api/chats")).status_code == 401
        assert (await ada.sign_in()).status_code == 401
        people = (await boss.get("/api/admin/people")).json()["items"]
        assert ada.email not in [one["email"] for one in people]
        async with httpx2.AsyncClient(base_url=product.address) as program:
            headers = {"authorization": f"Bearer {key}"}
            assert (await program.get("/v1/models", headers=headers)).status_code == 401
        assert (await boss.get(f"/api/chats/{chat}")).status_code == 404


async def test_administrators_and_the_command_line_erase_accounts_but_not_the_last_one(product: Product) -> None:
    async with product.person() as ada, product.person(admin=True) as boss:
        me = (await boss.get("/api/me")).json()["id"]
        assert (await boss.send("DELETE", f"/api/admin/people/{me}")).status_code == 400
        her = (await ada.get("/api/me")).json()["id"]
        assert (await ada.send("DELETE", f"/api/admin/people/{her}")).status_code == 403
        erased = await boss.send("DELETE", f"/api/admin/people/{her}")
        assert erased.status_code == 200, erased.text
        assert (await ada.get("/api/me")).status_code == 401
        assert (await boss.send("DELETE", f"/api/admin/people/{her}")).status_code == 404
    email = product.make_person()
    done = product.command("users", "erase", "--email", email, "--yes")
    assert done.returncode == 0, done.stderr
    assert "Receipt" in done.stdout
    assert product.command("users", "erase", "--email", email, "--yes").returncode == 1
