"""Numbers that only the word before them makes personal: staff, patients, insurances, accounts, documents.

English, German, French and Spanish words; Italian, Dutch and Portuguese ones for documents.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inhouse.guard.detectors.personal.context import caseless
from inhouse.guard.detectors.personal.shape import LABELLED, Hit, Place, Shape, compact

_QUOTE = "\N{RIGHT SINGLE QUOTATION MARK}"

# "no.", "number", "ID" in the languages: after the thing they number, or before it.
_NUMBER = r"[ _-]?(?:(?:number|num|no|nr|nummer|id|ids|code|kennung|identifier)\b\.?|n(?:°|º)|n\.º|#)"
_NUMERO = (
    r"(?:n(?:°|º)|n\.º|no\.?|núm\.?|numéro|número|numero|código|identifiant|id)"
    rf"(?: (?:de|d'|d{_QUOTE}|del|du|della))?(?: l[ae'])? ?"
)

_STAFF = (
    rf"\b(?:staff|employee|emp|personnel|payroll|worker|badge){_NUMBER}",
    r"\bemployeeid\b",
    (
        r"\b(?:personal|mitarbeiter|mitarbeitenden|angestellten|beschäftigten|dienst|betriebsausweis)"
        r"-?(?:nummer|nr\b|id\b|kennung|kennziffer)\.?"
    ),
    r"\bpers\.?-?nr\b\.?",
    r"\bmatricule(?: (?:salariée?|employée?|agent|interne|du salarié|de l'employé))?",
    rf"\b{_NUMERO}(?:salariée?|employée?|agent|empleado|empleada|trabajador|trabajadora|nómina|matrícula)",
    r"\blegajo\b",
    r"\bnumero (?:di )?matricola\b",
)
_HEALTH = (
    rf"\b(?:patient|patienten|medical record|health insurance|health card|insurance card|hospital){_NUMBER}",
    r"\bmrn\b",
    r"\bpatientid\b",
    (
        r"\b(?:patienten|krankenversicherten|krankenversicherungs|krankenkassen|gesundheitskarten|fallakten|versicherten)"
        r"-?(?:nummer|nr\b|id\b)\.?"
    ),
    r"\bkvnr\b",
    r"\begk-?(?:nummer|nr\b)?",
    rf"\b{_NUMERO}(?:patiente?|sécurité sociale|carte vitale|assurée?(?: social)?|dossier médical)",
    rf"\b{_NUMERO}(?:paciente|historia clínica|tarjeta sanitaria|historial)",
    r"\btarjeta sanitaria\b",
    r"\bcarte vitale\b",
    r"\b(?:nhc|cip|ipp)\b",
)
_INSURANCE = (
    rf"\b(?:policy|insurance policy|insurance|insured|member|membership|claim){_NUMBER}",
    (
        r"\b(?:versicherungsschein|versicherungs|policen|versicherungspolicen|schaden|mitglieds|mitglieder)"
        r"-?(?:nummer|nr\b)\.?"
    ),
    r"\bpolice (?:nr|no)\b\.?",
    r"\bvers\.?-?(?:schein-?)?nr\b\.?",
    rf"\b{_NUMERO}(?:police|contrat d'assurance|adhérente?|sociétaire|sinistre)",
    rf"\b{_NUMERO}(?:póliza|asegurado|asegurada|siniestro|socio|afiliado)",
    r"\bpóliza (?:n(?:°|º)|n\.º|número)",
    r"\bpolice d'assurance (?:n(?:°|º)|no)\.?",
)
_ACCOUNT = (
    rf"\b(?:account|bank account|checking account|savings account|acct){_NUMBER}",
    r"\bacct\b\.?",
    r"\ba/c(?: no\.?)?",
    r"\b(?:konto|bankkonto|girokonto|depot)-?(?:nummer|nr\b)\.?",
    r"\bkto\b\.?(?:-?nr\b\.?)?",
    rf"\b{_NUMERO}(?:compte(?: bancaire)?|cuenta(?: bancaria| corriente)?|conto corrente)",
    r"\bsort[ -]?code\b",
    r"\bbankleitzahl\b",
    r"\bblz\b",
    r"\b(?:aba )?routing (?:number|no)\b\.?",
    r"\brib\b",
)
# Words with other meanings too: only a long number makes them an account.
_ANY_ACCOUNT = (r"\bkonto\b", r"\baccount\b", r"\bcompte\b", r"\bcuenta\b")
_BIC = (r"\b(?:bic|swift)\b",)
_PASSPORT = (
    rf"\bpassport(?:{_NUMBER})?",
    r"\b(?:reise)?pass-?(?:nummer|nr\b)\.?",
    r"\breisepass\b",
    r"\b(?:passeport|pasaporte|passaporto|passaporte|paspoort|paspoortnummer)\b",
)
_DOCUMENT = (
    rf"\bidentity (?:card|document)(?:{_NUMBER})?",
    rf"\bid[ -]card(?:{_NUMBER})?",
    rf"\bresidence permit(?:{_NUMBER})?",
    r"\b(?:personal)?ausweis-?(?:nummer|nr\b)\.?",
    r"\bpersonalausweis\b",
    r"\baufenthaltstitel\b",
    rf"\bcarte (?:nationale )?d(?:'|{_QUOTE})identité",
    r"\bcni\b",
    r"\btitre de séjour",
    rf"\bcarta d(?:'|{_QUOTE})identità",
    r"\bidentiteitskaart\b",
    r"\bpermiso de residencia\b",
)
_LICENCE = (
    rf"\bdriv(?:er|ing|er(?:'|{_QUOTE})s)[ _]?licen[cs]e(?:{_NUMBER})?",
    r"\bführerschein-?(?:nummer|nr\b\.?)?",
    r"\bführerausweis-?(?:nummer|nr\b\.?)?",
    r"\bpermis de conduire\b",
    r"\b(?:carnet|permiso|licencia) de conducir\b",
    r"\bpatente di guida\b",
    r"\brijbewijs(?:nummer)?\b",
)

# Between a label and its number: something in brackets, a few small words, and signs.
_WORD = (
    r"is|ist|lautet|est|es|no|nr|number|nummer|id|code|numéro|número|und|auf|the|der|die|das|le|la|el|de|von|of|my|new|neue|"
    r"following|folgende"
)
_LEAD = re.compile(
    r"(?:[ \t]{0,3}(?:\([^()\n]{1,16}\)|\[[^\[\]\n]{1,16}\]))?"
    rf"(?:[\s:=#.|\"'`*_-]{{1,4}}(?:{_WORD})\b\.?|[\s:]{{0,3}}n\.? ?(?:°|º)\.?){{0,3}}"
    r"[ \t]{0,6}\r?\n?[ \t:=#.|\"'`*°º(\[,>-]{0,8}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Number:
    kind: str
    labels: tuple[str, ...]
    form: re.Pattern[str]
    is_right: Callable[[str], bool]
    dense: bool = True

    def shape(self) -> Shape:
        return Shape((Place(caseless("|".join(self.labels)), dense=self.dense),), self._read)

    def _read(self, text: str, start: int, end: int) -> Iterator[Hit]:
        before = _LEAD.match(text, end, end + 72)
        match = self.form.match(text, before.end(), before.end() + 48) if before else None
        if match and self.is_right(value := compact(match[0])):
            yield Hit(self.kind, *match.span(), value, LABELLED)


_END = r"(?![\w@]|[.,:/]\d|\.\w)"
# Digits with what a house puts round them: `E-10293`, `4711`, `00 123 456`, `K-2024/117`.
_ANY = re.compile(rf"(?:[A-Z]{{1,5}}[ /-]?)?\d(?:[ ./-]?[A-Z0-9]){{2,20}}+{_END}|[A-Z][A-Z0-9]{{3,17}}(?<=\d){_END}")
_DIGITS = re.compile(rf"\d(?:[ -]?\d){{4,23}}+{_END}(?! ?(?:[€$£%]|EUR\b|USD\b|GBP\b|CHF\b))")
_DOCUMENT_NUMBER = re.compile(rf"(?=[A-Z0-9 ]{{0,9}}\d)[A-Z0-9]{{1,3}} ?[A-Z0-9]{{3,9}}(?: ?[A-Z0-9]{{1,4}})?{_END}")
_LICENCE_NUMBER = re.compile(rf"(?=[A-Z0-9 -]{{0,9}}\d)[A-Z0-9](?:[ -]?[A-Z0-9]){{5,17}}+{_END}")
_BANK = re.compile(r"[A-Za-z]{4} ?[A-Za-z]{2} ?[A-Za-z0-9]{2}(?: ?[A-Za-z0-9]{3})?(?!\w)")

_CODES = """
    AD AE AF AG AI AL AM AO AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI
    CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM
    GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB
    LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR
    NZ OM PA PE PF PG PH PK PL PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SX SY SZ TC
    TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WF WS XK YE YT ZA ZM ZW"""
_COUNTRIES = frozenset(_CODES.split())


def is_bank_code(value: str) -> bool:
    """Whether this has the form of a BIC (ISO 9362), its country among those that exist."""
    return len(value) in {8, 11} and value[4:6] in _COUNTRIES and value.isascii()


def _has_digits(least: int) -> Callable[[str], bool]:
    def right(value: str) -> bool:
        return sum(character.isdigit() for character in value) >= least and not _YEAR.fullmatch(value)

    return right


_YEAR = re.compile(r"(?:19|20)\d\d")

_NUMBERS = (
    _Number("personal.staff_number", _STAFF, _ANY, _has_digits(3), dense=False),
    _Number("personal.health_number", _HEALTH, _ANY, _has_digits(4), dense=False),
    _Number("personal.insurance_number", _INSURANCE, _ANY, _has_digits(5), dense=False),
    _Number("personal.account_number", _ACCOUNT, _DIGITS, _has_digits(5), dense=False),
    _Number("personal.account_number", _ANY_ACCOUNT, _DIGITS, _has_digits(7)),
    _Number("personal.bic", _BIC, _BANK, is_bank_code, dense=False),
    _Number("personal.passport", _PASSPORT, _DOCUMENT_NUMBER, _has_digits(4), dense=False),
    _Number("personal.identity_document", _DOCUMENT, _DOCUMENT_NUMBER, _has_digits(4), dense=False),
    _Number("personal.driving_licence", _LICENCE, _LICENCE_NUMBER, _has_digits(4), dense=False),
)

SHAPES = tuple(number.shape() for number in _NUMBERS)
