"""The closed list of what an entry can be about. Whoever checks a log refuses any other word."""

from typing import Final

OPEN: Final = "open"
"""Words are about to leave."""
OUTCOME: Final = "outcome"
"""How the call of an open line ended."""
REFUSED: Final = "refused"
"""Words were not let go."""

ACTS: Final = frozenset(
    {
        "deletion",
        "erasure",
        "take_out",
        "consent",
        "training_export",
        "policy",
        "settings",
        "key",
        "role",
        "admin_sign_in",
        "reading",
        "backup",
    }
)
"""What somebody did without words leaving by it."""

KINDS: Final = ACTS | {OPEN, OUTCOME, REFUSED}
