"""VAT numbers with their country in front: European Union, Northern Ireland, Great Britain, Switzerland, Norway."""

import re
from collections.abc import Callable, Iterator

from stdnum.at import uid as austrian
from stdnum.be import vat as belgian
from stdnum.bg import vat as bulgarian
from stdnum.ch import vat as swiss
from stdnum.cy import vat as cypriot
from stdnum.cz import dic as czech
from stdnum.de import vat as german
from stdnum.dk import cvr as danish
from stdnum.ee import kmkr as estonian
from stdnum.es import nif as spanish
from stdnum.fi import alv as finnish
from stdnum.fr import tva as french
from stdnum.gb import vat as british
from stdnum.gr import vat as greek
from stdnum.hr import oib as croatian
from stdnum.hu import anum as hungarian
from stdnum.ie import vat as irish
from stdnum.it import iva as italian
from stdnum.lt import pvm as lithuanian
from stdnum.lu import tva as luxembourgish
from stdnum.lv import pvn as latvian
from stdnum.mt import vat as maltese
from stdnum.nl import btw as dutch
from stdnum.no import mva as norwegian
from stdnum.pl import nip as polish
from stdnum.pt import nif as portuguese
from stdnum.ro import cf as romanian
from stdnum.se import vat as swedish
from stdnum.si import ddv as slovenian
from stdnum.sk import dph as slovak

from inhouse.guard.detectors.personal.context import Words
from inhouse.guard.detectors.personal.shape import CHECKED, PROVEN, Hit, Place, Shape, compact, each

# The form after the country, `_` an optional separator, and who knows the check digits.
_FORMS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "AT": (r"_U_[0-9]{8}|_U_[0-9]{4}_[0-9]{4}|_U_[0-9]{3}_[0-9]{3}_[0-9]{2}", austrian.is_valid),
    "BE": (r"_[01]?[0-9]{3}_[0-9]{3}_[0-9]{3}", belgian.is_valid),
    "BG": (r"_[0-9]{9,10}", bulgarian.is_valid),
    "CHE": (r"_[0-9]{3}_[0-9]{3}_[0-9]{3}_(?:MWST|TVA|IVA|TPV)", swiss.is_valid),
    "CY": (r"_[0-9]{8}_?[A-Z]", cypriot.is_valid),
    "CZ": (r"_[0-9]{8,10}", czech.is_valid),
    "DE": (r"_[1-9][0-9]{2}_[0-9]{3}_[0-9]{3}|_[1-9][0-9]_[0-9]{3}_[0-9]{4}|_[1-9][0-9]{3}_[0-9]{5}", german.is_valid),
    "DK": (r"_[0-9]{2}_[0-9]{2}_[0-9]{2}_[0-9]{2}", danish.is_valid),
    "EE": (r"_[0-9]{9}", estonian.is_valid),
    "EL": (r"_[0-9]{9}", greek.is_valid),
    "GR": (r"_[0-9]{9}", greek.is_valid),
    "ES": (r"_[A-Z0-9]_[0-9]{7}_[A-Z0-9]", spanish.is_valid),
    "FI": (r"_[0-9]{7}_[0-9]", finnish.is_valid),
    "FR": (r"_[0-9A-Z]{2}_[0-9]{3}_[0-9]{3}_[0-9]{3}", french.is_valid),
    "GB": (r"_[0-9]{3}_[0-9]{4}_[0-9]{2}(?:_[0-9]{3})?|_[0-9]{3}_[0-9]{3}_[0-9]{3}", british.is_valid),
    "XI": (r"_[0-9]{3}_[0-9]{4}_[0-9]{2}(?:_[0-9]{3})?", british.is_valid),
    "HR": (r"_[0-9]{11}", croatian.is_valid),
    "HU": (r"_[0-9]{8}", hungarian.is_valid),
    "IE": (r"_[0-9][0-9A-Z+*][0-9]{5}[A-W][A-I]?", irish.is_valid),
    "IT": (r"_[0-9]{11}|_[0-9]{3}_[0-9]{4}_[0-9]{4}|_[0-9]{5}_[0-9]{6}", italian.is_valid),
    "LT": (r"_[0-9]{9}(?:[0-9]{3})?", lithuanian.is_valid),
    "LU": (r"_[0-9]{4}_?[0-9]{4}|_[0-9]{3}_[0-9]{3}_[0-9]{2}", luxembourgish.is_valid),
    "LV": (r"_[0-9]{11}", latvian.is_valid),
    "MT": (r"_[0-9]{4}_?[0-9]{4}", maltese.is_valid),
    "NL": (r"_[0-9]{4}_[0-9]{2}_[0-9]{3}_B_[0-9]{2}|_[0-9]{3}_[0-9]{3}_[0-9]{3}_B_[0-9]{2}", dutch.is_valid),
    "NO": (r"_[0-9]{3}_[0-9]{3}_[0-9]{3}_MVA", norwegian.is_valid),
    "PL": (r"_[0-9]{10}|_[0-9]{3}-[0-9]{3}-[0-9]{2}-[0-9]{2}", polish.is_valid),
    "PT": (r"_[0-9]{3}_[0-9]{3}_[0-9]{3}", portuguese.is_valid),
    "RO": (r"_[1-9][0-9]{5,9}", romanian.is_valid),
    "SE": (r"_[0-9]{6}_[0-9]{4}_01", swedish.is_valid),
    "SI": (r"_[0-9]{8}", slovenian.is_valid),
    "SK": (r"_[0-9]{10}", slovak.is_valid),
}
_WEAK = frozenset({"HU", "RO", "MT", "LU", "DK", "SI", "FI", "CZ"})
"""Eight digits or fewer and one check digit: too little without a word beside it."""

_BETWEEN = r"[ .\-]?"
_ANY = "|".join(f"{country}(?:{form.replace('_', _BETWEEN)})" for country, (form, _) in _FORMS.items())
_PATTERN = re.compile(rf"(?<![\w])(?<!\w[-./])(?:{_ANY})(?!\w|[-.]\w)")
_VAT = Words(
    r"\bvat\b",
    r"\bust",
    r"umsatzsteuer",
    r"mwst",
    r"mehrwertsteuer",
    r"\btva\b",
    r"\biva\b",
    r"\bbtw",
    r"\buid\b",
    r"\bn\.?i\.?f\b",
    r"\bc\.?i\.?f\b",
    r"intracom",
    r"\btax",
    r"partita",
    r"\bmoms",
    r"\bnip\b",
)


def _read(text: str, start: int, end: int) -> Iterator[Hit]:
    for match in each(_PATTERN, text, start, end):
        value = compact(match[0])
        country = value[:3] if value.startswith("CHE") else value[:2]
        labelled = _VAT.beside(text, *match.span())
        if (labelled or country not in _WEAK) and is_vat_number(country, value):
            yield Hit("personal.vat_number", *match.span(), value, PROVEN if labelled else CHECKED)


def is_vat_number(country: str, value: str) -> bool:
    """Whether the check digits of a number, its country in front, are right."""
    own = _FORMS[country][1]
    return own(value if country in {"CHE", "NO"} else value[2:])


_PLACE = rf"\b(?:{'|'.join(_FORMS)}){_BETWEEN}[A-Z0-9]{{0,2}}{_BETWEEN}[0-9](?:{_BETWEEN}[0-9]){{4}}"

SHAPE = Shape((Place(_PLACE.encode()),), _read)
