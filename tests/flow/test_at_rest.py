"""What lies in the data folder: no words of anybody, nothing of temporary chats, no key of what was deleted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
from asyncpg.connection import Connection

from inhouse.store.embedded import EmbeddedPostgres, Role
from inhouse.vault.sealing import OVERHEAD_BYTES
from tests.product import Person, Product
from tests.scripted import Upstream, words

# Every column of the database that could hold words. What people write is sealed; why the others need not be.
SEALED = {
    "chat.chats": {"title", "instructions"},
    "chat.file_chunks": {"content"},
    "chat.files": {"content"},
    "chat.messages": {"content"},
    "chat.notes": {"content"},
    "chat.parts": {"content"},
    "guard.releases": {"content", "note"},
    "guard.terms": {"content"},
    "identity.people": {"instructions"},
    "keys.chat_keys": {"wrapped"},
    "keys.installation": {"root"},
    "keys.person_keys": {"wrapped", "own"},
    "ledger.checkpoint_keys": {"sealed"},
    "models.accounts": {"sealed"},
    "responses.responses": {"content"},
}
CODES = {
    "chat.chats": {"title_source", "model"},
    "chat.file_chunks": {"kind"},
    "chat.files": {"state", "node"},
    "chat.history_rules": {"rule"},
    "chat.messages": {"speaker", "status", "model", "destination", "destination_class", "rating", "finish", "node"},
    "guard.counts": {"rule"},
    "guard.releases": {"keys", "kinds"},
    "identity.api_keys": {"prefix", "models", "doors", "addresses"},
    "identity.consents": {"purpose_hash"},
    "identity.links": {"kind"},
    "identity.people": {"locale", "theme"},
    "keys.installation": {"custody"},
    "ledger.act_lines": {"log"},
    "ledger.acts": {"kind", "actor", "subject", "chat", "facts", "claimed_by"},
    "ledger.entries": {"log", "kind", "entry"},
    "ledger.logs": {"log"},
    "responses.responses": {"local_destination"},
    "usage.calls": {"groups", "model", "destination_class", "purpose", "currency", "outcome", "error", "log"},
    "usage.limits": {"kind", "model", "currency"},
}
"""Ids, words of a closed list, pseudonyms, counts."""
HASHES = {
    "guard.policies": {"hash"},
    "guard.terms": {"digest"},
    "identity.api_keys": {"key_hash"},
    "identity.attempts": {"key"},
    "identity.links": {"token_hash"},
    "identity.passwords": {"hash"},
    "identity.sessions": {"token_hash"},
    "keys.epochs": {"fingerprint"},
    "keys.installation": {"fingerprint"},
    "ledger.checkpoint_keys": {"public"},
}
"""From which nobody finds the words: keyed, slow, or of something random."""
NAMES = {
    "identity.api_keys": {"name"},
    "identity.groups": {"name", "name_key"},
    "identity.people": {"email", "email_key", "name"},
    "identity.services": {"name", "name_key"},
    "identity.sessions": {"user_agent", "address"},
}
"""Who is there and from where: needed before anybody's key is. The threat model says so."""
RULES = {
    "guard.policies": {"policy", "note"},
    "guard.terms": {"category"},
    "identity.training_rules": {"purpose"},
    "models.accounts": {
        *("name", "wire", "scheme", "host", "path", "api_version", "destination_class", "terms", "header"),
        *("credential", "place", "entra"),
    },
    "models.deployments": {"model_id", "upstream_model"},
    "models.models": {
        *("id", "name", "kind", "host", "file", "upstream_model", "terms", "description", "abilities", "fallback"),
        *("groups", "layout", "tested"),
    },
}
"""What administrators write about models, rules and purposes."""
_COLUMNS = """
SELECT n.nspname || '.' || c.relname, a.attname
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'store', 'public')
    AND t.typname NOT IN ('uuid', 'timestamptz', 'bool', 'int2', 'int4', 'int8')
    AND t.typname NOT IN ('date', 'numeric', 'float8', 'interval')
"""


@asynccontextmanager
async def rows_of(product: Product, person: Person) -> AsyncIterator[Connection]:
    """The database as the server sees it for one person."""
    running = EmbeddedPostgres.running(product.folder / "data")
    assert running is not None
    at = running(Role.APP)
    connection = await asyncpg.connect(
        host=str(at.host), port=at.port, user=at.user, password=at.password, database=at.database
    )
    try:
        me = (await person.get("/api/me")).json()["id"]
        await connection.execute("SELECT set_config('app.caller', $1, false)", me)
        yield connection
    finally:
        await connection.close()


def files_with(product: Product, canary: str) -> list[str]:
    """The files of the data folder that hold these words."""
    needles = [canary.encode(), canary.encode("utf-16-le"), canary.encode().hex().encode()]
    contents = ((path.name, content_of(path)) for path in (product.folder / "data").rglob("*"))
    return [name for name, content in contents if any(needle in content for needle in needles)]


def content_of(path: Path) -> bytes:
    """A file's bytes; none of a folder, a socket, or what the database has removed meanwhile."""
    with suppress(OSError):
        return path.read_bytes()
    return b""


def canary() -> str:
    return f"canary-{uuid4().hex}"


