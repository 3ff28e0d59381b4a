from collections.abc import Iterator

from inhouse.guard.finding import Found
from inhouse.guard.normal import View
from inhouse.guard.scanners import Scanners


class Falcon:
    name = "terms"

    def find(self, view: View) -> Iterator[Found]:
        at = view.text.find("Falcon")
        if at >= 0:
            yield Found("term.project", at, at + 6, "falcon")


def test_a_scanner_is_kept_until_the_terms_change() -> None:
    terms: list[Falcon | None] = [None]
    scanners = Scanners(lambda: terms[0])
    before = scanners.of(frozenset({"de"}))
    assert scanners.of(frozenset({"de"})) is before
    assert before.scan("Falcon") == ()
    terms[0] = Falcon()
    after = scanners.of(frozenset({"de"}))
    assert [each.kind for each in after.scan("Falcon")] == ["term.project"]


def test_countries_decide_whose_numbers_are_looked_for() -> None:
    scanners = Scanners()
    text = "Steuer-ID: 86 095 742 719"
    assert [each.kind for each in scanners.of(frozenset({"de"})).scan(text)] != []
    assert scanners.of(frozenset({"fr"})).scan(text) == ()


def test_a_warm_scanner_says_the_same_as_a_cold_one() -> None:
    text = "AKIA" + "Q7ZR4MT2VX6KD3WB and anna.keller@northwind.de"
    cold = Scanners().of(frozenset()).scan(text)
    warm = Scanners()
    warm.warm(frozenset())
    assert warm.of(frozenset()).scan(text) == cold
    assert len(cold) == 2
