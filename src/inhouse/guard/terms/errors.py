"""Refusals about company terms.

InhouseError
  InvalidRequest (400)
    NothingUnderstood     a list in which there was no term
    TooManyTerms          more than are kept
  NotFound (404)
    TermUnknown           there is no such term
"""

from inhouse.core.errors import InvalidRequest, NotFound


class NothingUnderstood(InvalidRequest):
    """No line of the list was understood as a term."""

    code = "nothing_understood"


class TooManyTerms(InvalidRequest):
    """There would be more terms than are kept."""

    code = "too_many_terms"


class TermUnknown(NotFound):
    """There is no such term."""

    code = "term_unknown"
