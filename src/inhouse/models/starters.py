"""Starter tasks: what a newcomer may try first.

Those of the demo model are ones that it passed at least 9 times of 10 (`bench/starters.py`, results in
`bench/RESULTS.md`). It knows English only, so their prompts stay English in every language.
"""

from dataclasses import dataclass
from typing import Literal

Locale = Literal["en", "de"]


@dataclass(frozen=True, slots=True)
class Starter:
    """A task to begin with: what the button says in each language, and what it sends."""

    id: str
    titles: tuple[str, str]
    prompts: tuple[str, str]

    def title(self, locale: Locale) -> str:
        """What the button says."""
        return self.titles[0 if locale == "en" else 1]

    def prompt(self, locale: Locale) -> str:
        """What it sends."""
        return self.prompts[0 if locale == "en" else 1]


def _english(starter_id: str, title: str, german_title: str, prompt: str) -> Starter:
    return Starter(starter_id, (title, german_title), (prompt, prompt))


DEMO_STARTERS: tuple[Starter, ...] = (
    _english("capital", "Ask for a capital", "Nach einer Hauptstadt fragen", "What is the capital of France?"),
    _english(
        "photosynthesis",
        "Have something explained",
        "Sich etwas erklären lassen",
        "Explain in two sentences what photosynthesis is.",
    ),
    _english("planets", "Make a list", "Eine Liste machen", "List the planets of the solar system."),
    _english("python", "Write some code", "Etwas Code schreiben", "Write a Python function that adds two numbers."),
)

WORK_STARTERS: tuple[Starter, ...] = (
    Starter(
        "mail",
        ("Write a polite reminder", "Eine freundliche Erinnerung schreiben"),
        (
            "Write a short, polite e-mail that reminds a colleague of a report that was due last Friday.",
            "Schreibe eine kurze, freundliche E-Mail, die eine Kollegin an einen überfälligen Bericht erinnert.",
        ),
    ),
    Starter(
        "agenda",
        ("Plan a meeting", "Ein Treffen planen"),
        (
            "Draft an agenda for a 30-minute kick-off meeting of a project with five people.",
            "Entwirf eine Tagesordnung für ein 30-minütiges Auftakttreffen eines Projekts mit fünf Personen.",
        ),
    ),
    Starter(
        "explain",
        ("Explain something simply", "Etwas einfach erklären"),
        (
            "Explain to somebody without technical knowledge how encryption protects a message.",
            "Erkläre jemandem ohne technisches Wissen, wie Verschlüsselung eine Nachricht schützt.",
        ),
    ),
    Starter(
        "table",
        ("Compare in a table", "In einer Tabelle vergleichen"),
        (
            "Compare working from home and in the office in a table: concentration, contact, cost, time.",
            "Vergleiche Arbeit zu Hause und im Büro in einer Tabelle: Konzentration, Kontakt, Kosten, Zeit.",
        ),
    ),
)


def starters_for(*, demo: bool) -> tuple[Starter, ...]:
    """The starter tasks that suit the default model."""
    return DEMO_STARTERS if demo else WORK_STARTERS
