"""Makes personal data that is right in every digit and belongs to nobody on purpose, from documented formats.

Where a number has check digits, numbers of the right shape are drawn until python-stdnum or phonenumbers accepts one.
"""

import importlib
import ipaddress
import random
import re
import string
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import phonenumbers
from stdnum import iban, luhn

_SHAPES = {
    "#": string.digits,
    "A": string.ascii_uppercase,
    "X": string.ascii_uppercase + string.digits,
}
# What a national number looks like; {date} is a date of birth in that country's order.
_NATIONAL = {
    "de.idnr": "###########", "de.vat": "DE#########", "at.uid": "ATU########", "at.vnr": "####{ddmmyy}",
    "ch.ssn": "756.####.####.##", "fr.nir": "{sex}{yymm}##0#######", "fr.tva": "FR###########", "es.dni": "########A",
    "es.nie": "X#######A", "es.nif": "ESB########", "it.codicefiscale": "", "it.iva": "IT###########",
    "gb.vat": "GB#########", "us.ssn": "###-##-####", "us.itin": "9##-7#-####", "nl.bsn": "#########",
    "nl.btw": "NL#########B##", "be.nn": "{yymmdd}#####", "be.vat": "BE0#########", "pl.pesel": "{yymmdd}#####",
    "pl.nip": "PL##########", "pt.nif": "2########", "se.personnummer": "{yymmdd}-####", "dk.cpr": "{ddmmyy}-####",
    "fi.hetu": "{ddmmyy}-###A", "ie.pps": "#######AA", "gb.nhs": "### ### ####",
}  # fmt: skip
_NAMES = {
    "de.idnr": ("tax_id", "de.idnr"), "de.svnr": ("social_security_number", ""), "de.vat": ("vat_number", "de.vat"),
    "at.vat": ("vat_number", "at.uid"), "at.vnr": ("social_security_number", "at.vnr"),
    "ch.ssn": ("social_security_number", "ch.ssn"), "fr.nir": ("social_security_number", "fr.nir"),
    "fr.tva": ("vat_number", "fr.tva"), "es.dni": ("national_id", "es.dni"), "es.nie": ("national_id", "es.nie"),
    "es.nif_vat": ("vat_number", "es.nif"), "it.codicefiscale": ("tax_id", "it.codicefiscale"),
    "it.iva": ("vat_number", "it.iva"), "gb.nino": ("social_security_number", ""), "gb.vat": ("vat_number", "gb.vat"),
    "us.ssn": ("social_security_number", "us.ssn"), "us.itin": ("tax_id", "us.itin"),
    "nl.bsn": ("national_id", "nl.bsn"), "nl.vat": ("vat_number", "nl.btw"), "be.nn": ("national_id", "be.nn"),
    "be.vat": ("vat_number", "be.vat"), "pl.pesel": ("national_id", "pl.pesel"), "pl.vat": ("vat_number", "pl.nip"),
    "pt.nif": ("tax_id", "pt.nif"), "se.personnummer": ("national_id", "se.personnummer"),
    "dk.cpr": ("national_id", "dk.cpr"), "fi.hetu": ("national_id", "fi.hetu"), "ie.pps": ("national_id", "ie.pps"),
}  # fmt: skip
_ACCOUNTS = {
    "DE": "##################", "AT": "################", "CH": "#####XXXXXXXXXXXX", "FR": "##########XXXXXXXXXXX##",
    "ES": "####################", "GB": "AAAA##############", "IT": "A##########XXXXXXXXXXXX", "NL": "AAAA##########",
    "BE": "############", "PL": "########################", "PT": "#####################", "SE": "####################",
    "DK": "##############", "FI": "##############", "IE": "AAAA##############", "LU": "###XXXXXXXXXXXXX",
    "CZ": "####################", "NO": "###########", "LI": "#####XXXXXXXXXXXX", "HR": "#################",
}  # fmt: skip
_CARDS = ("4###############", "51##############", "2221############", "55##############", "34#############")
_MORE_CARDS = ("37#############", "6011############", "3530############", "36############", "6212############")
_PEOPLE = ("a.keller", "m.lindqvist", "jana.roth", "l_ortega", "p.dubois", "s.oconnell", "k.weiss+rechnung", "tom99")
_OFFICES = ("einkauf", "billing", "service", "r.baptiste", "ines.moreno", "h-j.brandt", "d.o'leary", "x.y.z", "hr-team")
_DOMAINS = ("firma-nord.de", "oakhurst-log.co.uk", "vauclair-ateliers.fr", "arizmendi-talleres.es", "hansekontor.com")
_MORE_DOMAINS = ("mail.altmuehl-technik.de", "tern-robotics.io", "brightwater.org", "lager7.at", "kerlann.eu")
_REGIONS = {"en": ("GB", "US", "IE"), "de": ("DE", "AT", "CH"), "fr": ("FR", "BE", "CH"), "es": ("ES", "MX", "AR")}


