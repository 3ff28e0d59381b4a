"""What goes wrong on the road itself.

Unavailable
`- AnswerCut    503   the model's stream ended without an end
"""

from inhouse.core.errors import Unavailable


class AnswerCut(Unavailable):
    """The model's stream ended without an end."""

    code = "answer_cut"
