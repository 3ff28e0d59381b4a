"""A chat that outgrows its model goes on: with a model that counts for itself and takes no more than it can."""

from typing import Any

from tests.product import Person, Product
from tests.scripted import Answer, Seen, Upstream, prompt_too_long, words

CONTEXT = 2_000
"""Of the pretend model, which the catalogue takes for one of 8,192."""


def tokens_of(text: str) -> int:
    """How the pretend model counts: a token for each three bytes."""
    return len(text.encode()) // 3 + 5


def strict(seen: Seen) -> Answer:
    """Answers what fits, and refuses the rest with its number of tokens."""
    tokens = sum(tokens_of(message["content"]) for message in seen.json["messages"])
    if tokens > CONTEXT:
        return prompt_too_long(tokens, CONTEXT)
    return words("Understood. " * 20, usage=(tokens, 80))


async def say(ada: Person, chat: str, text: str, parent: str | None) -> tuple[str, list[dict[str, Any]]]:
    """Say something; gives back the answer's id and the events."""
    run = await ada.say(chat, text, parent)
    return run["message_id"], [event async for _, event in ada.events(run["run_id"])]


async def test_a_chat_that_outgrows_its_model_never_ends_in_an_error(product: Product) -> None:
    async with Upstream(rule=strict) as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        instructions = "Answer as briefly as you can."
        chat, parent = await ada.new_chat(model=model, instructions=instructions), None
        left_out: list[int] = []
        for number in range(15):
            asked = len(upstream.requests)
            parent, events = await say(ada, chat, f"Question {number}: " + "and then? " * 60, parent)
            assert events[-1] == {"type": "finished", "reason": "stop"}
            # A few tries at most, and what was taken begins with the instructions and ends with the question.
            assert len(upstream.requests) - asked <= 3
            sent = upstream.requests[-1].json["messages"]
            assert sent[0] == {"role": "system", "content": instructions}
            assert sent[-1]["content"].startswith(f"Question {number}:")
            # Whole turns only: what stays begins with a question.
            assert sent[1]["role"] == "user"
            reading = [event["left_out"] for event in events if event["type"] == "reading"]
            answer = (await ada.messages(chat))[-1]
            assert answer["left_out"] == reading[-1] == 2 * number - (len(sent) - 2)
            left_out.append(answer["left_out"])
            gauge = (await ada.get(f"/api/chats/{chat}/gauge")).json()
            assert gauge["used_tokens"] <= gauge["context_tokens"]
        assert left_out[0] == 0
        assert left_out == sorted(left_out)
        assert left_out[-1] > 10
        # Nothing was lost for the reader: the whole thread is there.
        whole = (await ada.get(f"/api/chats/{chat}/messages", limit="100")).json()
        assert (len(whole["items"]), whole["earlier"]) == (30, False)


async def test_a_message_that_can_never_fit_says_how_many_tokens_it_has(product: Product) -> None:
    async with Upstream(rule=strict) as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        chat = await ada.new_chat(model=model)
        parent, _ = await say(ada, chat, "A short one", None)
        message, events = await say(ada, chat, "word " * 2_000, parent)
        tokens = tokens_of("word " * 2_000)
        failed = events[-1]
        assert (failed["type"], failed["code"], failed["retryable"]) == ("failed", "prompt_too_long", False)
        assert str(tokens) in failed["message"]
        assert str(CONTEXT) in failed["message"]
        stored = (await ada.messages(chat))[-1]
        assert (stored["status"], stored["error"]["code"]) == ("failed", "prompt_too_long")

        # The chat is no dead end: the question can be asked shorter.
        _, events = await say(ada, chat, "word " * 200, parent)
        assert events[-1] == {"type": "finished", "reason": "stop"}
        assert message not in [one["id"] for one in await ada.messages(chat)]

        # What is too long by far is refused before it is stored.
        body = {"kind": "say", "parent_id": parent, "text": "word " * 200_000}
        reply = await ada.send("POST", f"/api/chats/{chat}/runs", body)
        assert (reply.status_code, reply.json()["code"]) == (400, "prompt_too_long")
        assert reply.json()["details"]["tokens"] > reply.json()["details"]["context_tokens"]


async def test_the_gauge_tells_of_a_draft_before_it_is_sent(product: Product) -> None:
    async with Upstream(rule=strict) as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        chat, parent = await ada.new_chat(model=model), None
        for number in range(4):
            parent, _ = await say(ada, chat, f"Question {number}: " + "and then? " * 60, parent)
        now = (await ada.get(f"/api/chats/{chat}/gauge")).json()
        assert (now["exact"], now["left_out"]) == (True, 0)
        drafted = (await ada.get(f"/api/chats/{chat}/gauge", draft_bytes="600")).json()
        assert not drafted["exact"]
        # The ratio was learned from what the model counted.
        assert abs(drafted["used_tokens"] - now["used_tokens"] - tokens_of("x" * 600)) < 60
        large = (await ada.get(f"/api/chats/{chat}/gauge", draft_bytes=str(17_000))).json()
        assert large["left_out"] > 0
