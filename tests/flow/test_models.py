"""Models over HTTP: who sees what, and what an administrator changes."""

import httpx2
import pytest

from tests.product import Product
from tests.scripted import Upstream


async def test_the_models_and_starter_tasks_are_for_people_who_are_signed_in(product: Product) -> None:
    async with httpx2.AsyncClient(base_url=product.address) as nobody:
        for path in ("/api/models", "/api/starters"):
            answer = await nobody.get(path)
            assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")


async def test_a_model_says_where_words_go_and_what_happens_to_them(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model_id = await product.add_model(upstream.port)
        listed = (await ada.get("/api/models")).json()
        model = next(item for item in listed["items"] if item["id"] == model_id)
        assert listed["default"] == listed["items"][0]["id"]
        assert model["destination"] == {
            "name": f"Server on this machine, port {upstream.port}",
            "destination_class": "local",
            "assurance": "declared",
        }
        assert (model["ready"], model["state"], model["tools"], model["demo"]) == (True, "ready", False, False)
        assert model["terms"]["trained_on"].startswith("Not known")
        assert "127.0.0.1" not in str(model)


@pytest.mark.parametrize("locale", ["en", "de"])
async def test_starter_tasks_come_in_the_readers_language(product: Product, locale: str) -> None:
    async with product.person() as ada:
        items = (await ada.get("/api/starters", locale=locale)).json()["items"]
        assert len(items) >= 4
        assert all(item.keys() == {"id", "title", "prompt"} for item in items)


async def test_a_language_that_we_do_not_have_is_refused(product: Product) -> None:
    async with product.person() as ada:
        answer = await ada.get("/api/starters", locale="xx")
        assert answer.status_code == 422
