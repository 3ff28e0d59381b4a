"""The official client against our doors on a real socket, as people use it."""

import asyncio
import base64
import dataclasses
import socket
from collections.abc import AsyncGenerator

import openai
import orjson
import pytest
from openai import AsyncAzureOpenAI, AsyncOpenAI, AzureOpenAI, OpenAI
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam
from pydantic import BaseModel

from inhouse.gateway.openai import delivery
from tests.answers import USAGE, calls, vectors
from tests.houses import KNOWN, House
from tests.scripted import DONE, Answer, Cut, Gate, chunk, event, failure, prompt_too_long, words

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "hello"}]
LOOK: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "look",
        "description": "Looks somewhere.",
        "parameters": {"type": "object", "properties": {"at": {"type": "string"}}, "required": ["at"]},
    },
}


@pytest.fixture
async def client(house: House) -> AsyncGenerator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=house.address, api_key=KNOWN, max_retries=0) as client:
        yield client


async def test_models_are_listed_and_found(client: AsyncOpenAI) -> None:
    assert [model.id async for model in await client.models.list()] == ["demo", "plain", "vectors"]
    assert (await client.models.retrieve("demo")).owned_by == "inhouse"
    with pytest.raises(openai.NotFoundError) as refusal:
        await client.models.retrieve("gpt-9")
    assert refusal.value.code == "model_not_found"


async def test_a_whole_answer(house: House, client: AsyncOpenAI) -> None:
    house.upstream.will(words("Hello", " there"))
    answer = await client.chat.completions.create(model="demo", messages=HELLO, temperature=0.5, seed=7)

    assert answer.choices[0].message.content == "Hello there"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (7, 3)
    sent = house.upstream.requests[0].json
    assert (sent["temperature"], sent["seed"], sent["store"], sent["stream"]) == (0.5, 7, False, True)
    assert await house.outcomes() == ["ok"]


async def test_a_streamed_answer_with_usage(house: House, client: AsyncOpenAI) -> None:
    house.upstream.will(words("Hello", " there"))
    stream = await client.chat.completions.create(
        model="demo", messages=HELLO, stream=True, stream_options={"include_usage": True}
    )
    async with stream:
        chunks = [chunk async for chunk in stream]

    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices) == "Hello there"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 10
    assert await house.outcomes() == ["ok"]


async def test_the_answer_comes_word_by_word(house: House, client: AsyncOpenAI) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate, "two"))
    stream = await client.chat.completions.create(model="demo", messages=HELLO, stream=True)
    said: list[str] = []
    async with stream:
        async for chunk in stream:
            said += [choice.delta.content for choice in chunk.choices if choice.delta.content]
            if said == ["one"]:
                gate.open()
    assert said == ["one", "two"]


async def test_the_stream_helper_and_the_raw_headers(house: House, client: AsyncOpenAI) -> None:
    house.upstream.will(words("Hello"), words("again"))
    async with client.chat.completions.stream(model="demo", messages=HELLO) as stream:
        final = await stream.get_final_completion()
    assert final.choices[0].message.content == "Hello"

    raw = await client.chat.completions.with_raw_response.create(model="demo", messages=HELLO)
    assert raw.headers["x-inhouse-destination"] == "scripted; local"
    assert raw.headers["x-inhouse-line"].startswith("inhouse.test/one/")
    assert raw.headers["x-request-id"]


async def test_the_synchronous_client(house: House) -> None:
    house.upstream.will(words("Hello"), words("a", "b"))

    def talk() -> tuple[str | None, str]:
        with OpenAI(base_url=house.address, api_key=KNOWN, max_retries=0) as waiting:
            whole = waiting.chat.completions.create(model="demo", messages=HELLO)
            with waiting.chat.completions.create(model="demo", messages=HELLO, stream=True) as stream:
                pieces = [choice.delta.content or "" for chunk in stream for choice in chunk.choices]
        return whole.choices[0].message.content, "".join(pieces)

    assert await asyncio.to_thread(talk) == ("Hello", "ab")


async def test_leaving_a_stream_stops_the_model(house: House, client: AsyncOpenAI) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate, "two"))
    stream = await client.chat.completions.create(model="demo", messages=HELLO, stream=True)
    async with stream:
        async for chunk in stream:
            if chunk.choices[0].delta.content:
                break
    await house.upstream.left()
    await house.closed.wait()
    assert await house.outcomes() == ["cut"]


