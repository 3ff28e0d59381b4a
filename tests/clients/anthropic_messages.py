"""Anthropic's client against a running server: `python anthropic_messages.py ADDRESS KEY MODEL`; tells in JSON.

It runs in .venv-clients, where the package is, and asks in an order that the test has set up answers for.
"""

# pyright: basic, reportMissingImports=false

import json
import sys

import anthropic

LOOK = {
    "name": "look",
    "description": "Looks somewhere.",
    "input_schema": {"type": "object", "properties": {"at": {"type": "string"}}, "required": ["at"]},
}


def main(address: str, key: str, model: str) -> None:
    """Talk, and print what came of it."""
    client = anthropic.Anthropic(base_url=address, api_key=key, max_retries=0)
    usual = {"model": model, "max_tokens": 200}
    hello = [{"role": "user", "content": "hello"}]

    whole = client.messages.create(**usual, messages=hello, system="Be brief.", stop_sequences=["END"])
    with client.messages.stream(**usual, messages=hello) as stream:
        pieces = list(stream.text_stream)
        streamed = stream.get_final_message()

    question = [{"role": "user", "content": "What is the sky like?"}]
    with client.messages.stream(**usual, messages=question, tools=[LOOK]) as stream:
        events = [event.type for event in stream]
        asked = stream.get_final_message()
    call = next(block for block in asked.content if block.type == "tool_use")
    result = {"type": "tool_result", "tool_use_id": call.id, "content": f"the {call.input['at']} is blue"}
    said = [*question, {"role": "assistant", "content": asked.content}, {"role": "user", "content": [result]}]
    answered = client.messages.create(**usual, messages=said, tools=[LOOK])

    try:
        client.messages.create(**usual, messages=hello, container="mine")
        refusal = None
    except anthropic.BadRequestError as error:
        refusal = [error.body["error"]["type"], error.body["error"]["message"], bool(error.request_id)]
    told = {
        "whole": whole.content[0].text,
        "stop_reason": whole.stop_reason,
        "usage": [whole.usage.input_tokens, whole.usage.output_tokens],
        "request": bool(whole._request_id),
        "pieces": pieces,
        "streamed": [streamed.content[0].text, streamed.usage.input_tokens, streamed.usage.output_tokens],
        "events": sorted(set(events)),
        "asked": [asked.stop_reason, call.name, call.input],
        "answered": answered.content[0].text,
        "counted": client.messages.count_tokens(model=model, messages=hello).input_tokens,
        "refusal": refusal,
    }
    json.dump(told, sys.stdout)


main(*sys.argv[1:])
