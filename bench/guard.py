"""The guard: what it finds, whom it interrupts, how quickly it reads, and the same of others' guards.

Quality is counted on the open corpus in `tests/vectors/guard`, whose rules were written by others than its cases. Times
are CPU time of the reading thread, because the machine does other things too. Names are measured apart: they run in a
process of their own, and only where a policy asks for them.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from bench.clearing import pace, peers, quality
from bench.clearing.texts import mixed, terms
from bench.results import Figure, Section, at_most, progress, stated
from inhouse.core.destination import DestinationClass
from inhouse.guard.detectors.labels import Labels
from inhouse.guard.detectors.personal import COUNTRIES, Personal
from inhouse.guard.detectors.secrets import Secrets
from inhouse.guard.detectors.terms import Dictionary, Term
from inhouse.guard.finding import Detector
from inhouse.guard.policies.decide import Ask, Keyed, decide
from inhouse.guard.policies.policy import Action
from inhouse.guard.policies.presets import BALANCED
from inhouse.guard.scan import Scanner
from inhouse.guard.scanners import Scanners
from tests.vectors.guard.cases import calm, company_terms, corpus, general

TITLE = "The guard"
_OURS = frozenset({"at", "ch", "de", "es", "fr", "gb", "us"})
"""The countries whose national numbers a company of these languages switches on."""
_TERMS = 50_000
_MANY_TERMS = 500_000
_INTERRUPTING = {Action.WARN, Action.KEEP_LOCAL, Action.REFUSE}


def dictionary(words: Sequence[str]) -> Detector:
    """The company's terms."""
    return Dictionary([Term(word, "customer") for word in words])


def scanner(words: Sequence[str], countries: frozenset[str] = _OURS) -> Scanner:
    """The whole guard but for names."""
    known = dictionary(words)
    return Scanners(lambda: known).of(countries)


def _calm(guard: Scanner) -> list[Figure]:
    ask = Ask(frozenset(), "model", DestinationClass.EXTERNAL)
    actions: Counter[Action] = Counter()
    robbed = 0
    for case in calm():
        findings = guard.scan(case.text)
        keyed = [Keyed(str(number), one) for number, one in enumerate(findings)]
        actions[decide(BALANCED, ask, keyed).action] += 1
        robbed += any(one.kind.startswith("secret.") for one in findings)
    changed = sum(bool(guard.scan(case.text)) for case in general())
    share = 1000 / len(calm())
    return [
        at_most("calm prompts interrupted", sum(actions[one] for one in _INTERRUPTING) * share, 5, "in 1,000"),
        at_most("calm prompts refused", actions[Action.REFUSE] * share, 1, "in 1,000"),
        stated("calm prompts with a secret that is none", robbed * share, "in 1,000"),
        stated("calm prompts with silent stand-ins", actions[Action.STAND_IN] * share, "in 1,000"),
        at_most(f"general questions changed, of {len(general())}", changed, 0, ""),
    ]


def measure(*, quick: bool) -> Section:
    """Everything. `quick` leaves the peers and the large lists of terms out."""
    progress("guard: quality")
    known = Dictionary([Term(word, category) for word, category in company_terms()])
    whole = Scanners(lambda: known).of(frozenset(COUNTRIES))
    cases = [case for case in corpus() if case.set != "names"]
    figures, kinds, _ = quality.measure(cases, whole.scan)
    figures += _calm(whole)
    progress("guard: speed")
    # A server does this while it starts: all scanners share what it builds.
    Scanners().warm(_OURS)
    make = partial(scanner, terms(_TERMS))
    figures += pace.of_prompts(make, 60 if quick else 600)
    figures += pace.of_mixed(make, 1 if quick else 5)
    figures += pace.of_long_chat(make, 30 if quick else 100)
    alone: list[Detector] = [Secrets(), Personal(_OURS), Labels(), dictionary(terms(_TERMS))]
    linear, worst = pace.of_worst(alone, quick=quick)
    figures += linear
    weights = pace.of_terms((_TERMS,) if quick else (_TERMS, _MANY_TERMS))
    details = [kinds, worst, weights]
    if not quick:
        details.append(peers.compare(cases, whole, mixed(100_000)))
    return Section(TITLE, __doc__ or "", tuple(figures), tuple(details))
