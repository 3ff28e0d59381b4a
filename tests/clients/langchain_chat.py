"""LangChain against a running server: `python langchain_chat.py ADDRESS KEY CHAT_MODEL EMBEDDING_MODEL`; tells in JSON.

It runs in .venv-clients, where LangChain is, and asks in an order that the test has set up answers for.
"""

# pyright: basic, reportMissingImports=false

import json
import sys

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import AzureChatOpenAI, ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


@tool
def look(at: str) -> str:
    """Looks somewhere."""
    return f"the {at} is blue"


def main(address: str, key: str, model: str, embedding_model: str) -> None:
    """Talk, and print what came of it."""
    chat = ChatOpenAI(base_url=f"{address}/v1", api_key=key, model=model, max_retries=0, stream_usage=True)
    whole = chat.invoke("hello")
    pieces = list(chat.stream("hello"))

    with_tools = chat.bind_tools([look])
    said = [HumanMessage("What is the sky like?")]
    asked = with_tools.invoke(said)
    results = [ToolMessage(look.invoke(call["args"]), tool_call_id=call["id"]) for call in asked.tool_calls]
    answered = with_tools.invoke([*said, asked, *results])
    chunks = list(with_tools.stream(said))
    joined = chunks[0]
    for each in chunks[1:]:
        joined += each

    person = chat.with_structured_output(Person, method="json_schema").invoke("Who?")
    azure = AzureChatOpenAI(
        azure_endpoint=address, api_key=key, azure_deployment=model, api_version="2024-10-21", max_retries=0
    )
    # Without this LangChain sends numbers of tokens, by a tokenizer that it would fetch from elsewhere.
    embeddings = OpenAIEmbeddings(
        base_url=f"{address}/v1", api_key=key, model=embedding_model, check_embedding_ctx_length=False
    )
    told = {
        "whole": whole.content,
        "usage": whole.usage_metadata,
        "streamed": "".join(str(each.content) for each in pieces),
        "asked": [[call["name"], call["args"]] for call in asked.tool_calls],
        "answered": answered.content,
        "streamed_call": [[call["name"], call["args"]] for call in joined.tool_calls],
        "person": person.model_dump(),
        "azure": azure.invoke("hello").content,
        "vectors": embeddings.embed_documents(["a", "b"]),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
