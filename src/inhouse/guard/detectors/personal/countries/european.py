"""Italy, the Netherlands, the Nordic countries, and the east and south of Europe."""

from stdnum.bg import egn
from stdnum.cz import rc
from stdnum.dk import cpr
from stdnum.ee import ik
from stdnum.fi import hetu
from stdnum.gr import amka
from stdnum.hr import oib
from stdnum.is_ import kennitala
from stdnum.it import codicefiscale
from stdnum.lt import asmens
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import nip, pesel, regon
from stdnum.ro import cnp
from stdnum.se import personnummer
from stdnum.si import emso
from stdnum.tr import tckimlik
from stdnum.ua import rntrc

from inhouse.guard.detectors.personal.identity import Identity

_PERSON = (r"person", r"\bid\b", r"identi", r"national", r"birth number", r"social security")
_CIVIC = r"[0-9]{6}_?[0-9]{4}"


def is_finnish(value: str) -> bool:
    """A Finnish personal identity code, with or without its sign of the century: the check digit does not need it."""
    return hetu.is_valid(value if len(value) == 11 else f"{value[:6]}-{value[6:]}")


COUNTRIES = {
    "it": (
        Identity(
            "codice_fiscale",
            "personal.tax_id",
            r"[A-Z]{3} ?[A-Z]{3} ?[0-9L-NP-V]{2}[A-EHLMPR-T][0-9L-NP-V]{2} ?[A-Z][0-9L-NP-V]{3} ?[A-Z]",
            codicefiscale.is_valid,
            (r"codice fiscale", r"\bc\.?f\b", r"steuer", r"\btax", r"fiscal"),
            alone=True,
        ),
    ),
    "nl": (
        Identity(
            "bsn",
            "personal.national_id",
            r"[0-9]{4}_[0-9]{2}_[0-9]{3}|[0-9]{3}_[0-9]{3}_[0-9]{3}|[0-9]{8}",
            bsn.is_valid,
            (r"\bbsn\b", r"burgerservice", r"sofi", r"citizen service"),
        ),
    ),
    "se": (
        Identity(
            "personnummer",
            "personal.national_id",
            r"(?:19|20)?[0-9]{6}[-+][0-9]{4}",
            personnummer.is_valid,
            _PERSON,
            alone=True,
        ),
        Identity(
            "personnummer_together", "personal.national_id", r"(?:19|20)?[0-9]{10}", personnummer.is_valid, (r"person",)
        ),
    ),
    "dk": (Identity("cpr", "personal.national_id", _CIVIC, cpr.is_valid, (r"\bcpr\b", r"personnummer")),),
    "no": (
        Identity(
            "fodselsnummer",
            "personal.national_id",
            r"[0-9]{6}_?[0-9]{5}",
            fodselsnummer.is_valid,
            (*_PERSON, r"f.dsels"),
            alone=True,
        ),
    ),
    "fi": (
        Identity(
            "hetu",
            "personal.national_id",
            r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]",
            is_finnish,
            (r"hetu", r"henkil", *_PERSON),
            alone=True,
        ),
    ),
    "is": (Identity("kennitala", "personal.national_id", _CIVIC, kennitala.is_valid, (r"kennitala", r"\bkt\b")),),
    "pl": (
        Identity(
            "pesel", "personal.national_id", r"[0-9]{11}", pesel.is_valid, (r"pesel", r"national id", r"identification")
        ),
        Identity(
            "nip", "personal.tax_id", r"[0-9]{3}_[0-9]{3}_[0-9]{2}_[0-9]{2}", nip.is_valid, (r"\bnip\b", r"\btax")
        ),
        Identity("regon", "personal.company_number", r"[0-9]{9}(?:[0-9]{5})?", regon.is_valid, (r"regon",)),
    ),
    "cz": (
        Identity(
            "rc",
            "personal.national_id",
            r"[0-9]{6}/?[0-9]{3,4}",
            rc.is_valid,
            (r"rodné", r"rč", r"birth number"),
            alone=None,
        ),
    ),
    "sk": (
        Identity(
            "rc",
            "personal.national_id",
            r"[0-9]{6}/?[0-9]{3,4}",
            rc.is_valid,
            (r"rodné", r"rč", r"birth number"),
            alone=None,
        ),
    ),
    "ro": (
        Identity("cnp", "personal.national_id", r"[1-9][0-9]{12}", cnp.is_valid, (r"\bcnp\b", r"numeric personal")),
    ),
    "bg": (Identity("egn", "personal.national_id", r"[0-9]{10}", egn.is_valid, (r"\begn\b", r"егн")),),
    "gr": (Identity("amka", "personal.social_security_number", r"[0-9]{11}", amka.is_valid, (r"amka", r"αμκα")),),
    "hr": (Identity("oib", "personal.national_id", r"[0-9]{11}", oib.is_valid, (r"\boib\b",)),),
    "si": (Identity("emso", "personal.national_id", r"[0-9]{13}", emso.is_valid, (r"em[sš]o",)),),
    "lt": (Identity("asmens", "personal.national_id", r"[1-9][0-9]{10}", asmens.is_valid, (r"asmens", *_PERSON)),),
    "ee": (Identity("ik", "personal.national_id", r"[1-8][0-9]{10}", ik.is_valid, (r"isikukood", *_PERSON)),),
    "tr": (
        Identity(
            "tckimlik",
            "personal.national_id",
            r"[1-9][0-9]{10}",
            tckimlik.is_valid,
            (r"kimlik", r"\btckn?\b"),
            alone=True,
        ),
    ),
    "ua": (Identity("rntrc", "personal.tax_id", r"[0-9]{10}", rntrc.is_valid, (r"рнокпп", r"іпн", r"инн", r"\btax")),),
}