def _drawn(chance: random.Random, shape: str) -> str:
    def one(found: re.Match[str]) -> str:
        day, month, year = chance.randrange(1, 28), chance.randrange(1, 13), chance.randrange(50, 99)
        parts = {"dd": f"{day:02}", "mm": f"{month:02}", "yy": f"{year:02}"}
        if found[1] == "sex":
            return chance.choice("12")
        return "".join(parts[found[1][index : index + 2]] for index in range(0, len(found[1]), 2))

    dated = re.sub(r"\{(\w+)\}", one, shape)
    if shape != dated:
        return "".join(chance.choice(string.digits) if letter == "#" else letter for letter in _last(chance, dated))
    return "".join(chance.choice(_SHAPES[letter]) if letter in _SHAPES else letter for letter in _last(chance, shape))


def _last(chance: random.Random, shape: str) -> str:
    """Spanish, Finnish and Irish numbers end in check letters: drawn among those that exist."""
    letters = "ABCDEFGHJKLMNPQRSTVWXYZ"
    if re.fullmatch(r".*#A+", shape):
        ends = len(shape) - len(shape.rstrip("A"))
        return shape[:-ends] + "".join(chance.choice(letters) for _ in range(ends))
    return shape


def _accepted(chance: random.Random, shape: str, fits: Callable[[str], bool]) -> str:
    for _ in range(400_000):
        if fits(value := _drawn(chance, shape)):
            return value
    raise ValueError(f"No number of the shape {shape} is accepted.")


def _de_svnr(chance: random.Random) -> str:
    """German pension insurance number: the letter counts as two digits, digit sums make the last one (VKVV, § 4)."""
    head = f"{chance.choice(['12', '65', '53', '10', '26'])}{_drawn(chance, '{ddmmyy}')}"
    letter, serial = chance.choice("ABCDEGHKLMPRSTW"), f"{chance.randrange(100):02}"
    digits = [int(one) for one in f"{head}{ord(letter) - 64:02}{serial}"]
    factors = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    products = (digit * factor for digit, factor in zip(digits, factors, strict=True))
    return f"{head}{letter}{serial}{sum(sum(divmod(one, 10)) for one in products) % 10}"


def _de_kvnr(chance: random.Random) -> str:
    """German health insurance number: as above with the factors 1 and 2 (GKV-Spitzenverband, KVNR)."""
    letter, rest = chance.choice("ABCDEFGHKLMNPRSTUVW"), _drawn(chance, "########")
    digits = [int(one) for one in f"{ord(letter) - 64:02}{rest}"]
    products = (digit * (1 + index % 2) for index, digit in enumerate(digits))
    return f"{letter}{rest}{sum(sum(divmod(one, 10)) for one in products) % 10}"


def _gb_nino(chance: random.Random) -> str:
    value = f"{chance.choice(['AB', 'CE', 'JK', 'PR', 'SX'])}{_drawn(chance, '######')}{chance.choice('ABCD')}"
    return value if chance.random() < 0.5 else f"{value[:2]} {value[2:4]} {value[4:6]} {value[6:8]} {value[8:]}"


