"""Prompts."""

from inhouse.core.prompt import CommitmentKey, PromptMessage, Role, Text


def test_a_message_reads_as_the_words_of_its_parts() -> None:
    assert PromptMessage(Role.USER, (Text("Hello, "), Text("world"))).text == "Hello, world"


def test_a_key_is_never_printed() -> None:
    assert "secret" not in repr(CommitmentKey(b"secret"))
