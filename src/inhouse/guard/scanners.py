"""Which detectors look, by what a policy asks for: a new one is one line here."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from inhouse.guard.detectors.labels import Labels
from inhouse.guard.detectors.personal import Personal
from inhouse.guard.detectors.secrets import Secrets
from inhouse.guard.detectors.secrets.candidates import Candidates
from inhouse.guard.finding import Detector
from inhouse.guard.scan import Scanner

_MOST: Final = 8
"""Scanners that are kept: one for each set of countries that policies ask for."""
_SAMPLE: Final = "Write to anna@example.com: password = none, +49 30 901820, DE00 0000. CONFIDENTIAL\n" * 4


class Scanners:
    """Scanners by the countries whose numbers they know. `terms` gives the detector of company terms now."""

    def __init__(self, terms: Callable[[], Detector | None] = lambda: None) -> None:
        self._terms = terms
        self._made: dict[frozenset[str], tuple[Detector | None, Scanner]] = {}

    def of(self, countries: frozenset[str]) -> Scanner:
        """The scanner for these countries, with the terms as they are now."""
        terms = self._terms()
        made = self._made.get(countries)
        if made is None or made[0] is not terms:
            if len(self._made) >= _MOST:
                self._made.clear()
            detectors = [_secrets(), _personal(countries), Labels()]
            made = self._made[countries] = (terms, Scanner(detectors if terms is None else [*detectors, terms]))
        return made[1]

    def warm(self, countries: frozenset[str], look: Candidates | None = None) -> None:
        """Prepare what the first prompt would wait for (seconds): for a thread, while the server starts.

        `look`: the first look for secrets, where `built_apart` has built one.
        """
        _secrets().warm(look)
        self.of(countries).scan(_SAMPLE)


@lru_cache(maxsize=1)
def _secrets() -> Secrets:
    return Secrets()


@lru_cache(maxsize=_MOST)
def _personal(countries: frozenset[str]) -> Personal:
    return Personal(countries)
