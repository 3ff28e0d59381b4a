"""Keeps the words of people from acting as a model's control tokens.

A server's tokenizer reads `<|im_end|>` in a message as the end of that message, so a document could open a turn of the
system. We put a space behind the first character: `< |im_end|>`. That is seen and can be copied, where an invisible
character would quietly break code.
"""

import re
from functools import lru_cache


@lru_cache(maxsize=64)
def _pattern(tokens: tuple[str, ...]) -> re.Pattern[str] | None:
    known = [token for token in tokens if len(token) > 1]
    if not known:
        return None
    firsts = "".join(re.escape(first) for first in sorted({token[0] for token in known}))
    rests = "|".join(re.escape(token[1:]) for token in sorted(known, key=len, reverse=True))
    # The rest is looked at, not taken: a token that begins inside another one is found too. `<|...|>` is a control
    # token in so many vocabularies that it is treated as one in all.
    return re.compile(rf"([{firsts}<])(?=(?:{rests}|\|[^\s<>|]{{1,64}}\|>))")


def neutralise(text: str, tokens: tuple[str, ...]) -> str:
    """`text` with each of `tokens` in it broken by a space, so that no tokenizer takes it for the token."""
    pattern = _pattern(tokens)
    # Almost no text holds any, and preparing to replace costs as much as looking.
    return text if pattern is None or pattern.search(text) is None else pattern.sub(r"\1 ", text)
