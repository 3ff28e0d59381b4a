"""A house with a provider far away, a model here, company terms, and a policy that tests may change."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.product import Person, Product, free_port
from tests.scripted import Answer, Seen, Upstream, words

CUSTOMER = "Brightwater Logistics"
CODE_NAME = "Project Halcyon"
IBAN = "DE89 3704 0044 0532 0130 00"
KEY = "AKIA" + "QZ7XW2MNB4KLP6RT"
SECRETS = (CUSTOMER, CODE_NAME, IBAN, KEY)
BOTH = ("", "?dir=rtl")


def echo(seen: Seen) -> Answer:
    """What the last message said, a few letters at a time."""
    said = seen.json["messages"][-1]["content"]
    return words(*(said[start : start + 5] for start in range(0, len(said), 5)))


@dataclass
class House:
    """The running product; `port` is where the provider listens in every test anew, `near` the model here."""

    product: Product
    port: int
    near: Upstream
    near_id: str
    boss: Person

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path) -> AsyncGenerator["House"]:
        product = Product(folder, {"INHOUSE_ENGINE": "off"}).start()
        port = free_port()
        try:
            async with AsyncExitStack() as stack:
                near = await stack.enter_async_context(Upstream())
                boss = await stack.enter_async_context(product.person(admin=True))
                async with Upstream(port=port):
                    await _add(boss, "Faraway", port, "external", default=True)
                near_id = await _add(boss, "Near", near.port, "local", default=False)
                await _send(boss, "POST", "/api/admin/guard/terms", _terms())
                yield cls(product, port, near, near_id, boss)
        finally:
            product.stop()

    @asynccontextmanager
    async def policy(self, preset: str, **more: object) -> AsyncIterator[None]:
        """Another preset in force, with its contact and the like."""
        found = (await self.boss.get("/api/admin/guard/presets")).json()["items"]
        policy = next(one["policy"] for one in found if one["name"] == preset)
        async with self._in_force({**policy, **more}):
            yield

    @asynccontextmanager
    async def rules(self, rules: list[dict[str, Any]]) -> AsyncIterator[None]:
        """A policy of these rules in force."""
        async with self._in_force({"name": "test", "rules": rules}):
            yield

    @asynccontextmanager
    async def fit_model(self) -> AsyncIterator[None]:
        """The model here is fit for work."""
        await _send(self.boss, "PATCH", f"/api/admin/models/{self.near_id}", {"fit_for_work": True})
        try:
            yield
        finally:
            await _send(self.boss, "PATCH", f"/api/admin/models/{self.near_id}", {"fit_for_work": False})

    @asynccontextmanager
    async def _in_force(self, policy: dict[str, Any]) -> AsyncIterator[None]:
        before = (await self.boss.get("/api/admin/guard/policy")).json()
        await self._put(policy)
        try:
            yield
        finally:
            await self._put(before["policy"])

    async def _put(self, policy: dict[str, Any]) -> None:
        version = (await self.boss.get("/api/admin/guard/policy")).json()["version"]
        reply = await self.boss.client.put(
            "/api/admin/guard/policy",
            json={"policy": policy},
            headers={"x-csrf-token": self.boss.csrf, "if-match": f'"{version}"'},
        )
        assert reply.status_code == 200, reply.text


def _terms() -> dict[str, str]:
    return {"text": f"{CUSTOMER},customer\n{CODE_NAME},project\n"}


async def _add(boss: Person, name: str, port: int, far: str, *, default: bool) -> str:
    account = {
        "endpoint": f"http://127.0.0.1:{port}/v1",
        "wire": "openai",
        "destination_class": far,
        "credential": {"kind": "none"},
        "terms": {},
    }
    body = {"name": name, "account": account, "upstream_model": "scripted", "make_default": default}
    return (await _send(boss, "POST", "/api/admin/models", body))["id"]


async def _send(boss: Person, method: str, path: str, body: object) -> dict[str, Any]:
    reply = await boss.send(method, path, body)
    assert reply.is_success, f"{path}: {reply.text}"
    return reply.json() if reply.content else {}
