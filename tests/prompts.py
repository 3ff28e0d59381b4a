"""Callers, prompts and destinations for tests."""

from uuid import UUID

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.ids import ChatId, PersonId
from inhouse.core.prompt import CommitmentKey, Prompt, PromptMessage, Purpose, Role, Text
from inhouse.models.call import Outbound
from inhouse.models.model import UNTOLD, Deployment, Kind, Model
from inhouse.models.profile import Profile
from inhouse.models.wires import Sent

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


def model_at(destination: Destination, at_once: int = 4) -> Model:
    """The model "demo" at a destination."""
    profile = Profile(context_tokens=2048, answer_tokens=512, at_once=at_once)
    return Model("demo", "Demo", "For tests.", Kind.OPENAI, (Deployment(destination, "scripted"),), profile, UNTOLD)


def outbound_of(body: bytes) -> Outbound:
    """Something that leaves."""
    model = model_at(HERE)
    return Outbound(Sent("/", (), body), model, model.deployments[0])
