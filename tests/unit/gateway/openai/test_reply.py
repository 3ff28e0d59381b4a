import pytest

from inhouse.edge.asgi import Message
from inhouse.gateway.openai import reply
from inhouse.gateway.openai.delivery import ReaderGone

# Streams, whole answers and trouble in both are proved through the door, in test_chat_completions.py.


def client(*messages: Message) -> reply.Receive:
    coming = list(messages)

    async def receive() -> Message:
        return coming.pop(0)

    return receive


async def test_a_body_is_read_to_its_end() -> None:
    pieces = [{"type": "http.request", "body": each, "more_body": True} for each in (b"a", b"b")]
    assert await reply.read_body(client(*pieces, {"type": "http.request", "body": b"c"})) == b"abc"
    assert await reply.read_body(client({"type": "http.request"})) == b""


async def test_half_a_body_is_nobodys() -> None:
    with pytest.raises(ReaderGone):
        await reply.read_body(
            client({"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"})
        )
