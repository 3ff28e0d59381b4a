"""The detector of personal data with a syntax: one pass finds where to look, then each kind reads there."""

from collections.abc import Iterator, Mapping

from inhouse.guard.detectors.personal import (
    birth,
    card,
    coordinates,
    email,
    iban,
    ip_address,
    labelled,
    mac_address,
    vat,
)
from inhouse.guard.detectors.personal.countries import english, european, french, german, spanish
from inhouse.guard.detectors.personal.identity import Identity
from inhouse.guard.detectors.personal.phone import Phones
from inhouse.guard.detectors.personal.regions import Regions
from inhouse.guard.detectors.personal.shape import Hit, Shape, strongest
from inhouse.guard.finding import Found
from inhouse.guard.normal import View

_IDENTITIES: Mapping[str, tuple[Identity, ...]] = (
    german.COUNTRIES | french.COUNTRIES | spanish.COUNTRIES | english.COUNTRIES | european.COUNTRIES
)

COUNTRIES = tuple(sorted(_IDENTITIES))
"""Countries (ISO 3166, small letters) whose numbers are known, to be switched on."""

_KINDS = (
    ("personal.email", "E-mail address"),
    ("personal.phone", "Phone number"),
    ("personal.iban", "IBAN"),
    ("personal.card", "Payment card number"),
    ("personal.account_number", "Bank account number"),
    ("personal.bic", "BIC of a bank"),
    ("personal.national_id", "National identity number"),
    ("personal.tax_id", "Tax number of a person"),
    ("personal.social_security_number", "Social security number"),
    ("personal.identity_document", "Number of an identity document"),
    ("personal.passport", "Passport number"),
    ("personal.driving_licence", "Driving licence number"),
    ("personal.vat_number", "VAT number"),
    ("personal.company_number", "Registered number of a company"),
    ("personal.health_number", "Patient or health insurance number"),
    ("personal.insurance_number", "Insurance or membership number"),
    ("personal.staff_number", "Staff number"),
    ("personal.date_of_birth", "Date of birth"),
    ("personal.ip_address", "IP address"),
    ("personal.mac_address", "Hardware address of a device"),
    ("personal.coordinates", "Coordinates of a place"),
)


def kinds() -> tuple[tuple[str, str], ...]:
    """Every kind it can find, with its English name."""
    return _KINDS


class Personal:
    """Recognises personal data; national numbers of the given countries only. Build it once: it compiles patterns."""

    def __init__(self, countries: frozenset[str]) -> None:
        self._shapes = _shapes(frozenset(code.lower() for code in countries))
        self._readers = [shape.read for shape in self._shapes for _ in shape.places]
        self._regions = Regions([place for shape in self._shapes for place in shape.places])

    @property
    def name(self) -> str:
        """As reports call it."""
        return "personal"

    def find(self, view: View) -> Iterator[Found]:
        """Personal data in a view, by place; of pieces that overlap the surest."""
        text, readers = view.text, self._readers
        hits: list[Hit] = []
        for pattern, start, end in self._regions.of(view):
            hits.extend(readers[pattern](text, start, end))
        for hit in strongest(hits):
            yield Found(hit.kind, hit.start, hit.end, hit.value)


def _shapes(countries: frozenset[str]) -> list[Shape]:
    shapes = [email.SHAPES[0], email.SHAPES[1], iban.SHAPE, card.SHAPE, vat.SHAPE, mac_address.SHAPE]
    shapes += [*ip_address.SHAPES, *coordinates.SHAPES, *birth.SHAPES, *labelled.SHAPES]
    shapes += Phones(countries).shapes()
    shapes += [identity.shape() for code in sorted(countries) for identity in _IDENTITIES.get(code, ())]
    return shapes