def _codice_fiscale(chance: random.Random) -> str:
    from_name = "".join(chance.choice("BCDFGLMNPRSTV") for _ in range(6))
    body = f"{from_name}{chance.randrange(50, 99)}{chance.choice('ABCDEHLMPRST')}{chance.randrange(1, 29):02}H501"
    module = importlib.import_module("stdnum.it.codicefiscale")
    return body + module.calc_check_digit(body)


def national(chance: random.Random, name: str) -> tuple[str, str]:
    """Kind and value of a national number such as `de.idnr`."""
    kind, module = _NAMES[name]
    own = {"de.svnr": _de_svnr, "gb.nino": _gb_nino, "it.codicefiscale": _codice_fiscale}
    if name in own:
        return f"personal.{kind}", own[name](chance)
    value = _accepted(chance, _NATIONAL[module], importlib.import_module(f"stdnum.{module}").is_valid)
    if name in {"de.idnr", "fr.nir"} and chance.random() < 0.5:
        cuts = (0, 2, 5, 8, 11) if name == "de.idnr" else (0, 1, 3, 5, 7, 10, 13, 15)
        value = " ".join(value[start:end] for start, end in pairwise(cuts))
    return f"personal.{kind}", value


def account(chance: random.Random) -> str:
    """An IBAN (ISO 13616), in one of the ways people write it."""
    country = chance.choice(list(_ACCOUNTS))

    def whole(body: str) -> str:
        return f"{country}{iban.calc_check_digits(country + '00' + body)}{body}"

    value = whole(_accepted(chance, _ACCOUNTS[country], lambda body: iban.is_valid(whole(body))))
    grouped = " ".join(value[start : start + 4] for start in range(0, len(value), 4))
    return chance.choice(
        [value, grouped, grouped, grouped.replace(" ", "\u00a0"), grouped.replace(" ", "-"), value.lower()]
    )


def card(chance: random.Random) -> str:
    """A card number (ISO/IEC 7812) with a right last digit."""
    value = _accepted(chance, chance.choice(_CARDS + _MORE_CARDS), luhn.is_valid)
    grouped = " ".join(value[start : start + 4] for start in range(0, len(value), 4))
    if len(value) < 16:
        grouped = f"{value[:4]} {value[4:10]} {value[10:]}"
    return chance.choice([value, grouped, grouped, grouped.replace(" ", "-")])


def phone(chance: random.Random, lang: str) -> str:
    """A telephone number that the numbering plan of the language's countries knows."""
    region = chance.choice(_REGIONS[lang])
    kind = chance.choice([phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE])
    example = phonenumbers.example_number_for_type(region, kind)
    assert example is not None
    text = str(example.national_number)
    while True:
        digits = text[:-6] + _drawn(chance, "######")
        number = phonenumbers.parse(f"+{example.country_code}{digits}")
        if phonenumbers.is_valid_number(number) and "5550" not in digits:
            break
    forms = phonenumbers.PhoneNumberFormat
    home = _REGIONS[lang][0] == region
    written = phonenumbers.format_number(number, chance.choice([forms.INTERNATIONAL, forms.INTERNATIONAL, forms.E164]))
    if home and chance.random() < 0.5:
        written = phonenumbers.format_number(number, forms.NATIONAL)
    if chance.random() < 0.15:
        written = written.replace("+", "00", 1)
    return written.replace(" ", chance.choice([" ", " ", " ", "-", "\u00a0"]))


def parted_phone(chance: random.Random, lang: str) -> str:
    """A telephone number parted as people do it, and not as the numbering plan's tables print it."""
    region = _REGIONS[lang][0]
    kind = chance.choice([phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE])
    example = phonenumbers.example_number_for_type(region, kind)
    assert example is not None
    while True:
        number = phonenumbers.parse(
            f"+{example.country_code}{str(example.national_number)[:-6]}{_drawn(chance, '######')}"
        )
        if phonenumbers.is_valid_number(number):
            break
    home = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    head, *rest = re.findall(r"\d+", home)
    body = "".join(rest)
    pairs = " ".join(body[start : start + 2] for start in range(0, len(body), 2))
    code, trunk = example.country_code, head.removeprefix("0")
    ways = {
        "en": (f"({head}) {body}", f"+{code} (0){trunk} {body}", f"{head}-{body}", home, f"00{code} {trunk} {body}"),
        "de": (
            f"{head}/{body}",
            f"{head} / {pairs}",
            f"({head}) {pairs}",
            f"+{code} (0){trunk} {body}",
            f"{head}-{body}",
        ),
        "fr": (home.replace(" ", "."), home.replace(" ", ""), f"+{code} (0){home[1:]}", home.replace(" ", "-"), home),
        "es": (
            home.replace(" ", ""),
            f"+{code} {home.replace(' ', '-')}",
            home.replace(" ", "-"),
            f"(+{code}) {home}",
            home,
        ),
    }
    return chance.choice(ways[lang])


