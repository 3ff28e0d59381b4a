"""Germany, Austria, Switzerland, Liechtenstein."""

from itertools import cycle

from stdnum import luhn
from stdnum.at import tin as austrian_tin
from stdnum.at import vnr
from stdnum.ch import ssn as ahv
from stdnum.ch import uid
from stdnum.de import idnr, stnr
from stdnum.li import peid

from inhouse.guard.detectors.personal.identity import Identity

_TAX = (r"steuer", r"\bst\.? ?-?id", r"\bidnr", r"\btin\b", r"\btax", r"fiscal", r"finanzamt", r"\bst\.? ?-?nr")
_SOCIAL = (
    r"sozialvers",
    r"rentenvers",
    r"versicherungsn",
    r"vers\.? ?-?n",
    r"\bsv",
    r"\brvnr",
    r"\bvsnr",
    r"\bahv",
    r"\bavs\b",
    r"navs",
    r"social (?:security|insurance)",
    r"sécurité sociale",
    r"seguridad social",
)
_CARD = (r"ausweis", r"\bperso\b", r"identity card", r"\bid[ -]card", r"carte d.identité", r"\bdni\b")
_PASSPORT = (r"reisepass", r"\bpass(?:nummer|-?nr|port|eport)?\b", r"pasaporte")


def is_pension_number(value: str) -> bool:
    """A German pension insurance number (VKVV): area, birthday, first letter of the name, serial, check digit."""
    day, month = int(value[2:4]), int(value[4:6])
    if not (1 <= day % 50 <= 31 and 1 <= month <= 12):
        return False
    plain = value[:8] + f"{ord(value[8]) - 64:02d}" + value[9:11]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    products = [int(digit) * weight for digit, weight in zip(plain, weights, strict=True)]
    return sum(product // 10 + product % 10 for product in products) % 10 == int(value[11])


def is_document_number(value: str) -> bool:
    """A German passport's or identity card's number; with a tenth digit, that is the check digit of ICAO 9303."""
    if not any(character.isdigit() for character in value):
        return False
    if len(value) == 9:
        return True
    weighted = [int(character, 36) * weight for character, weight in zip(value[:9], cycle((7, 3, 1)), strict=False)]
    return sum(weighted) % 10 == int(value[9])


def is_health_insurance_number(value: str) -> bool:
    """A German health insurance number: a letter as two digits, then Luhn's sum from the left (SGB V, section 290)."""
    return luhn.checksum(f"{ord(value[0]) - 64:02d}{value[1:]}") == 0


_DOCUMENT = r"[CFGHJ-NPRTV-Z][0-9CFGHJ-NPRTV-Z]{8}[0-9]?|T[0-9]{8}[0-9]?"

COUNTRIES = {
    "de": (
        Identity("idnr", "personal.tax_id", r"[1-9][0-9]_[0-9]{3}_[0-9]{3}_[0-9]{3}", idnr.is_valid, _TAX, alone=True),
        Identity("steuernummer", "personal.tax_id", r"[0-9]{2,3}_[0-9]{3,4}_[0-9]{4,5}", stnr.is_valid, _TAX),
        Identity("steuernummer_13", "personal.tax_id", r"[1-9][0-9]{3}0[0-9]{8}", stnr.is_valid, _TAX),
        Identity(
            "rentenversicherung",
            "personal.social_security_number",
            r"[0-9]{2}_[0-9]{6}_[A-Z]_[0-9]{2}_?[0-9]|[0-9]{2} [0-9]{2} ?[0-9]{2} ?[0-9]{2} [A-Z] [0-9]{3}",
            is_pension_number,
            _SOCIAL,
            alone=True,
        ),
        Identity("pass", "personal.passport", _DOCUMENT, is_document_number, _PASSPORT),
        Identity("ausweis", "personal.identity_document", _DOCUMENT, is_document_number, _CARD),
        Identity(
            "krankenversicherung",
            "personal.health_number",
            r"[A-Z][0-9]{3}_?[0-9]{3}_?[0-9]{3}",
            is_health_insurance_number,
            (r"kranken", r"versicher", r"\bkvnr", r"\bkvn", r"\begk", r"\bgkv", r"health insurance", r"patient"),
        ),
    ),
    "at": (
        Identity(
            "vnr", "personal.social_security_number", r"[1-9][0-9]{3}_[0-9]{6}", vnr.is_valid, _SOCIAL, alone=None
        ),
        Identity("steuernummer", "personal.tax_id", r"[0-9]{2}_[0-9]{3}_[0-9]{4}", austrian_tin.is_valid, _TAX),
    ),
    "ch": (
        Identity(
            "ahv",
            "personal.social_security_number",
            r"756_[0-9]{4}_[0-9]{4}_[0-9]{2}",
            ahv.is_valid,
            _SOCIAL,
            alone=True,
        ),
        Identity(
            "uid",
            "personal.company_number",
            r"CHE_[0-9]{3}_[0-9]{3}_[0-9]{3}",
            uid.is_valid,
            (r"\buid", r"\bide\b"),
            alone=True,
        ),
    ),
    "li": (
        Identity(
            "peid", "personal.national_id", r"[0-9]{4,12}", peid.is_valid, (r"\bpeid\b", r"personen-?identifikation")
        ),
    ),
}
