"""What goes wrong on the road itself.

Unavailable
`- AnswerCut          503   the model's stream ended without an end
Forbidden
`- DoorNotAllowed     403   the API key is not for this door
"""

from inhouse.core.errors import Forbidden, Unavailable


class AnswerCut(Unavailable):
    """The model's stream ended without an end."""

    code = "answer_cut"


class DoorNotAllowed(Forbidden):
    """The API key is not for this door."""

    code = "door_not_allowed"
