"""Trees and contexts of any shape keep their promises."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inhouse.chat import context
from inhouse.chat.chat import Node, Speaker
from inhouse.chat.context import Room
from inhouse.chat.search import folded, snippet, words_of
from inhouse.chat.titles import WORDS_CHARACTERS, first_words
from inhouse.chat.tree import Tree
from inhouse.core.ids import MessageId, new_id


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    nodes: list[Node] = []
    for _ in range(draw(st.integers(1, 30))):
        parent = draw(st.sampled_from([None, *(node.id for node in nodes)]))
        nodes.append(Node(MessageId(new_id()), parent, Speaker.USER))
    return nodes


PATHS = st.lists(st.integers(0, 5_000), min_size=1, max_size=41).map(
    lambda sizes: tuple(
        Node(MessageId(new_id()), None, Speaker.ASSISTANT if index % 2 else Speaker.USER, size=size)
        for index, size in enumerate(sizes)
    )
)
ROOMS = st.builds(Room, st.integers(64, 8_192), st.integers(1, 4_096))
RATIOS = st.floats(0.02, 1.5)


@given(trees())
def test_every_path_goes_from_child_to_parent_up_to_a_beginning(nodes: list[Node]) -> None:
    tree = Tree(nodes)
    for node in nodes:
        path = tree.path(node.id)
        assert path[-1] is node
        assert path[0].parent_id is None
        assert all(lower.parent_id == upper.id for upper, lower in pairwise(path))
        assert all(sibling in tree and tree[sibling].parent_id == node.parent_id for sibling in tree.siblings(node.id))


@given(trees())
def test_the_newest_leaf_is_a_leaf_below_and_nothing_below_is_newer(nodes: list[Node]) -> None:
    tree = Tree(nodes)
    order = {node.id: number for number, node in enumerate(nodes)}
    for node in nodes:
        leaf = tree.newest_leaf(node.id)
        assert leaf is not None
        assert tree.children(leaf) == ()
        below = [other.id for other in nodes if node in tree.path(other.id)]
        assert order[leaf] == max(order[one] for one in below)


@given(PATHS, st.integers(0, 2_000), ROOMS, RATIOS)
def test_what_stays_is_whole_turns_with_the_newest_one_and_fits(
    path: tuple[Node, ...], instructions: int, room: Room, ratio: float
) -> None:
    kept = context.plan(path, instructions, room, ratio)
    newest = context.turns(path)[-1]
    assert kept.first == 0 or path[kept.first].speaker is Speaker.USER
    assert kept.first <= newest
    assert kept.first == newest or kept.tokens <= room.prompt_tokens


@given(PATHS, st.integers(0, 2_000), ROOMS, st.integers(1, 50_000))
def test_shortening_always_ends_with_the_newest_turn_alone(
    path: tuple[Node, ...], instructions: int, room: Room, counted: int
) -> None:
    kept = context.plan(path, instructions, room, context.TOKENS_PER_BYTE)
    while (less := context.shorter(path, kept, instructions, counted, room)) is not None:
        assert less.first > kept.first
        assert path[less.first].speaker is Speaker.USER
        kept = less
    assert kept.first == context.turns(path)[-1]


@given(st.text(max_size=300), st.text(min_size=1, max_size=10), st.text(max_size=300))
def test_what_is_found_is_marked_in_the_snippet(before: str, word: str, after: str) -> None:
    words = words_of(word)
    text = before + word + after
    if not words or not all(one in folded(text) for one in words):
        return
    cut, ranges = snippet(text, words)
    units = len(cut.encode("utf-16-le", "surrogatepass")) // 2
    assert all(0 <= start < end <= units for start, end in ranges)
    assert all(one[1] < other[0] for one, other in pairwise(ranges))


@given(st.text(max_size=2_000))
def test_a_title_of_first_words_is_short_and_one_line(text: str) -> None:
    title = first_words(text)
    assert len(title) <= WORDS_CHARACTERS + 1
    assert "\n" not in title
