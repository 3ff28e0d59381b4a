"""What the guard refuses.

Forbidden
`- Refused               403   these words may not go to this destination
   `- CannotInspect      403   the prompt holds something that the guard cannot read
"""

from inhouse.core.errors import Forbidden


class Refused(Forbidden):
    """These words may not go to this destination."""

    code = "destination_refused"


class CannotInspect(Refused):
    """The prompt holds something that the guard cannot read, so it does not leave."""

    code = "cannot_inspect"