def email(chance: random.Random) -> str:
    """An address at a company that does not exist."""
    return f"{chance.choice(_PEOPLE + _OFFICES)}@{chance.choice(_DOMAINS + _MORE_DOMAINS)}"


def address(chance: random.Random) -> str:
    """A public Internet address."""
    while True:
        if chance.random() < 0.3:
            head = f"2a0{chance.randrange(10)}:{chance.randrange(1, 65536):x}"
            return head + "".join(f":{chance.randrange(1, 65536):x}" for _ in range(6))
        value = ipaddress.ip_address(chance.getrandbits(32))
        if value.is_global and not value.is_multicast and int(value) >> 24 not in (1, 8, 9):
            return str(value)


def hardware(chance: random.Random) -> str:
    """A MAC address of one network card."""
    octets = [f"{chance.choice([0x3C, 0xA4, 0x00, 0x5C]):02x}", *(f"{chance.randrange(256):02x}" for _ in range(5))]
    text = chance.choice([":", "-"]).join(octets)
    return text.upper() if chance.random() < 0.5 else text


def place(chance: random.Random) -> str:
    """Coordinates, exact to some metres."""
    north, east = 36 + chance.random() * 20, -8 + chance.random() * 25
    if chance.random() < 0.3:
        return f"{abs(north):.5f}° N, {abs(east):.5f}° {'E' if east > 0 else 'W'}"
    return f"{north:.6f}, {east:.6f}"


def birthday(chance: random.Random, lang: str) -> str:
    """A date of birth of somebody at work, as the language writes it."""
    day, month, year = chance.randrange(1, 29), chance.randrange(1, 13), chance.randrange(1958, 2004)
    if lang == "en":
        return chance.choice([f"{year}-{month:02}-{day:02}", f"{day} {date(year, month, day):%B} {year}"])
    return f"{day:02}.{month:02}.{year}" if lang == "de" else f"{day:02}/{month:02}/{year}"


def value(chance: random.Random, kind: str, lang: str) -> tuple[str, str]:
    """Kind and value for a line of `seeds/personal_contexts.txt`."""
    if kind.startswith("id."):
        return national(chance, kind.removeprefix("id."))
    passports = {"en": "#########", "de": "C#XX#X##5", "fr": "##AA#####", "es": "AAA######"}
    made: dict[str, Callable[[], str]] = {
        "personal.email": lambda: email(chance),
        "personal.phone": lambda: phone(chance, lang),
        "personal.iban": lambda: account(chance),
        "personal.card": lambda: card(chance),
        "personal.ip_address": lambda: address(chance),
        "personal.mac_address": lambda: hardware(chance),
        "personal.coordinates": lambda: place(chance),
        "personal.date_of_birth": lambda: birthday(chance, lang),
        "personal.staff_number": lambda: chance.choice(["", "P-", "M"]) + _drawn(chance, "######"),
        "personal.health_number": lambda: _de_kvnr(chance),
        "personal.health_number.gb": lambda: _accepted(
            chance, _NATIONAL["gb.nhs"], importlib.import_module("stdnum.gb.nhs").is_valid
        ),
        "personal.passport": lambda: "".join(
            chance.choice(_SHAPES[letter]) if letter in _SHAPES else letter for letter in passports[lang]
        ),
    }
    return kind.removesuffix(".gb"), made[kind]()
