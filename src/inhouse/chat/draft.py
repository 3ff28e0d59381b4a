"""What a person asks for, and the messages that come of it."""

from dataclasses import dataclass, replace

from inhouse.chat.chat import Attachment, Message, Node, Speaker, Status
from inhouse.chat.errors import AnswerRunning, CannotContinue, InvalidParent, MessageNotFound
from inhouse.chat.files.shelf import Wanted
from inhouse.chat.place import Access
from inhouse.chat.runs import Runs
from inhouse.chat.tree import Tree
from inhouse.chat.words import checked_message
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, MessageId, RunId, new_id

Decisions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Say:
    """New words, after the answer `parent_id` (None: a new first message). `message_id` is made by the client.

    `decisions` are what the person says about things that the guard found: keys, and the valve chosen for each.
    """

    text: str
    parent_id: MessageId | None
    message_id: MessageId
    model: str | None = None
    files: tuple[Wanted, ...] = ()
    decisions: Decisions = ()


@dataclass(frozen=True, slots=True)
class Again:
    """Another answer to the question that `message_id` answers."""

    message_id: MessageId
    model: str | None = None
    decisions: Decisions = ()


@dataclass(frozen=True, slots=True)
class Continue:
    """More of an answer that ended early."""

    message_id: MessageId
    decisions: Decisions = ()


Ask = Say | Again | Continue


@dataclass(frozen=True, slots=True)
class Draft:
    """The messages of a turn: the question (None when an old one is answered) and the answer before its first word."""

    question: Message | None
    answer: Message
    model: str | None
    resumes: bool = False
    decisions: Decisions = ()

    @property
    def question_id(self) -> MessageId | None:
        """The id of the question, if it is new."""
        return None if self.question is None else self.question.id


@dataclass(frozen=True, slots=True)
class RunStarted:
    """What the client is told: which run writes which message."""

    run_id: RunId
    chat_id: ChatId
    user_message_id: MessageId | None
    message_id: MessageId
    parent_id: MessageId | None


async def draft(
    caller: Caller, access: Access, runs: Runs, ask: Ask, attachments: tuple[Attachment, ...] = ()
) -> Draft:
    """The messages of a turn. `attachments` come with a question.

    Raises MessageNotFound, InvalidParent, CannotContinue, AnswerRunning, and what `words` refuses.
    """
    tree = access.tree
    match ask:
        case Say():
            return _say(tree, runs, ask, attachments)
        case Again(message_id=message_id, model=model):
            answered = _node(tree, message_id)
            if answered.speaker is not Speaker.ASSISTANT:
                raise InvalidParent("Only an answer can be tried again.", hint="Send the question again instead.")
            return Draft(None, _answer(answered.parent_id), model)
        case Continue(message_id=message_id):
            return await _continue(caller, access, runs, message_id)


def said_before(chat_id: ChatId, tree: Tree, message_id: MessageId | None) -> RunStarted:
    """What was answered when this message came for the first time; raises MessageNotFound if it is not of this chat."""
    answers = tree.children(message_id) if message_id is not None and message_id in tree else ()
    for answer in answers:
        if answer.speaker is Speaker.ASSISTANT and answer.run_id is not None:
            return RunStarted(answer.run_id, chat_id, message_id, answer.id, message_id)
    raise MessageNotFound


def _say(tree: Tree, runs: Runs, ask: Say, attachments: tuple[Attachment, ...]) -> Draft:
    text = checked_message(ask.text, with_files=bool(attachments))
    if ask.parent_id is not None:
        parent = _node(tree, ask.parent_id)
        if parent.speaker is not Speaker.ASSISTANT:
            raise InvalidParent(
                "A message follows an answer, or begins a branch.", hint="Give the id of an answer as parent_id."
            )
        _check_ended(runs, parent)
    question = Message(
        ask.message_id,
        ask.parent_id,
        Speaker.USER,
        clock.now(),
        text,
        attachments=attachments,
        attached=sum(one.size for one in attachments),
    )
    return Draft(question, _answer(question.id), ask.model)


async def _continue(caller: Caller, access: Access, runs: Runs, message_id: MessageId) -> Draft:
    tree = access.tree
    node = _node(tree, message_id)
    _check_ended(runs, node)
    if node.speaker is not Speaker.ASSISTANT or tree.children(message_id):
        raise CannotContinue("Only the last answer of a branch can be continued.")
    (message,) = await access.place.messages(caller, access.chat.id, [message_id]) or (None,)
    if message is None:
        raise MessageNotFound
    if message.status is Status.RUNNING:
        raise AnswerRunning("This answer is still being written.", hint="Wait for its end, or stop it.")
    if message.status is Status.COMPLETE and message.finish != "length":
        raise CannotContinue("This answer is complete.", hint="Ask for more in a new message.")
    answer = replace(message, status=Status.RUNNING, trouble=None, finish=None)
    return Draft(None, answer, message.model, resumes=True)


def _answer(parent: MessageId | None) -> Message:
    return Message(MessageId(new_id()), parent, Speaker.ASSISTANT, clock.now(), status=Status.RUNNING)


def _node(tree: Tree, message_id: MessageId) -> Node:
    if message_id not in tree:
        raise MessageNotFound
    return tree[message_id]


def _check_ended(runs: Runs, node: Node) -> None:
    run = runs.get(node.run_id) if node.run_id is not None else None
    if run is not None and not run.ended:
        raise AnswerRunning("This answer is still being written.", hint="Wait for its end, or stop it.")
