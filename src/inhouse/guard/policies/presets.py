"""Three policies to begin with: open, balanced (the one in force until somebody chooses) and strict."""

from typing import Final

from inhouse.core.destination import DestinationClass
from inhouse.guard.policies.policy import Action, Policy, Rule, Valve

_EXTERNAL: Final = frozenset({DestinationClass.EXTERNAL})
_PRIVATE: Final = frozenset({DestinationClass.PRIVATE})
_AWAY: Final = _EXTERNAL | _PRIVATE

_SECRETS: Final = frozenset({"secret.*"})
_PERSONAL: Final = frozenset({"personal.*"})
_TERMS: Final = frozenset({"term.*"})
_NAMES: Final = frozenset({"name.*"})
_LABELS: Final = frozenset({"label.*"})
_PICTURES: Final = frozenset({"unreadable.image"})
_FAILED: Final = frozenset({"unreadable.detector"})
_UNREAD: Final = frozenset({"unreadable.file", "unreadable.part", "unreadable.detector"})
_CLOSED: Final = frozenset({"unreadable.file", "unreadable.part"})

_MISTAKEN: Final = frozenset({Valve.NOT_SENSITIVE})
_ANSWERABLE: Final = frozenset({Valve.NOT_SENSITIVE, Valve.REMOVE, Valve.REAL_VALUES})
_RELEASABLE: Final = frozenset({Valve.REMOVE, Valve.RELEASE})
_REPLACEABLE: Final = frozenset({Valve.REMOVE, Valve.STAND_INS, Valve.RELEASE})

OPEN: Final = Policy(
    name="open",
    rules=(
        Rule(
            "secrets",
            "Secrets leave without their value",
            _SECRETS,
            Action.STAND_IN,
            _EXTERNAL,
            _MISTAKEN,
            "Keys, tokens and passwords are cut out on the way to somebody else's model.",
        ),
        Rule(
            "labels",
            "Marked documents are asked about",
            _LABELS,
            Action.WARN,
            _EXTERNAL,
            _MISTAKEN,
            "A document that says it is confidential leaves only when the person says so.",
        ),
        Rule(
            "unread",
            "What cannot be read may leave",
            frozenset({"unreadable.*"}),
            Action.ALLOW,
            _AWAY,
            description="Pictures, closed files and texts that nobody could look into go as they are.",
        ),
    ),
)
"""Secrets are removed on the way out; everything else goes."""

BALANCED: Final = Policy(
    name="balanced",
    rules=(
        Rule(
            "secrets",
            "Secrets leave without their value",
            _SECRETS,
            Action.STAND_IN,
            _AWAY,
            _MISTAKEN,
            "Keys, tokens and passwords are cut out. A program with tools is refused instead, because it would write "
            "what stands in their place into a file.",
        ),
        Rule(
            "personal",
            "Personal data leaves as stand-ins",
            _PERSONAL,
            Action.STAND_IN,
            _EXTERNAL,
            _ANSWERABLE,
            "E-mail addresses, phone, account and card numbers and the like; the answer shows the real ones.",
        ),
        Rule(
            "terms",
            "Company terms leave as stand-ins",
            _TERMS,
            Action.STAND_IN,
            _EXTERNAL,
            _ANSWERABLE,
            "Customers, projects and other words of the company's list; the answer shows the real ones.",
        ),
        Rule(
            "labels",
            "Marked documents stay here",
            _LABELS,
            Action.KEEP_LOCAL,
            _EXTERNAL,
            frozenset({Valve.NOT_SENSITIVE, Valve.RELEASE}),
            "A text that says it is confidential is answered by a model on this machine.",
        ),
        Rule(
            "pictures",
            "Pictures are asked about",
            _PICTURES,
            Action.WARN,
            _EXTERNAL,
            frozenset({Valve.NOT_SENSITIVE, Valve.REMOVE}),
            "Nobody reads the words within a picture, so the person is asked, once for each chat.",
        ),
        Rule(
            "unread",
            "What cannot be read stays here",
            _UNREAD,
            Action.KEEP_LOCAL,
            _EXTERNAL,
            _RELEASABLE,
            "Closed files, unknown parts, and texts on which a detector failed.",
        ),
        Rule(
            "unchecked-inside",
            "What a detector failed on stays on this machine",
            _FAILED,
            Action.KEEP_LOCAL,
            _PRIVATE,
            _RELEASABLE,
            "Nobody could say whether secrets are in it.",
        ),
        Rule(
            "unread-inside",
            "Pictures and closed files go within the company",
            _PICTURES | _CLOSED,
            Action.ALLOW,
            _PRIVATE,
        ),
    ),
)
"""Nothing interrupts at this machine; what leaves has stand-ins; marked and unreadable documents stay."""

STRICT: Final = Policy(
    name="strict",
    rules=(
        Rule(
            "secrets",
            "Secrets stay on this machine",
            _SECRETS,
            Action.KEEP_LOCAL,
            _AWAY,
            _RELEASABLE,
            "A text with keys, tokens or passwords is answered by a model on this machine.",
        ),
        Rule(
            "personal",
            "Personal data stays on this machine",
            _PERSONAL,
            Action.KEEP_LOCAL,
            _EXTERNAL,
            _REPLACEABLE,
            "E-mail addresses, phone, account and card numbers and the like.",
        ),
        Rule(
            "personal-inside",
            "Personal data leaves this machine as stand-ins",
            _PERSONAL | _TERMS,
            Action.STAND_IN,
            _PRIVATE,
            frozenset({Valve.NOT_SENSITIVE, Valve.REMOVE, Valve.REAL_VALUES}),
            "On the way to the company's own models elsewhere.",
        ),
        Rule(
            "terms",
            "Company terms stay on this machine",
            _TERMS,
            Action.KEEP_LOCAL,
            _EXTERNAL,
            _REPLACEABLE,
            "Customers, projects and other words of the company's list.",
        ),
        Rule(
            "names",
            "Names and places leave as stand-ins",
            _NAMES,
            Action.STAND_IN,
            _EXTERNAL,
            frozenset({Valve.NOT_SENSITIVE, Valve.REMOVE}),
            "Persons, places and organisations, as far as the model for names is installed.",
        ),
        Rule(
            "labels",
            "Marked documents stay on this machine",
            _LABELS,
            Action.KEEP_LOCAL,
            _AWAY,
            frozenset({Valve.RELEASE}),
            "A text that says it is confidential.",
        ),
        Rule(
            "unread",
            "What cannot be read stays on this machine",
            frozenset({"unreadable.*"}),
            Action.KEEP_LOCAL,
            _AWAY,
            _RELEASABLE,
            "Pictures, closed files, unknown parts, and texts on which a detector failed.",
        ),
    ),
)
"""What is found stays on this machine, and an officer can let it go."""

PRESETS: Final = {policy.name: policy for policy in (OPEN, BALANCED, STRICT)}
"""By name."""


def preset_of(policy: Policy) -> str | None:
    """Which preset's rules these are, whatever the contact, the countries and the officers; None: of none."""
    rules = frozenset(policy.rules)
    return next((name for name, preset in PRESETS.items() if frozenset(preset.rules) == rules), None)
