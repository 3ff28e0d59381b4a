"""What limits refuse.

TooMany
`- LimitReached            429   limit_reached: too many requests, tokens or open answers for now
   |- BudgetUsedUp         429   budget_used_up: the month's money is spent or spoken for
   `- OverLimit            429   request_over_limit: this call alone is more than the limit; waiting does not help
NotFound
`- LimitUnknown            404   limit_unknown
InvalidRequest
`- LimitUnusable           400   limit_unusable
"""

from math import ceil, isfinite

from inhouse.core.errors import InvalidRequest, NotFound, TooMany
from inhouse.gateway.limits.counter import Bound, Met

_NAMES = {
    Bound.REQUESTS: "requests per minute",
    Bound.TOKENS: "tokens per minute",
    Bound.STREAMS: "answers at the same time",
}


class LimitReached(TooMany):
    """Too many requests, tokens or open answers for now; `retry_after` says when to come back."""

    code = "limit_reached"

    def __init__(self, met: Met) -> None:
        self.met = met
        super().__init__(
            _message(met),
            hint=_hint(met),
            retry_after=float(ceil(met.wait)) if isfinite(met.wait) else None,
            details={"bound": met.bound.value, "limit": met.limit, "currency": met.currency},
        )


class BudgetUsedUp(LimitReached):
    """The month's budget is spent, or calls under way may spend what is left of it."""

    code = "budget_used_up"


class OverLimit(LimitReached):
    """The call alone is more than the limit; waiting does not help."""

    code = "request_over_limit"


class LimitUnknown(NotFound):
    """There is no such limit."""

    code = "limit_unknown"


class LimitUnusable(InvalidRequest):
    """A limit that bounds nothing, counts nobody, or has impossible figures."""

    code = "limit_unusable"


def refusal(met: Met) -> LimitReached:
    """The error for a bound that was met."""
    if not isfinite(met.wait):
        return OverLimit(met)
    return BudgetUsedUp(met) if met.bound is Bound.BUDGET else LimitReached(met)


def _message(met: Met) -> str:
    if met.bound is Bound.BUDGET:
        if isfinite(met.wait):
            return "This month's budget is used up."
        return "This call could cost more than the whole budget of the month."
    if not isfinite(met.wait):
        return f"This call alone is more than the limit of {met.limit} {_NAMES[met.bound]}."
    return f"The limit of {met.limit} {_NAMES[met.bound]} is reached."


def _hint(met: Met) -> str:
    if not isfinite(met.wait):
        return "Ask for a shorter answer (max_tokens), or ask an administrator for a higher limit."
    if met.bound is Bound.BUDGET:
        days = max(1, ceil(met.wait / 86_400))
        return f"It begins anew in {days} {'day' if days == 1 else 'days'}; an administrator can raise it before."
    seconds = max(1, ceil(met.wait))
    return f"Try again in {seconds} {'second' if seconds == 1 else 'seconds'}."
