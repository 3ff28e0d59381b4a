"""All that the house says of its promises, once: the command line prints it, the page has it in every language.

A sentence has a code, which stays, and facts that fill it. `make api` writes the page's English from these tables; the
other languages stand beside it. The page knows a fact by its name: `day` is a day, `moment` a time in UTC. The word
after `_` in a code is not sent: `_one` is said when `count` is 1, `_other` otherwise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

Fact = int | str | datetime | date | list["Sentence"]
"""What fills a place in a sentence: an amount, a name, a time, or sentences that are parts of it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something said, without a language: the code and the facts that fill it."""

    code: str
    facts: dict[str, Fact]


TITLES: Final[Mapping[str, str]] = {
    "guard": "Words are looked at before they leave this machine",
    "no-line-no-call": "Every call to a model is on record before it leaves",
    "record-signed": "What is on record is signed within seconds",
    "record-whole": "Nobody has changed the record",
    "record-outside": "The record cannot be rewritten unnoticed",
    "no-training": "Nobody trains on what people write unless they said yes",
    "declared-terms": "What other companies do with words is known",
    "key-apart": "Who steals the data folder cannot read it",
    "key-backup": "A lost master key is not the end",
    "shred": "Deleted means unreadable",
    "own-rows": "The server's database role sees its caller's rows only",
    "no-swap": "What is in memory stays off the disk",
    "engine-walls": "The built-in model has no network",
    "no-network": "Processes that need no network have none",
    "no-readers": "Nobody on the way reads what goes to external models",
    "sealed-gate": "The application has no way out but the gate",
}
"""What each promise promises, by its name."""

SENTENCES: Final[Mapping[str, str]] = {
    "guard.holds": "The policy {policy} (version {version}) decides what goes, what goes as a stand-in, what stays.",
    "guard.dry": "The policy {policy} (version {version}) is in a dry run: it counts, and everything goes.",
    "line.durable": "A line without content is durable in the database first.",
    "line.broken": "The ledger cannot be written now, so nothing is sent to any model.",
    "signed.covers_one": "The last checkpoint covers {count} entry.",
    "signed.covers_other": "The last checkpoint covers {count} entries.",
    "signed.late": "{trouble}",
    "signed.rewritten": "{trouble}",
    "whole.broken": "{fault}",
    "whole.noFile": "No file of the record is here, so none of the {unseen} entries in the table was verified.",
    "whole.verified": "All {entries} entries were verified just now: numbers, order, tree and signatures.",
    "whole.same": "The table holds the same.",
    "whole.sampled": "The table holds the same: {compared} were compared, the newest and others at random.",
    "whole.elsewhere": "The files of {unseen} further entries lie with other servers.",
    "outside.late": "A checkpoint did not get outside. {trouble}",
    "outside.sent_one": "Checkpoints are sent to one place outside.",
    "outside.sent_other": "Checkpoints are sent to {count} places outside.",
    "outside.none": (
        "No checkpoint leaves this machine, so the record is self-reported: its owner could write it anew."
    ),
    "training.forbidden": "The organisation forbids it, so nobody can say yes.",
    "training.allowed": "People may say yes to the purpose that you named; the export looks at each one's last word.",
    "terms.noModel": "No model of another company is in the catalogue.",
    "terms.untold": "Nobody has declared what happens to words at: {names}.",
    "terms.told": "Declared, not proved: {told}.",
    "terms.by": "{place} by {by} on {day:%Y-%m-%d}",
    "key.keeper": "The master key is kept by {custody}.",
    "key.beside": "The master key {file} lies in the folder of what it opens.",
    "key.apart": "The master key lies apart from the data, readable by one user.",
    "backup.keeper": "{custody} keeps the key, and its backups.",
    "backup.none": (
        "Nobody has shown a copy of the master key. Without it, all that is sealed is lost with this disk."
    ),
    "backup.seen": "A copy of it was seen on {day:%Y-%m-%d}.",
    "shred.overdue": (
        "The end of an epoch has passed and its key is still there: old copies of what was deleted may open."
    ),
    "shred.done": (
        "A deleted chat's key is destroyed at once. What is deleted now cannot be opened from old disks and logs "
        "either from {moment:%Y-%m-%d %H:%M} UTC on."
    ),
    "rows.broken": "Not as it was built: {breaches}.",
    "rows.open": "the table {name} shows everybody's rows",
    "rows.mighty": "the role {name} may pass row-level security or make roles",
    "rows.rewrites": "the role {name} may change entries of the ledger",
    "rows.looked": "Looked at just now in every table.",
    "rows.limit": "Row-level security stops a forgotten condition, not a compromised server.",
    "memory.swap": "No process of ours writes a core dump, but this machine has swap: memory may reach the disk.",
    "memory.none": "No process of ours writes a core dump, and this machine has no swap.",
    "engine.off": "The engine does not run.",
    "engine.shared": "This machine does not let us take the network away from the engine.",
    "engine.walls": "It runs in an empty network of its own and is reached through a private socket only.",
    "processes.none": "The server has no child processes: it is starting, or stopping.",
    "processes.reaching": "The kernel shows a network to: {names}.",
    "processes.apart": "The kernel shows none to: {names}.",
    "readers.opened": ("Your company opens this traffic on the way (TLS inspection), and can read it there: {names}."),
    "readers.proxy": (
        "Whoever runs the proxy with the authority of INHOUSE_CA_FILE can read what goes to external models."
    ),
    "readers.tls": "TLS ends at the destination, as the authorities that this machine trusts vouch for its name.",
    "gate.sealed": "It runs without a network, behind a filter of system calls; the gate alone holds credentials.",
    "gate.open": "Open mode: the server itself keeps the list of destinations. Code that breaks into it is not bound.",
}
"""Every sentence about a promise, by its code."""


def english(said: Iterable[Sentence], between: str = " ") -> str:
    """The sentences in English."""
    return between.join(_english(each) for each in said)


def _english(sentence: Sentence) -> str:
    code = sentence.code
    if code not in SENTENCES:
        code = f"{code}_one" if sentence.facts["count"] == 1 else f"{code}_other"
    return SENTENCES[code].format_map({name: _filling(fact) for name, fact in sentence.facts.items()})


def _filling(fact: Fact) -> int | str | date:
    return english(fact, "; ") if isinstance(fact, list) else fact
