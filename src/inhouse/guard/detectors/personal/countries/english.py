"""The United Kingdom, Ireland, the United States, Canada, Australia, New Zealand, India, South Africa."""

import re

from stdnum.au import abn, tfn
from stdnum.ca import sin
from stdnum.gb import nhs, utr
from stdnum.ie import pps
from stdnum.in_ import aadhaar, pan
from stdnum.nz import ird
from stdnum.us import ein, itin, ssn
from stdnum.za import idnr

from inhouse.guard.detectors.personal.identity import Identity

_TAX = (
    r"\btax",
    r"\btin\b",
    r"\bein\b",
    r"\bitin\b",
    r"\butr\b",
    r"\btfn\b",
    r"\bird\b",
    r"\birs\b",
    r"hmrc",
    r"fiscal",
    r"steuer",
)
_SOCIAL = (
    r"social security",
    r"\bssn",
    r"\bsocial\b",
    r"sozialvers",
    r"seguridad social",
    r"sécurité sociale",
    r"\bitin\b",
)
_INSURANCE = (r"national insurance", r"\bnino?\b", r"\bni (?:no|number|#)", r"insurance n")

# HM Revenue & Customs never gives these prefixes.
_INSURANCE_NEVER = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_DRIVER = re.compile(
    r"[A-Z]{1,5}9{0,4}[0-9](?:[05][1-9]|[16][0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9][A-Z][A-Z9][0-9A-Z]{3}"
)


def is_insurance_number(value: str) -> bool:
    """A British national insurance number; it has no check digit."""
    return value[:2] not in _INSURANCE_NEVER


def is_driver_number(value: str) -> bool:
    """A British driver number: five letters of the name filled with nines, and the birthday inside."""
    return _DRIVER.fullmatch(value) is not None


def always(value: str) -> bool:
    """The form says it all."""
    return bool(value)


COUNTRIES = {
    "gb": (
        Identity(
            "nino",
            "personal.social_security_number",
            r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]_[0-9]{2}_[0-9]{2}_[0-9]{2}_[A-D]",
            is_insurance_number,
            _INSURANCE,
            alone=True,
        ),
        Identity(
            "nhs",
            "personal.health_number",
            r"[0-9]{3}_[0-9]{3}_[0-9]{4}",
            nhs.is_valid,
            (r"\bnhs\b", r"patient", r"health"),
        ),
        Identity("utr", "personal.tax_id", r"[0-9]{5}_[0-9]{5}|[0-9]{10}", utr.is_valid, (*_TAX, r"taxpayer")),
        Identity(
            "driver",
            "personal.driving_licence",
            r"[A-Z]{1,5}9{0,4}_[0-9]{6}_[A-Z][A-Z9]_?[0-9][A-Z]{2}",
            is_driver_number,
            (r"driv", r"licen[cs]e", r"dvla"),
            alone=True,
        ),
    ),
    "ie": (
        Identity(
            "pps",
            "personal.national_id",
            r"[0-9]{7}_?[A-W][ABHWTX]?",
            pps.is_valid,
            (r"\bppsn?\b", r"public service"),
            alone=None,
        ),
    ),
    "us": (
        Identity(
            "ssn",
            "personal.social_security_number",
            r"[0-9]{3}-[0-9]{2}-[0-9]{4}",
            ssn.is_valid,
            _SOCIAL,
            alone=True,
        ),
        Identity(
            "ssn_together",
            "personal.social_security_number",
            r"[0-8][0-9]{2} ?[0-9]{2} ?[0-9]{4}",
            ssn.is_valid,
            _SOCIAL,
        ),
        Identity("itin", "personal.tax_id", r"9[0-9]{2}_[5-9][0-9]_[0-9]{4}", itin.is_valid, _TAX, alone=None),
        Identity("ein", "personal.tax_id", r"[0-9]{2}-?[0-9]{7}", ein.is_valid, (*_TAX, r"employer id")),
        Identity(
            "medicare",
            "personal.health_number",
            r"[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-?[AC-HJKMNP-RT-Y]{2}[0-9]{2}",
            always,
            (r"medicare", r"\bmbi\b", r"beneficiary"),
            alone=True,
            dense=False,
        ),
    ),
    "ca": (
        Identity(
            "sin",
            "personal.social_security_number",
            r"[1-79][0-9]{2}_[0-9]{3}_[0-9]{3}",
            sin.is_valid,
            (r"\bsin\b", r"social insurance", r"\bnas\b"),
        ),
    ),
    "au": (
        Identity("tfn", "personal.tax_id", r"[0-9]{3}_[0-9]{3}_[0-9]{2,3}", tfn.is_valid, _TAX),
        Identity(
            "abn",
            "personal.company_number",
            r"[0-9]{2}_[0-9]{3}_[0-9]{3}_[0-9]{3}",
            abn.is_valid,
            (r"\babn\b", r"business number"),
        ),
    ),
    "nz": (Identity("ird", "personal.tax_id", r"[0-9]{2,3}_[0-9]{3}_[0-9]{3}", ird.is_valid, _TAX),),
    "in": (
        Identity(
            "aadhaar",
            "personal.national_id",
            r"[2-9][0-9]{3}_[0-9]{4}_[0-9]{4}",
            aadhaar.is_valid,
            (r"aadhaar", r"\buid(?:ai)?\b"),
            alone=None,
        ),
        Identity(
            "pan",
            "personal.tax_id",
            r"[A-Z]{3}[ABCFGHLJPT][A-Z][0-9]{4}[A-Z]",
            pan.is_valid,
            (r"\bpan\b", *_TAX),
            alone=True,
            dense=False,
        ),
    ),
    "za": (
        Identity(
            "idnr", "personal.national_id", r"[0-9]{6}_[0-9]{4}_[0-9]{3}", idnr.is_valid, (r"\bid\b", r"identity")
        ),
    ),
}