async def test_no_file_holds_what_people_write(product: Product) -> None:
    said, answered, title, chat_wish, own_wish, thought = (canary() for _ in range(6))
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port, fit_for_work=True)
        upstream.will(words(f"The answer is {answered}.", reasoning=thought), words(title))
        await ada.send("PATCH", "/api/me", {"instructions": own_wish})
        chat = await ada.new_chat(model=model, instructions=chat_wish)
        run = await ada.say(chat, f"What is {said}?")
        await ada.answer(run["run_id"])
        await ada.send("PATCH", f"/api/chats/{chat}", {"title": f"{title} mine"})
        assert (await ada.messages(chat))[-1]["reasoning"] == thought
        # What is clear on purpose is found, so the search can find: the log of the database has every commit.
        assert await asyncio.to_thread(files_with, product, ada.email)
        for secret in (said, answered, title, chat_wish, own_wish, thought):
            assert await asyncio.to_thread(files_with, product, secret) == []
        # Both instructions went to the model.
        system = upstream.requests[0].json["messages"][0]
        assert (system["role"], system["content"]) == ("system", f"{own_wish}\n\n{chat_wish}")


async def test_every_column_is_sealed_or_known_to_hold_no_content(product: Product) -> None:
    async with product.person() as ada, rows_of(product, ada) as rows:
        found = {(row[0], row[1]) for row in await rows.fetch(_COLUMNS)}
    listed = [
        (table, column)
        for part in (SEALED, CODES, HASHES, NAMES, RULES)
        for table, columns in part.items()
        for column in columns
    ]
    assert len(listed) == len(set(listed))
    assert sorted(found - set(listed)) == []
    assert sorted(set(listed) - found) == []


async def test_what_is_called_sealed_is_sealed(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada, rows_of(product, ada) as rows:
        model = await product.add_model(upstream.port, fit_for_work=True)
        await ada.send("PATCH", "/api/me", {"instructions": "Be brief"})
        chat = await ada.new_chat(model=model, instructions="Be kind")
        await ada.answer((await ada.say(chat, "Hello there"))["run_id"])
        seen = 0
        for table in (
            "chat.chats",
            "chat.messages",
            "chat.parts",
            "identity.people",
            "keys.chat_keys",
            "keys.person_keys",
        ):
            for column in SEALED[table]:
                statement = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608 (of the list above)
                for (value,) in await rows.fetch(statement):
                    # The format, a nonce, and the tag; what is sealed twice never looks the same.
                    assert (value[0], len(value) >= OVERHEAD_BYTES) == (1, True), (table, column)
                    seen += 1
        assert seen >= 7


async def test_a_temporary_chat_has_no_row(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada, rows_of(product, ada) as rows:
        model = await product.add_model(upstream.port)
        for temporary, expected in ((False, 1), (True, 0)):
            chat = UUID(await ada.new_chat(model=model, temporary=temporary))
            run = await ada.say(str(chat), "Just between us")
            await ada.answer(run["run_id"])
            assert len(await ada.messages(str(chat))) == 2
            assert await rows.fetchval("SELECT count(*) FROM chat.chats WHERE id = $1", chat) == expected
            assert await rows.fetchval("SELECT count(*) FROM keys.chat_keys WHERE chat_id = $1", chat) == expected
            found = await rows.fetchval("SELECT count(*) FROM chat.messages WHERE chat_id = $1", chat)
            assert found == 2 * expected


async def test_what_was_deleted_loses_its_key_and_says_so(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada, rows_of(product, ada) as rows:
        model = await product.add_model(upstream.port)
        chat = await ada.new_chat(model=model)
        run = await ada.say(chat, "To be forgotten")
        await ada.answer(run["run_id"])
        key = "SELECT wrapped FROM keys.chat_keys WHERE chat_id = $1"
        assert await rows.fetchval(key, UUID(chat))
        assert (await ada.send("DELETE", f"/api/chats/{chat}")).status_code == 200
        assert await rows.fetchval(key, UUID(chat))
        earlier = "UPDATE chat.chats SET deleted_at = deleted_at - interval '16 seconds' WHERE id = $1"
        assert await rows.execute(earlier, UUID(chat)) == "UPDATE 1"

        late = await ada.send("POST", f"/api/chats/{chat}/undelete")
        assert (late.status_code, late.json()["code"]) == (410, "chat_gone")
        async with asyncio.timeout(15):  # the work on chats comes round every five seconds
            while await rows.fetchval(key, UUID(chat)):
                await asyncio.sleep(0.1)
        assert await rows.fetchval("SELECT count(*) FROM chat.messages WHERE chat_id = $1", UUID(chat)) == 0
        late = await ada.send("POST", f"/api/chats/{chat}/undelete")
        assert (late.status_code, late.json()["code"]) == (410, "chat_gone")
        for path in (f"/api/chats/{chat}", f"/api/chats/{chat}/messages", f"/api/runs/{run['run_id']}/events"):
            assert (await ada.get(path)).status_code in (404, 410), path
        again = await ada.send("POST", "/api/chats", {"id": chat, "model": model})
        assert again.status_code in (404, 409, 410), again.text
