"""Payment card numbers: the issuer's range and length (ISO/IEC 7812), and Luhn's check digit.

The numbers that payment providers publish for tests are no findings.
"""

import re
from collections.abc import Iterator

from stdnum import luhn

from inhouse.guard.detectors.personal.context import SOMETHING_ELSE, Words, caseless
from inhouse.guard.detectors.personal.shape import CHECKED, PROVEN, Hit, Place, Shape, digits, each

# First digits from, to, lengths.
_ISSUERS = (
    ("2200", "2204", {16, 17, 18, 19}),  # Mir
    ("2221", "2720", {16}),  # Mastercard
    ("300", "305", {14, 16, 17, 18, 19}),  # Diners Club
    ("3095", "3095", {14, 16, 17, 18, 19}),
    ("34", "34", {15}),  # American Express
    ("3528", "3589", {16, 17, 18, 19}),  # JCB
    ("36", "36", {14, 16, 17, 18, 19}),
    ("37", "37", {15}),
    ("38", "39", {14, 16, 17, 18, 19}),
    ("4", "4", {13, 16, 19}),  # Visa
    ("50", "50", {16, 17, 18, 19}),  # Maestro
    ("51", "55", {16}),  # Mastercard
    ("56", "58", {16, 17, 18, 19}),
    ("60", "69", {16, 17, 18, 19}),  # Discover, Maestro, RuPay, UnionPay
    ("81", "81", {16, 17, 18, 19}),  # UnionPay
)

# As Stripe, Adyen, PayPal, Braintree, Worldpay and Square print them.
_PRINTED = """
    4111111111111111 4242424242424242 4012888888881881 4000056655665556 4000000000000002 4000000000009995
    4000000000003220 4000000000000077 4000002500003155 4000002760003184 4000000000000341 4000008260003178
    4000000000000069 4000000000000119 4000000000000127 4000000000009987 4000000000009979 4000000000003063
    4012000033330026 4012000077777777 4217651111111119 4500600000000061 4005519200000004 4009348888881881
    4012000033330125 4988438843884305 4166676667666746 4646464646464644 4000620000000007 4000060000000006
    4293189100000008 4988080000000000 4444333322221111 4911830000000 4917610000000000 4917300800000000
    4484070000000000 4462030000000000 4532759734545858 4539791001730106 4222222222222 4917610000000000003
    5555555555554444 5200828282828210 5105105105105100 5454545454545454 5555341244441115 5577000055770004
    5555444433331111 5424000000000015 5136333333333335 5585558555855583 5500000000000004 5431111111111111
    5100290029002909 5500005555555559 5555555555555557 2223003122003222 2222400070000005 2222410740360010
    2222420000001113 2223000048400011 2223000048410010 2720990000000007 2222405343248877 2222990905257051
    378282246310005 371449635398431 378734493671000 370000000000002 340000000000009 341111111111111
    343434343434343 374251018720018 374500262001008
    6011111111111117 6011000990139424 6011981111111113 6011000000000004 6011601160116611 6445644564456445
    3056930009020004 30569309025904 36227206271667 38520000023237 36006666333344 36700102000000 36148900647913
    3566002020360505 3530111333300000 3569990010095841 6200000000000005 6200000000000047 6243030000000001
    6304000000000000 6759649826438453 6771798021000008 6799990100000000019 5019717010103742
"""
_FOR_TESTS = frozenset(_PRINTED.split())

_GROUPS = (r"[2-68][0-9]{3}SEP[0-9]{4}SEP[0-9]{4}SEP[0-9]{4}(?:SEP[0-9]{1,3})?", r"3[0-9]{3}SEP[0-9]{6}SEP[0-9]{4,5}")
_TOGETHER = r"[2-68][0-9]{12,18}"
_LINE = r"(?:[ .-]|\r?\n)"


def _spelled(separator: str) -> str:
    return "|".join([*(group.replace("SEP", separator) for group in _GROUPS), _TOGETHER])


_PLACE = rf"\b(?:{_spelled(_LINE)})\b"
_PATTERN = re.compile(rf"(?<![\w.])(?<!\d{{4}}[ .\-])(?:{_spelled(_LINE)})(?!\w|[.,]\d)")

_CARD = Words(
    r"card",
    r"karte",
    r"\bcarte",
    r"tarjeta",
    r"\bvisa",
    r"master",
    r"amex",
    r"american express",
    r"maestro",
    r"diners",
    r"\bcc\b",
    r"\bpan\b",
    r"\bcvv",
    r"\bcvc",
)


def _read(text: str, start: int, end: int) -> Iterator[Hit]:
    for match in each(_PATTERN, text, start, end):
        value = digits(match[0])
        if not luhn.is_valid(value) or value in _FOR_TESTS or len(set(value)) < 3 or not _issued(value):
            continue
        grouped = len(match[0]) > len(value)
        if _CARD.beside(text, match.start(), match.end()):
            yield Hit("personal.card", match.start(), match.end(), value, PROVEN)
        elif (grouped or len(value) in {14, 15, 16}) and not SOMETHING_ELSE.before(text, match.start()):
            # Thirteen digits are more often an article's number, seventeen and more an id of a program.
            yield Hit("personal.card", match.start(), match.end(), value, CHECKED)


def _issued(value: str) -> bool:
    return any(low <= value[: len(low)] <= high and len(value) in lengths for low, high, lengths in _ISSUERS)


SHAPE = Shape((Place(caseless(_PLACE)),), _read)
