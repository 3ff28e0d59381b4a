"""Callers, prompts and destinations for tests."""

from uuid import UUID

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.ids import ChatId, PersonId
from inhouse.core.prompt import CommitmentKey, Prompt, PromptMessage, Purpose, Role, Text

ANNA = Caller(PersonId(UUID(int=1)), admin=False, kind=CallerKind.SESSION, credential=UUID(int=11))
ANNAS_KEY = Caller(PersonId(UUID(int=1)), admin=False, kind=CallerKind.KEY, credential=UUID(int=12))

HERE = Destination("engine", DestinationClass.LOCAL, Assurance.ENFORCED)
LOOPBACK = Destination("ollama", DestinationClass.LOCAL, Assurance.DECLARED)
OUR_NETWORK = Destination("our-vllm", DestinationClass.PRIVATE, Assurance.DECLARED)
FAR = Destination("openai", DestinationClass.EXTERNAL, Assurance.DECLARED)

CHAT = ChatId(UUID(int=7))
KEY = CommitmentKey(b"k" * 32)


def prompt_of(text: str, chat: ChatId | None = CHAT) -> Prompt:
    """A prompt with one question."""
    return Prompt("demo", (PromptMessage(Role.USER, (Text(text),)),), Purpose.CHAT, KEY, chat=chat)
