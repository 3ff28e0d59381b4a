"""What a call may take at most, before it leaves; and what it took when nobody has counted. Pure.

Before a call, tokens of the prompt are estimated from bytes of UTF-8, as the web chat does; for its cost a bound is
taken instead: a token is at least one byte in the tokenizers of all families we know, so a prompt has at most as many
tokens as bytes, plus those around its messages. The answer is bounded by `max_tokens`, or by the model's profile, which
is what the wire asks for. So a budget holds even if every byte of the prompt were a token of its own. Pictures are
the exception: what a family counts for one differs, and a usual figure is taken.
"""

from math import ceil

from inhouse.core.events import Usage
from inhouse.core.prompt import Image, Prompt
from inhouse.gateway.limits.rule import Money, Need
from inhouse.models import Model
from inhouse.models.profile import Prices

TOKENS_PER_BYTE = 0.34
"""English is about 0.25, German 0.3, code more."""
MESSAGE_TOKENS = 8
"""Role and separators of one message, at most."""
PICTURE_TOKENS = 1_600
BYTES_PER_TOKEN = 4
"""Of an answer: fewer bytes for each token are rare, and pieces are counted too."""
MOST_TOKENS = 2**31 - 1
"""What a row holds; a server that counts more than this is not believed."""
_PARTS = 10**6
_MOST_KNOWN = 1_000
_known: dict[int, tuple[Prices, tuple[int, int, int]]] = {}


def size(prompt: Prompt) -> int:
    """Bytes of text that would leave."""
    total = 0
    for text in prompt.texts():
        total += len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    return total


def pictures(prompt: Prompt) -> int:
    """How many pictures would leave."""
    return sum(isinstance(part, Image) for message in prompt.messages for part in message.parts)


def prompt_tokens(prompt: Prompt, model: Model) -> int:
    """Tokens of the prompt, estimated."""
    return ceil((size(prompt) + _own(model)) * TOKENS_PER_BYTE) + _around(prompt)


def most_answer_tokens(prompt: Prompt, model: Model) -> int:
    """The longest answer, or all of them where more than one was asked for."""
    if prompt.embed is not None:
        return 0
    asked, most = prompt.sampling.max_tokens, model.profile.answer_tokens
    return (most if asked is None else min(asked, most)) * prompt.sampling.n


def need(prompt: Prompt, model: Model) -> Need:
    """What the call takes at most."""
    bytes_of_prompt, around = size(prompt) + _own(model), _around(prompt)
    answer = most_answer_tokens(prompt, model)
    prices = model.profile.prices
    return Need(
        tokens=ceil(bytes_of_prompt * TOKENS_PER_BYTE) + around + answer,
        cost=None if prices is None else _cost(bytes_of_prompt + around, 0, answer, prices),
    )


def cost(usage: Usage, prices: Prices) -> Money:
    """What so many tokens cost, rounded up to a millionth of the currency."""
    # A server that counts more tokens read again than read is not believed.
    again = min(usage.cached_tokens, usage.prompt_tokens)
    return _cost(usage.prompt_tokens - again, again, usage.completion_tokens, prices)


def _cost(prompt: int, again: int, completion: int, prices: Prices) -> Money:
    of_prompt, of_again, of_completion = _parts(prices)
    total = prompt * of_prompt + again * of_again + completion * of_completion
    return Money(-(-total // _PARTS), prices.currency)


def uncounted(prompt: Prompt, model: Model, pieces: int, answered: int) -> Usage:
    """What a call took whose model told nothing: `pieces` of an answer came, with `answered` bytes of text."""
    return Usage(prompt_tokens(prompt, model), max(pieces, ceil(answered / BYTES_PER_TOKEN)))


def believed(usage: Usage) -> Usage:
    """What a model's server counted, within what a count can be."""
    counts = (usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens, usage.reasoning_tokens)
    if min(counts) >= 0 and max(counts) <= MOST_TOKENS:
        return usage
    return Usage(*(min(max(count, 0), MOST_TOKENS) for count in counts))


def _own(model: Model) -> int:
    """Bytes of the model's own instructions."""
    own = model.profile.system_prompt
    return 0 if own is None else len(own.encode())


def _around(prompt: Prompt) -> int:
    seen = PICTURE_TOKENS * pictures(prompt) if prompt.images else 0
    return MESSAGE_TOKENS * (len(prompt.messages) + 1) + seen


def _parts(prices: Prices) -> tuple[int, int, int]:
    """A token's price for prompt, prompt read again, and answer, in millionths of a millionth of the currency.

    A million tokens for one unit of the currency is a millionth of it for each token. Decimals take as long to hash as
    to compute with, so what is known is known by the object.
    """
    known = _known.get(id(prices))
    if known is not None and known[0] is prices:
        return known[1]
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    cached = prices.prompt if prices.cached is None else prices.cached
    prompt, again, completion = (ceil(price * _PARTS) for price in (prices.prompt, cached, prices.completion))
    parts = prompt, again, completion
    _known[id(prices)] = prices, parts
    return parts
