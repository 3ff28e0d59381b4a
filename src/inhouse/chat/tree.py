"""A chat as a tree: questions and answers that were tried again are siblings. Pure, and linear in the messages."""

from collections.abc import Iterable, Sequence

from inhouse.chat.chat import Node
from inhouse.chat.errors import MessageNotFound
from inhouse.core.ids import MessageId


class Tree:
    """The skeleton of a chat, made from its nodes, oldest first. A parent is always older than its children."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes: dict[MessageId, Node] = {}
        self._children: dict[MessageId | None, list[MessageId]] = {}
        for node in nodes:
            # A parent that is not there (yet) would make a loop possible; such a message starts a branch of its own.
            parent = node.parent_id if node.parent_id in self._nodes else None
            self._children.setdefault(parent, []).append(node.id)
            self._nodes[node.id] = node

    def __contains__(self, message: object) -> bool:
        return message in self._nodes

    def __getitem__(self, message: MessageId) -> Node:
        try:
            return self._nodes[message]
        except KeyError:
            # It was removed a moment ago.
            raise MessageNotFound from None

    def newest_within(self, path: Sequence[MessageId], most: int, most_bytes: int) -> Sequence[MessageId]:
        """The end of a path: so many messages at most, and so much text, but one message at least."""
        size, first = 0, len(path)
        for message in reversed(path[-most:]):
            size += self._nodes[message].size
            if size > most_bytes and first < len(path):
                break
            first -= 1
        return path[first:]

    def path(self, leaf: MessageId | None) -> tuple[Node, ...]:
        """The messages from the first one down to `leaf`; nothing for None."""
        upwards: list[Node] = []
        node = self._nodes.get(leaf) if leaf is not None else None
        while node is not None:
            upwards.append(node)
            node = self._nodes.get(node.parent_id) if node.parent_id is not None else None
        return tuple(reversed(upwards))

    def siblings(self, message: MessageId) -> tuple[MessageId, ...]:
        """All messages with the same parent, oldest first, this one included."""
        parent = self._nodes[message].parent_id
        return tuple(self._children[parent if parent in self._nodes else None])

    def children(self, message: MessageId) -> tuple[Node, ...]:
        """The messages directly below, oldest first."""
        return tuple(self._nodes[child] for child in self._children.get(message, ()))

    def newest_leaf(self, message: MessageId | None = None) -> MessageId | None:
        """The end of the branch below `message` that was written last; None for an empty tree.

        The newest message of a branch has no children, because they would be newer still.
        """
        if message is None:
            return next(reversed(self._nodes), None)
        below = self.below(message)
        return next(node for node in reversed(self._nodes) if node in below)

    def below(self, message: MessageId) -> frozenset[MessageId]:
        """A message and everything that was said below it."""
        found = {message}
        for node in self._nodes.values():
            if node.parent_id in found:
                found.add(node.id)
        return frozenset(found)
