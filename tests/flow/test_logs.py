"""No log holds a prompt, an answer, a title, a token, a key or a password."""

import asyncio
import json
import signal
from pathlib import Path
from uuid import uuid4

from tests.product import Product
from tests.scripted import Upstream, failure, words


def canary(kind: str) -> str:
    return f"canary{kind}{uuid4().hex}"


async def test_canaries_of_every_kind_are_in_no_log(tmp_path: Path) -> None:
    product = Product(tmp_path, {"INHOUSE_ENGINE": "off", "INHOUSE_LOG_LEVEL": "debug"}).start()
    prompt, reply, title, instructions, search, bad = (canary(str(number)) for number in range(6))
    secrets = [prompt, reply, title, instructions, search, bad]
    try:
        async with Upstream() as upstream, product.person() as ada:
            upstream.will(words(reply), words(reply), failure(500, prompt))
            model = await product.add_model(upstream.port)
            secrets += [ada.csrf, *ada.client.cookies.values()]
            key = (await ada.send("POST", "/api/me/keys", {"name": "k"})).json()["key"]
            secrets.append(key)
            made = await asyncio.to_thread(product.command, "keys", "create", "--service", "s", "--name", "k", "--json")
            secrets.append(json.loads(made.stdout)["key"])
            narrow = (await ada.send("POST", "/api/me/keys", {"name": "k", "doors": ["chat"]})).json()["key"]
            secrets.append(narrow)
            for refused in (narrow, secrets[-2], f"ih_{bad}"):
                for header in ("authorization", "api-key", "x-api-key"):
                    await ada.client.get("/v1/models", headers={header: refused})
            await ada.send("PATCH", "/api/me", {"instructions": instructions})
            chat = await ada.new_chat(model=model, instructions=instructions)
            run = await ada.say(chat, prompt)
            assert (await ada.answer(run["run_id"]))[0] == reply
            await ada.send("PATCH", f"/api/chats/{chat}", {"title": title})
            await ada.get("/api/search", q=search)
            await ada.client.post("/api/session", json={"email": ada.email, "password": bad})
            await ada.client.get(f"/api/me?token={bad}", headers={"authorization": f"Bearer {bad}"})
            await ada.send("POST", f"/api/chats/{chat}/runs", {"kind": bad, "text": prompt, bad: bad})
            await ada.client.post("/api/session", content=b'{"password": "' + bad.encode())
            door = {"model": model, "messages": [{"role": "user", "content": prompt}], bad: bad}
            await ada.client.post("/v1/chat/completions", json=door, headers={"authorization": f"Bearer {key}"})
            del door[bad]
            await ada.client.post("/v1/chat/completions", json=door, headers={"authorization": f"Bearer {key}"})
            failing = await ada.say(chat, prompt)
            await ada.answer(failing["run_id"])
    finally:
        product.stop(signal.SIGTERM)
    logged = product.output
    assert len(logged) > 200
    for secret in secrets:
        assert secret not in logged


async def test_the_set_up_token_is_shown_once_and_works_once(tmp_path: Path) -> None:
    product = Product(tmp_path, {"INHOUSE_ENGINE": "off"}).start()
    token = product.set_up_token()
    assert product.output.count(token) == 1
    product.stop()
