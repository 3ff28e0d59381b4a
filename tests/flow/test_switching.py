"""One conversation over several models: each gets what the others were told, in the shape that it takes."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests import documents
from tests.flow.test_files import sent
from tests.product import Person, Product
from tests.scripted import Seen, Upstream, words


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One installation with the local model, and a place outside that may be asked."""
    product = Product(tmp_path_factory.mktemp("switching"), {"INHOUSE_ENGINE": "on"}).start()
    yield product
    product.stop()


async def add(product: Product, name: str, *words_of_command: str) -> str:
    """Add a model by the command line; gives back its id."""
    command = ["models", "add", name, "--terms", "local", *words_of_command]
    done = await asyncio.to_thread(product.command, *command, stdin="sk-azure\n")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


async def two_models(product: Product, openai: Upstream, azure: Upstream) -> tuple[str, str]:
    """A model that sees at an OpenAI-shaped server, and one that reads at an Azure-shaped one."""
    there = ["--endpoint", f"http://127.0.0.1:{openai.port}/v1", "--upstream-model", "large", "--images", "--tools"]
    large = await add(product, "Large", *there)
    there = ["--endpoint", f"http://127.0.0.1:{azure.port}", "--upstream-model", "ours", "--wire", "azure", "--tools"]
    ours = await add(product, "Ours", *there, "--api-version", "2024-10-21", "--no-images", "--api-key-stdin")
    return large, ours


async def ask(person: Person, chat: str, model: str, text: str, **more: object) -> str:
    """Say something to one model; gives back its answer."""
    last = (await person.messages(chat))[-1:]
    run = await person.say(chat, text, parent=last[0]["id"] if last else None, model=model, **more)
    answer, end = await person.answer(run["run_id"])
    assert end["type"] == "finished", end
    return answer


def told(seen: Seen) -> list[tuple[str, object]]:
    """The conversation as a server was told it, without instructions."""
    return [(each["role"], each["content"]) for each in seen.json["messages"] if each["role"] != "system"]


@pytest.mark.timeout(400)  # The local model answers; on a busy machine that takes its time.
async def test_a_chat_goes_on_at_the_local_an_openai_shaped_and_an_azure_shaped_model(house: Product) -> None:
    async with Upstream() as openai, Upstream() as azure, house.person() as ada:
        large, ours = await two_models(house, openai, azure)
        openai.will(words("A red dot.", reasoning="I look at it."), words("Once more."))
        azure.will(words("It is still a dot."))
        chat = await ada.new_chat(model="demo")
        first = await ask(ada, chat, "demo", "Say hello.")
        picture = await sent(ada, chat, "dot.png", documents.picture())
        second = await ask(ada, chat, large, "What is this?", attachments=[{"file": picture["id"]}])
        third = await ask(ada, chat, ours, "And now?")
        fourth = await ask(ada, chat, large, "Again?")
        last = await ask(ada, chat, "demo", "Thank you.")

        assert (second, third, fourth) == ("A red dot.", "It is still a dot.", "Once more.")
        before = [("user", "Say hello."), ("assistant", first)]
        at_large, again = (told(seen) for seen in openai.requests)
        (at_ours,) = (told(seen) for seen in azure.requests)
        assert at_large[:2] == at_ours[:2] == again[:2] == before
        # The one that sees gets the picture, the one that reads a word about it; nobody gets another's thoughts.
        assert sorted(part["type"] for part in parts(at_large[2][1])) == ["image_url", "text"]
        assert "What is this?" in str(at_ours[2][1])
        assert "image_url" not in str(at_ours)
        assert at_ours[3:] == [("assistant", second), ("user", "And now?")]
        assert again[3:] == [("assistant", second), ("user", "And now?"), ("assistant", third), ("user", "Again?")]
        assert "I look at it" not in azure.requests[0].body.decode() + openai.requests[1].body.decode()
        # Azure has the deployment in the path and the key in a header of its own.
        seen = azure.requests[0]
        assert seen.path == "/openai/deployments/ours/chat/completions?api-version=2024-10-21"
        assert (seen.headers["api-key"], "authorization" in seen.headers) == ("sk-azure", False)
        assert last
        models = [each["model"] for each in await ada.messages(chat) if each["role"] == "assistant"]
        assert models == ["demo", large, ours, large, "demo"]


def parts(content: object) -> list[dict[str, Any]]:
    """A message's content as parts."""
    assert isinstance(content, list)
    return content


async def test_tools_and_their_results_go_to_every_model_in_its_shape(house: Product) -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": '{"at": "sky"}'}}
    history = [
        {"role": "user", "content": "Look."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "Blue."},
    ]
    tools = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]
    async with Upstream() as openai, Upstream() as azure:
        models = await two_models(house, openai, azure)
        key = house.make_key(house.make_person())
        async with httpx2.AsyncClient(base_url=house.address, timeout=30) as client:
            for model in models:
                body = {"model": model, "messages": history, "tools": tools}
                reply = await client.post("/v1/chat/completions", json=body, headers={"authorization": f"Bearer {key}"})
                assert reply.status_code == 200, reply.text
            refused = await client.post(
                "/v1/chat/completions",
                json={"model": "demo", "messages": history, "tools": tools},
                headers={"authorization": f"Bearer {key}"},
            )
        for upstream in (openai, azure):
            said = upstream.requests[0].json["messages"]
            assert [each["role"] for each in said] == ["user", "assistant", "tool"]
            assert said[1]["tool_calls"][0]["function"] == call["function"]
            assert (said[2]["tool_call_id"], said[2]["content"]) == ("call_1", "Blue.")
        # The model that has no tools says so.
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "tools_unsupported")
