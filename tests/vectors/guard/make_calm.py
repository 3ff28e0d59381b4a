"""Makes the calm set from `seeds/calm_*.txt`. It was made once and is frozen; run it only to add, never to tune.

`python -m tests.vectors.guard.make_calm`
"""

import json
import random
import re
from datetime import date, timedelta
from pathlib import Path

from tests.vectors.guard import numbers
from tests.vectors.guard.make import plain, seeds

_HERE = Path(__file__).parent
_LANGS = ("en", "de", "fr", "es")
_PER_TEMPLATE, _PER_CODE, _WHOLE = 4, 9, 1500
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_SLOT = re.compile(r"(?<!\{)\{([a-z]+)\}(?!\})")


class _Slots:
    """Fills the slots of a template with ordinary values."""

    def __init__(self, seed: str, lang: str, lists: dict[tuple[str, str], list[str]]) -> None:
        self._chance = random.Random(seed)  # noqa: S311 (repeatable, not secret)
        self._lang = lang
        self._lists = lists

    def fill(self, text: str) -> str:
        while (found := _SLOT.search(text)) is not None:
            text = text[: found.start()] + self._one(found[1]) + text[found.end() :]
        return text

    def _one(self, slot: str) -> str:
        if (self._lang, slot) in self._lists:
            return self._chance.choice(self._lists[self._lang, slot])
        return getattr(self, f"_{slot}")()

    def _day(self) -> date:
        return date(2026, 1, 5) + timedelta(days=self._chance.randrange(600))

    def _date(self) -> str:
        day = self._day()
        month = _MONTHS[self._lang].split()[day.month - 1]
        long = {
            "en": f"{day.day} {month}",
            "de": f"{day.day}. {month}",
            "fr": f"{day.day} {month}",
            "es": f"{day.day} de {month}",
        }
        short = {"en": f"{day:%d/%m/%Y}", "de": f"{day:%d.%m.%Y}", "fr": f"{day:%d/%m/%Y}", "es": f"{day:%d/%m/%Y}"}
        return self._chance.choice([long, short])[self._lang]

    def _iso(self) -> str:
        return self._day().isoformat()

    def _time(self) -> str:
        return f"{self._chance.randrange(7, 20)}:{self._chance.choice(['00', '15', '30', '45'])}"

    def _n(self) -> str:
        return str(self._chance.choice([12, 15, 20, 24, 30, 40, 48, 60, 75, 80, 96, 120, 150, 240, 417, 500]))

    def _small(self) -> str:
        return str(self._chance.randrange(2, 10))

    def _pct(self) -> str:
        space = "" if self._lang == "en" else " "
        return f"{self._chance.randrange(2, 40)}{space}%"

    def _eur(self) -> str:
        amount = self._chance.choice([self._chance.randrange(10, 999), self._chance.randrange(1000, 2_400_000)])
        grouped = f"{amount:,}.{self._chance.choice(['00', '50', '90', '99'])}"
        swapped = grouped.translate(str.maketrans(",.", ".,"))
        return {
            "en": f"EUR {grouped}", "de": f"{swapped} EUR", "es": f"{swapped} €",
            "fr": f"{grouped.replace(',', ' ').replace('.', ',')} €",
        }[self._lang]  # fmt: skip

    def _ver(self) -> str:
        return ".".join(str(self._chance.randrange(20)) for _ in range(self._chance.choice([2, 3, 3, 4])))

    def _port(self) -> str:
        return str(self._chance.choice([3000, 5433, 8000, 8080, 8443, 9200]))

    def _order(self) -> str:
        number = self._chance.randrange(10**5, 10**6)
        return self._chance.choice(
            [f"45001{number}", f"AB-2026-{number}", f"{number}", f"R{number}/26", f"PO-{number}-7"]
        )

    def _uuid(self) -> str:
        return "{{uuid}}"

    def _sha(self) -> str:
        return "{{hex:40}}"

    def _mail(self) -> str:
        return numbers.email(self._chance)

    def _phone(self) -> str:
        return numbers.phone(self._chance, self._lang)


def prompts() -> list[dict[str, str]]:
    """Ordinary work in four languages."""
    lists = {(lang, slot): values.split("; ") for lang, slot, values in seeds("calm_slots.txt", 3)}
    lines: list[dict[str, str]] = []

    seen: set[str] = set()

    def add(name: str, lang: str, text: str) -> None:
        filled = _Slots(name, lang, lists).fill(text)
        if filled not in seen and len(lines) < _WHOLE:
            seen.add(filled)
            lines.append({"id": name, "lang": lang, "text": filled})

    for lang in _LANGS:
        for number, (text,) in enumerate(seeds(f"calm_{lang}.txt", 1)):
            for turn in range(_PER_TEMPLATE):
                add(f"{lang}-{number:02}-{turn}", lang, plain(text))
    asks = list(seeds("calm_asks.txt", 2))
    for number, (text,) in enumerate(seeds("calm_code.txt", 1)):
        for turn in range(_PER_CODE):
            lang, ask = asks[(number * _PER_CODE + turn) * 7 % len(asks)]
            add(f"code-{number:02}-{turn}", lang, f"{ask}\n\n{plain(text)}")
    for turn in range(_WHOLE):
        for number, (lang, text) in enumerate(seeds("calm_letters.txt", 2)):
            add(f"letter-{number:02}-{turn:02}", lang, plain(text))
    return lines


def write(name: str, lines: list[dict[str, str]]) -> None:
    """Write one file of the calm set."""
    rows = [json.dumps(line, ensure_ascii=False) for line in lines]
    (_HERE / "calm" / name).write_text("\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    write("prompts.jsonl", prompts())
    questions = seeds("general.txt", 2)
    write(
        "general.jsonl",
        [{"id": f"general-{n:03}", "lang": lang, "text": text} for n, (lang, text) in enumerate(questions)],
    )
