import hmac

from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.prompt import CommitmentKey
from inhouse.ledger.answer import AnswerCommitment

KEY = CommitmentKey(b"k" * 32)
CHANNELS = st.sampled_from(["text/0", "reasoning/0", "tool/0/0", "wire"])


def commitment(*pieces: tuple[str, bytes]) -> str:
    answer = AnswerCommitment(KEY)
    for channel, piece in pieces:
        answer.add(channel, piece)
    return answer.hexdigest()


def test_anybody_with_the_key_can_make_it_from_its_description() -> None:
    def digest(data: bytes) -> str:
        return hmac.digest(KEY.key, data, "sha256").hex()

    text, thought = digest(b"inhouse answer\0text/0\0Hi you"), digest(b"inhouse answer\0reasoning/0\0Hm")
    whole = f"reasoning/0\0{thought}\ntext/0\0{text}\n".encode()
    assert commitment(("text/0", b"Hi you"), ("reasoning/0", b"Hm")) == digest(b"inhouse answer\0\0" + whole)


@given(st.lists(st.tuples(CHANNELS, st.binary(max_size=4))))
def test_neither_the_cuts_nor_the_order_of_the_channels_matter(pieces: list[tuple[str, bytes]]) -> None:
    joined: dict[str, bytes] = {}
    for channel, piece in pieces:
        joined[channel] = joined.get(channel, b"") + piece
    assert commitment(*pieces) == commitment(*reversed(joined.items()))


def test_what_is_said_and_what_is_thought_are_not_the_same() -> None:
    assert commitment(("text/0", b"x")) != commitment(("reasoning/0", b"x")) != commitment(("text/0", b""))


def test_a_long_answer_in_words_is_committed_to_as_in_one_piece_and_can_go_on_afterwards() -> None:
    words = [f"word {number} ".encode() for number in range(500)]
    long, end = b"x" * 10_000, b"the end"
    assert commitment(*(("text/0", word) for word in words), ("text/0", long)) == commitment(
        ("text/0", b"".join(words) + long)
    )
    answer = AnswerCommitment(KEY)
    answer.add("text/0", words[0])
    assert answer.hexdigest() == commitment(("text/0", words[0]))
    answer.add("text/0", end)
    assert answer.hexdigest() == commitment(("text/0", words[0] + end))
