"""More of what a scripted server answers: tool calls in pieces, vectors."""

import base64
import struct
from collections.abc import Sequence

import orjson

from tests.scripted import DONE, Answer, Step, chunk, document, event

USAGE = event(
    {
        "choices": [],
        "usage": {
            "prompt_tokens": 11,
            "completion_tokens": 5,
            "total_tokens": 16,
            "prompt_tokens_details": {"cached_tokens": 4},
            "completion_tokens_details": {"reasoning_tokens": 2},
        },
    }
)


def calls(*tools: tuple[str, str], finish: str = "tool_calls") -> Answer:
    """A model that asks for tools, by name and arguments; the arguments come in pieces of three characters."""
    steps: list[Step] = [chunk(delta={"role": "assistant", "content": None})]
    for index, (name, arguments) in enumerate(tools):
        head = {"index": index, "id": f"call_{index}", "type": "function", "function": {"name": name, "arguments": ""}}
        steps.append(chunk(delta={"tool_calls": [head]}))
        pieces = [arguments[start : start + 3] for start in range(0, len(arguments), 3)]
        steps += [chunk(delta={"tool_calls": [{"index": index, "function": {"arguments": piece}}]}) for piece in pieces]
    return Answer((*steps, chunk(delta={}, finish_reason=finish), USAGE, DONE))


def vectors(*numbers: Sequence[float], coded: bool = False) -> Answer:
    """Embeddings, as numbers or in base64."""
    data = [
        {
            "object": "embedding",
            "index": index,
            "embedding": base64.b64encode(struct.pack(f"<{len(each)}f", *each)).decode() if coded else list(each),
        }
        for index, each in enumerate(numbers)
    ]
    usage = {"prompt_tokens": 6, "total_tokens": 6}
    body = orjson.dumps({"object": "list", "data": data, "model": "scripted", "usage": usage})
    return document(body, "application/json")
