from dataclasses import replace

from inhouse.chat.chat import Counted
from tests.chats import a_question, an_answer


def test_a_node_is_a_message_without_its_words() -> None:
    asked = a_question("na\N{LATIN SMALL LETTER I WITH DIAERESIS}ve")
    answered = replace(an_answer(asked.id), text="yes", usage=Counted(5, 1), left_out=2)
    assert asked.node.size == 6
    assert answered.node.usage == Counted(5, 1)
    assert (answered.node.parent_id, answered.node.left_out, answered.node.run_id) == (asked.id, 2, answered.run_id)