async def test_giving_up_on_a_whole_answer_stops_the_model(house: House, client: AsyncOpenAI) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate, "two"))
    asking = asyncio.create_task(client.chat.completions.create(model="demo", messages=HELLO))
    await gate.reached.wait()
    asking.cancel()
    await house.upstream.left()
    await house.closed.wait()
    assert await house.outcomes() == ["cut"]


async def test_refusals_are_the_clients_own_errors(house: House, client: AsyncOpenAI) -> None:
    ask = client.chat.completions.create
    with pytest.raises(openai.AuthenticationError):
        await client.with_options(api_key="ih_bad").chat.completions.create(model="demo", messages=HELLO)
    with pytest.raises(openai.NotFoundError):
        await ask(model="gpt-9", messages=HELLO)
    with pytest.raises(openai.BadRequestError) as refusal:
        await ask(model="demo", messages=[{"role": "user", "content": "a", "frobnicate": 1}])  # type: ignore[typeddict-unknown-key]
    assert (refusal.value.param, refusal.value.code) == ("messages[0].frobnicate", "unknown_parameter")
    with pytest.raises(openai.BadRequestError) as refusal:
        await ask(model="plain", messages=HELLO, tools=[LOOK])
    assert (refusal.value.param, refusal.value.code) == ("tools", "tools_unsupported")
    assert "plain" in refusal.value.message
    assert house.log.rows == []


async def test_trouble_upstream_has_the_status_that_clients_act_on(house: House, client: AsyncOpenAI) -> None:
    ask = client.chat.completions.create
    busy = dataclasses.replace(failure(429), headers=(("content-type", "application/json"), ("retry-after", "60")))
    house.upstream.will(prompt_too_long(9000, 2048), busy, failure(501), words("one", Cut()))
    with pytest.raises(openai.BadRequestError) as refusal:
        await ask(model="demo", messages=HELLO)
    assert refusal.value.code == "context_length_exceeded"
    with pytest.raises(openai.RateLimitError) as slow_down:
        await ask(model="demo", messages=HELLO)
    assert slow_down.value.response.headers["retry-after"] == "60"
    with pytest.raises(openai.InternalServerError):
        await ask(model="demo", messages=HELLO)
    with pytest.raises(openai.InternalServerError):
        await ask(model="demo", messages=HELLO)
    assert await house.outcomes() == ["failed"] * 4


async def test_a_stream_cut_upstream_raises_after_the_words_that_came(house: House, client: AsyncOpenAI) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate, Cut()))
    said: list[str] = []

    async def listen() -> None:
        stream = await client.chat.completions.create(model="demo", messages=HELLO, stream=True)
        async with stream:
            async for chunk in stream:
                said.extend(choice.delta.content for choice in chunk.choices if choice.delta.content)
                if said:
                    gate.open()

    with pytest.raises(openai.APIError) as failed:
        await listen()
    assert said == ["one"]
    assert failed.value.code == "answer_broken"
    assert await house.outcomes() == ["failed"]


