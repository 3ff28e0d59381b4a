import time

import pytest

from inhouse.chat.chat import Node, Speaker
from inhouse.chat.errors import MessageNotFound
from inhouse.chat.tree import Tree
from inhouse.core.ids import MessageId, new_id


def chain(length: int, parent: MessageId | None = None) -> list[Node]:
    nodes: list[Node] = []
    for number in range(length):
        node = Node(MessageId(new_id()), parent, Speaker.ASSISTANT if number % 2 else Speaker.USER)
        nodes.append(node)
        parent = node.id
    return nodes


def test_a_path_leads_from_the_first_message_to_the_leaf() -> None:
    nodes = chain(4)
    assert Tree(nodes).path(nodes[3].id) == tuple(nodes)
    assert Tree(nodes).path(nodes[1].id) == tuple(nodes[:2])


def test_a_message_that_was_removed_a_moment_ago_is_not_there() -> None:
    with pytest.raises(MessageNotFound):
        _ = Tree(chain(2))[MessageId(new_id())]


def test_the_end_of_a_path_has_so_many_messages_and_so_much_text() -> None:
    nodes = [node._replace(size=size) for node, size in zip(chain(4), (1, 5, 3, 2), strict=True)]
    tree, path = Tree(nodes), [node.id for node in nodes]
    assert tree.newest_within(path, 3, 100) == path[1:]
    assert tree.newest_within(path, 9, 5) == path[2:]
    assert tree.newest_within(path, 9, 1) == path[3:]
    assert tree.newest_within(path, 9, 11) == path
    assert tree.newest_within([], 9, 1) == []


def test_nothing_said_is_an_empty_path() -> None:
    assert Tree([]).path(None) == ()
    assert Tree([]).newest_leaf() is None


def test_siblings_are_the_answers_to_the_same_question_oldest_first() -> None:
    nodes = chain(2)
    again = Node(MessageId(new_id()), nodes[0].id, Speaker.ASSISTANT)
    edited = Node(MessageId(new_id()), None, Speaker.USER)
    tree = Tree([*nodes, again, edited])
    assert tree.siblings(nodes[1].id) == tree.siblings(again.id) == (nodes[1].id, again.id)
    assert tree.siblings(edited.id) == (nodes[0].id, edited.id)
    assert tree.children(nodes[0].id) == (nodes[1], again)


def test_the_newest_leaf_below_a_message_is_in_the_branch_that_was_written_last() -> None:
    root = chain(2)
    left, right = chain(2, root[1].id), chain(2, root[1].id)
    tree = Tree([*root, left[0], right[0], right[1], left[1]])
    assert tree.newest_leaf(root[0].id) == left[1].id
    assert tree.newest_leaf(right[0].id) == right[1].id
    assert tree.newest_leaf(left[1].id) == left[1].id
    assert tree.newest_leaf() == left[1].id


def test_a_message_whose_parent_is_not_there_begins_a_branch() -> None:
    nodes = chain(4)
    tree = Tree(nodes[2:])
    assert tree.path(nodes[3].id) == tuple(nodes[2:])
    assert tree.siblings(nodes[2].id) == (nodes[2].id,)


def test_a_thousand_messages_take_a_few_milliseconds() -> None:
    nodes = chain(1000)

    def once() -> float:
        begun = time.perf_counter()
        tree = Tree(nodes)
        assert len(tree.path(nodes[-1].id)) == 1000
        assert tree.newest_leaf(nodes[0].id) == nodes[-1].id
        return time.perf_counter() - begun

    assert min(once() for _ in range(5)) < 0.005
