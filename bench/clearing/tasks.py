"""Sixty small tasks with names and numbers in them: six kinds of ten each, with a mechanical check of their form."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[str], bool]

PEOPLE = (
    "Harriet Whitcombe", "Oliver Abernathy", "Priya Raghavan", "Callum Thistleton", "Beatrice Okonjo",
    "Tobias Pemberley", "Shanice Hargreave", "Rowan Loxley", "Imogen Fairbourne", "Desmond Dunmore",
)  # fmt: skip
CUSTOMERS = (
    "Thornbury Foods", "Ridgeway Analytics", "Larkfield Insurance", "Halvorsen Marine", "Fjordkraft Shipping",
    "Oakhurst Logistics", "Brightwater Mills", "Tern Robotics", "Hollis Printing", "Castle Garden Tools",
)  # fmt: skip
REALISTIC_PEOPLE = (
    "Emma Clarke", "Daniel Hughes", "Nina Patel", "Peter Walsh", "Grace Bennett", "Henry Foster", "Laura Reid",
    "Simon Grant", "Julia Barnes", "Martin Cole",
)  # fmt: skip
REALISTIC_CUSTOMERS = (
    "Northgate Bakery", "Summit Data", "Harbor Mutual", "Bluewave Boats", "Polar Freight", "Greenfield Cargo",
    "Riverside Paper", "Falcon Machines", "Maple Press", "Cedar Tools",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked, and whether an answer has the form that was asked for.

    `tokens`: so long an answer may be. One that is cut there may have its form already; a sentence has it only `whole`.
    """

    kind: str
    text: str
    has_form: Check
    tokens: int
    whole: bool


def _letter(text: str) -> bool:
    return bool(re.search(r"(?im)^\W*(?:dear|hi|hello|subject)\b", text)) and len(text.split()) >= 20


def _summary(text: str) -> bool:
    return 4 <= len(text.split()) <= 60


def _json(text: str) -> bool:
    found = re.search(r"\{.*\}", text, re.DOTALL)
    try:
        return found is not None and isinstance(json.loads(found[0]), dict)
    except ValueError:
        return False


def _sql(text: str) -> bool:
    return bool(re.search(r"(?is)\bselect\b.+\bfrom\b.+\bwhere\b", text))


def _translation(text: str) -> bool:
    return 3 <= len(text.split()) <= 60


def _table(text: str) -> bool:
    return len(re.findall(r"(?m)^\s*\|.*\|.*\|\s*$", text)) >= 3


_KINDS: tuple[tuple[str, str, Check, int], ...] = (
    ("letter", "Write a short letter to {person} of {customer}: the delivery comes one week later.", _letter, 64),
    (
        "summary",
        "Summarise in one sentence: {person} of {customer} called on Monday. The order is late. Answer to {mail}.",
        _summary,
        48,
    ),
    (
        "JSON",
        'Answer with one JSON object with the keys "name", "company" and "email": {person}, {customer}, {mail}.',
        _json,
        64,
    ),
    (
        "SQL",
        "Write one SQL query: all rows of the table orders WHERE the customer is '{customer}'. SQL only.",
        _sql,
        40,
    ),
    ("translation", "Translate into German: {person} of {customer} is ill today.", _translation, 40),
    (
        "table",
        "Make a Markdown table with the columns Name and Company: {person}, {customer}; {other}, {rival}.",
        _table,
        72,
    ),
)

_SENTENCES = (_summary, _translation)


def tasks(people: tuple[str, ...] = PEOPLE, customers: tuple[str, ...] = CUSTOMERS) -> list[Task]:
    """All sixty, about these people and customers."""
    made: list[Task] = []
    for kind, text, check, tokens in _KINDS:
        for number, (person, customer) in enumerate(zip(people, customers, strict=True)):
            other, rival = people[(number + 3) % len(people)], customers[(number + 5) % len(customers)]
            mail = f"{person.split()[0].lower()}@{customer.split()[0].lower()}-group.co.uk"
            asked = text.format(person=person, customer=customer, other=other, rival=rival, mail=mail)
            made.append(Task(kind, asked, check, tokens, whole=check in _SENTENCES))
    return made