async def test_a_client_that_reads_nothing_is_cut_and_frees_the_model(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SEND_SECONDS", 0.2)
    # More than all buffers on the way hold together.
    house.upstream.will(words(*["x" * 60_000] * 400))
    body = orjson.dumps({"model": "demo", "messages": HELLO, "stream": True})
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KNOWN}\r\n"
    port = int(house.address.split(":")[2].split("/")[0])
    with socket.socket() as stalled:
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stalled.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(stalled, ("127.0.0.1", port))
        await loop.sock_sendall(stalled, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await house.closed.wait()
    assert await house.outcomes() == ["cut"]


async def test_a_tool_is_called_and_its_result_goes_back(house: House, client: AsyncOpenAI) -> None:
    house.upstream.will(calls(("look", '{"at":"sky"}'), ("look", '{"at":"sea"}')), words("Both are blue."))
    said = list(HELLO)
    first = await client.chat.completions.create(model="demo", messages=said, tools=[LOOK], tool_choice="auto")
    message = first.choices[0].message
    assert (first.choices[0].finish_reason, message.content) == ("tool_calls", None)
    assert message.tool_calls is not None
    said.append(message.model_dump(exclude_none=True))  # type: ignore[arg-type]  # as the documentation does it
    for call in message.tool_calls:
        assert call.type == "function"
        assert call.function.name == "look"
        at = orjson.loads(call.function.arguments)["at"]
        said.append({"role": "tool", "tool_call_id": call.id, "content": f"the {at} is blue"})
    last = await client.chat.completions.create(model="demo", messages=said, tools=[LOOK])

    assert last.choices[0].message.content == "Both are blue."
    asked, answered = house.sent()
    assert asked["tools"] == [LOOK]
    assert [message["role"] for message in answered["messages"]] == ["user", "assistant", "tool", "tool"]
    assert answered["messages"][1]["tool_calls"][1]["function"] == {"name": "look", "arguments": '{"at":"sea"}'}
    assert answered["messages"][3] == {"role": "tool", "tool_call_id": "call_1", "content": "the sea is blue"}


async def test_the_arguments_of_a_tool_come_in_pieces(house: House, client: AsyncOpenAI) -> None:
    house.upstream.will(calls(("look", '{"at":"sky"}'), ("look", '{"at":"sea"}')))
    async with client.chat.completions.stream(model="demo", messages=HELLO, tools=[LOOK]) as stream:
        told = [event async for event in stream]
        final = await stream.get_final_completion()
    pieces = [each.arguments_delta for each in told if each.type == "tool_calls.function.arguments.delta"]
    assert "".join(pieces) == '{"at":"sky"}{"at":"sea"}'
    assert len(pieces) > 4
    assert [call.id for call in final.choices[0].message.tool_calls or ()] == ["call_0", "call_1"]
    assert final.choices[0].finish_reason == "tool_calls"


class Person(BaseModel):
    name: str
    age: int


async def test_an_answer_has_the_shape_of_a_model_of_pydantic(house: House, client: AsyncOpenAI) -> None:
    house.upstream.will(words('{"name":"Ada"', ',"age":36}'), chunked_refusal("I cannot."))
    answer = await client.chat.completions.parse(model="demo", messages=HELLO, response_format=Person)
    assert answer.choices[0].message.parsed == Person(name="Ada", age=36)
    wanted = house.sent()[0]["response_format"]["json_schema"]
    assert (wanted["name"], wanted["strict"], wanted["schema"]["required"]) == ("Person", True, ["name", "age"])

    answer = await client.chat.completions.parse(model="demo", messages=HELLO, response_format=Person)
    assert (answer.choices[0].message.parsed, answer.choices[0].message.refusal) == (None, "I cannot.")


def chunked_refusal(text: str) -> Answer:
    return Answer((chunk(delta={"refusal": text}), chunk(delta={}, finish_reason="stop"), DONE))


async def test_several_answers_likelihoods_and_counts(house: House, client: AsyncOpenAI) -> None:
    def piece(index: int, text: str, finish: str | None = None) -> bytes:
        likely = {"content": [{"token": text, "logprob": -0.5, "bytes": None, "top_logprobs": []}], "refusal": None}
        return event(
            {"choices": [{"index": index, "delta": {"content": text}, "logprobs": likely, "finish_reason": finish}]}
        )

    said = (piece(0, "a"), piece(1, "b"), piece(1, "d", "length"), piece(0, "c", "stop"), USAGE, DONE)
    house.upstream.will(Answer(said), Answer(said))
    answer = await client.chat.completions.create(model="demo", messages=HELLO, n=2, logprobs=True, top_logprobs=1)
    assert [(each.message.content, each.finish_reason) for each in answer.choices] == [("ac", "stop"), ("bd", "length")]
    likely = answer.choices[1].logprobs
    assert likely is not None
    assert [token.token for token in likely.content or ()] == ["b", "d"]
    assert answer.usage is not None
    assert answer.usage.prompt_tokens_details is not None
    assert answer.usage.prompt_tokens_details.cached_tokens == 4
    assert answer.usage.completion_tokens_details is not None
    assert answer.usage.completion_tokens_details.reasoning_tokens == 2

    stream = await client.chat.completions.create(model="demo", messages=HELLO, n=2, logprobs=True, stream=True)
    async with stream:
        pieces = [each async for chunk in stream for each in chunk.choices]
    texts = ["".join(each.delta.content or "" for each in pieces if each.index == index) for index in (0, 1)]
    ends = [(each.index, each.finish_reason) for each in pieces if each.finish_reason]
    assert (texts, ends) == (["ac", "bd"], [(1, "length"), (0, "stop")])
    assert [each.logprobs is not None for each in pieces if each.delta.content] == [True] * 4


async def test_a_filter_is_shown_as_what_it_is(house: House, client: AsyncOpenAI) -> None:
    found = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": {"violence": {"filtered": True}}}
    house.upstream.will(
        words("one", finish="content_filter"), failure(400, "no", code="content_filter", innererror=found)
    )
    answer = await client.chat.completions.create(model="demo", messages=HELLO)
    assert (answer.choices[0].finish_reason, answer.choices[0].message.content) == ("content_filter", "one")
    with pytest.raises(openai.BadRequestError) as refusal:
        await client.chat.completions.create(model="demo", messages=HELLO)
    assert refusal.value.code == "content_filter"
    assert "violence" in refusal.value.message
    assert await house.outcomes() == ["ok", "failed"]


async def test_a_picture_and_how_hard_to_think(house: House, client: AsyncOpenAI) -> None:
    url = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\npicture").decode()
    seen: list[ChatCompletionMessageParam] = [
        {
            "role": "user",
            "content": [{"type": "text", "text": "what?"}, {"type": "image_url", "image_url": {"url": url}}],
        }
    ]
    house.upstream.will(words("A dot.", reasoning="hm"))
    answer = await client.chat.completions.create(
        model="demo", messages=seen, reasoning_effort="low", verbosity="low", user="anna", extra_body={"top_k": 3}
    )
    assert answer.choices[0].message.content == "A dot."
    assert answer.choices[0].message.model_extra == {"reasoning_content": "hm"}
    (sent,) = house.sent()
    assert sent["messages"][0]["content"][1]["image_url"]["url"] == url
    assert (sent["reasoning_effort"], sent["verbosity"], sent["top_k"]) == ("low", "low", 3)
    assert "user" not in sent

    with pytest.raises(openai.BadRequestError) as refusal:
        await client.chat.completions.create(
            model="demo",
            messages=[
                {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://example.com/a"}}]}
            ],
        )
    assert refusal.value.code == "content_unsupported"


async def test_texts_become_vectors(house: House, client: AsyncOpenAI) -> None:
    house.upstream.will(vectors([0.5, -1.0], [0.25, 2.0], coded=True), vectors([0.5, -1.0]))
    answer = await client.embeddings.create(model="vectors", input=["a", "b"], dimensions=2)
    assert [each.embedding for each in answer.data] == [[0.5, -1.0], [0.25, 2.0]]
    assert answer.usage.total_tokens == 6
    plain = await client.embeddings.create(model="vectors", input="a", encoding_format="float")
    assert plain.data[0].embedding == [0.5, -1.0]
    first, second = house.sent()
    assert (first["input"], first["encoding_format"], first["dimensions"]) == (["a", "b"], "base64", 2)
    assert (second["input"], second["encoding_format"]) == (["a"], "float")
    assert [entry.get("purpose") for entry in house.log.entries][::2] == ["embedding", "embedding"]
    with pytest.raises(openai.BadRequestError):
        await client.embeddings.create(model="vectors", input=[1, 2, 3])


async def test_azures_client_finds_the_same_doors(house: House) -> None:
    endpoint = house.address.removesuffix("/v1")
    house.upstream.will(words("Hello"), words("a", "b"), vectors([0.5]), words("sync"), words("again"))
    async with AsyncAzureOpenAI(azure_endpoint=endpoint, api_key=KNOWN, api_version="2024-10-21") as client:
        whole = await client.chat.completions.create(model="demo", messages=HELLO)
        assert whole.choices[0].message.content == "Hello"
        stream = await client.chat.completions.create(model="demo", messages=HELLO, stream=True)
        async with stream:
            said = [choice.delta.content or "" async for chunk in stream for choice in chunk.choices]
        assert "".join(said) == "ab"
        assert (await client.embeddings.create(model="vectors", input="a")).data[0].embedding == [0.5]
        with pytest.raises(openai.NotFoundError):
            await client.chat.completions.create(model="gpt-9", messages=HELLO)

    def talk() -> tuple[str | None, str | None]:
        with AzureOpenAI(azure_endpoint=endpoint, api_key=KNOWN, api_version="2025-04-01-preview") as older:
            said = older.chat.completions.create(model="demo", messages=HELLO).choices[0].message.content
        # As Azure has it now: OpenAI's own client with another address.
        with OpenAI(base_url=f"{endpoint}/openai/v1/", api_key=KNOWN) as newer:
            again = newer.chat.completions.create(model="demo", messages=HELLO).choices[0].message.content
        return said, again

    assert await asyncio.to_thread(talk) == ("sync", "again")
