"""Makes `made/*.jsonl` from `seeds/`; the same seeds give the same files. Run: `python -m tests.vectors.guard.make`."""

import base64
import json
import random
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

from tests.vectors.guard import numbers

_HERE = Path(__file__).parent
_VALUES_PER_CONTEXT = 7
_TIMES_PER_SENTENCE = 4
_TIMES_PER_LETTER = 6
_INVISIBLE = "\u200b"
_SURE = {"email", "phone", "iban", "card", "tax_id", "social_security_number", "national_id", "vat_number"}
Line = dict[str, str]


def seeds(name: str, columns: int) -> Iterator[list[str]]:
    """The lines of a file in `seeds/`, cut at ` | `."""
    for line in (_HERE / "seeds" / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [part.strip() for part in line.split(" | ", columns - 1)]


def plain(text: str) -> str:
    """The text with its `\\n`, `\\t` and `\\\\` as what they stand for."""
    signs = {"n": "\n", "t": "\t", "\\": "\\"}
    return re.sub(r"\\([nt\\])", lambda found: signs[found[1]], text)


def _line(name: str, lang: str, text: str, verdict: str = "") -> Line:
    line = {"id": name, "lang": lang, "text": text}
    return {**line, "verdict": verdict} if verdict else line


def secrets(file: str, per_kind: int) -> Iterator[Line]:
    """Every kind of secret in the places where people paste them."""
    contexts = [(name, lang, reach, plain(text)) for name, lang, reach, text in seeds(file, 4)]
    turns = {"named": cycle([one for one in contexts if one[2] == "any"]), "bare": cycle(contexts)}
    seen: dict[str, int] = {}
    for kind, name, shape, reach, product in seeds("secrets.txt", 5):
        words = {"TOKEN": f"[[secret.{kind}|{shape}]]", "PRODUCT": product, "NAME": name, **_cases(name)}
        for _ in range(per_kind):
            context, lang, _, text = next(turns[reach])
            key = f"{kind}-{context}"
            seen[key] = seen.get(key, 0) + 1
            filled = re.sub("TOKEN|PRODUCT|NAME|LOWER|CAMEL|KEBAB", lambda found, words=words: words[found[0]], text)
            yield _line(f"{key}-{seen[key]}", lang, filled, "stand_in")


def _cases(name: str) -> Line:
    parts = name.lower().split("_")
    return {"LOWER": name.lower(), "CAMEL": parts[0] + "".join(map(str.title, parts[1:])), "KEBAB": "-".join(parts)}


def personal() -> Iterator[Line]:
    """Personal data in letters, tables and records."""
    chance = random.Random("personal")  # noqa: S311 (repeatable, not secret)
    for number, (kind, lang, text) in enumerate(seeds("personal_contexts.txt", 3)):
        for turn in range(_VALUES_PER_CONTEXT):
            first, one = numbers.value(chance, kind, lang)
            _, other = numbers.value(chance, kind, lang)
            filled = plain(text).replace("VALUE2", f"[[{first}|{other}]]").replace("VALUE", f"[[{first}|{one}]]")
            verdict = "stand_in" if first.removeprefix("personal.") in _SURE else ""
            yield _line(f"{kind}-{number:03}-{turn}", lang, filled, verdict)


def letters() -> Iterator[Line]:
    """Documents that hold several things at once, and phone numbers as people part them."""
    chance = random.Random("letters")  # noqa: S311 (repeatable, not secret)
    kinds = {
        "mail": "personal.email", "iban": "personal.iban", "card": "personal.card", "ip": "personal.ip_address",
        "mac": "personal.mac_address", "dob": "personal.date_of_birth", "staff": "personal.staff_number",
    }  # fmt: skip
    for number, (lang, text) in enumerate(seeds("letters.txt", 2)):
        for turn in range(_TIMES_PER_LETTER):

            def pick(found: re.Match[str], lang: str = lang) -> str:
                if found[1] == "phone":
                    return f"[[personal.phone|{numbers.parted_phone(chance, lang)}]]"
                kind, value = numbers.value(chance, kinds.get(found[1], found[1]), lang)
                return f"[[{kind}|{value}]]"

            filled = re.sub(r"\{(mail|phone|iban|card|ip|mac|dob|staff|id\.[a-z]+\.[a-z_]+)\}", pick, plain(text))
            yield _line(f"letter-{number:02}-{turn}", lang, filled, "stand_in")


def _wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isdigit() else letter for letter in text)


def hidden() -> Iterator[Line]:
    """The same in disguise: other digits, invisible signs, encodings."""
    chance = random.Random("hidden")  # noqa: S311 (repeatable, not secret)
    for turn in range(12):
        account, card, mail = numbers.account(chance).upper(), numbers.card(chance), numbers.email(chance)
        mail = mail.replace("'", "")
        sent = base64.b64encode(f"Bitte auf {account} zahlen".encode()).decode()
        texts = {
            "wide-iban": f"Konto [[personal.iban|{_wide(account)}]] bitte",
            "wide-card": f"card [[personal.card|{_wide(card)}]] please",
            "zero-width-iban": f"to [[personal.iban|{_INVISIBLE.join(account)}]] today",
            "soft-hyphen-mail": f"write to [[personal.email|{mail[:3]}\u00ad{mail[3:]}]] now",
            "entity-mail": f"<p>write to [[personal.email|{mail.replace('@', '&#64;')}]] now</p>",
            "percent-mail": f"https://shop.intern/off?m=[[personal.email|{quote(mail)}]]&x=1",
            "unicode-mail": f'{{"m": "[[personal.email|{mail.replace("@", chr(92) + "u0040")}]]"}}',
            "base64-iban": f"data: [[personal.iban|{sent}]]",
            "hex-mail": f"payload [[personal.email|{('customer mail: ' + mail).encode().hex()}]] end",
            "bidi-mail": f"mail \u202a[[personal.email|{mail}]]\u202c thanks",
        }
        for name, text in texts.items():
            yield _line(f"{name}-{turn}", "en", text)


def names() -> Iterator[Line]:
    """Persons and places in business prose; organisations are not judged here (the company's list is for them)."""
    chance = random.Random("names")  # noqa: S311 (repeatable, not secret)
    people = {(lang, what): values.split("; ") for lang, what, values in seeds("people.txt", 3)}
    for number, (lang, text) in enumerate(seeds("names.txt", 2)):
        for turn in range(_TIMES_PER_SENTENCE):

            def pick(found: re.Match[str], lang: str = lang) -> str:
                one = {
                    what: chance.choice(people[lang, what])
                    for what in ("first", "last", "city", "street", "post", "org")
                }
                marks = {
                    "p": f"[[name.person|{one['first']} {one['last']}]]",
                    "f": f"[[name.person|{one['first']}]]",
                    "l": f"[[name.person|{one['last']}]]",
                    "c": f"[[name.place|{one['city']}]]",
                    "s": f"[[name.place|{one['street']}]]",
                    "z": f"[[name.place|{one['post']}]]",
                    "o": f"[[?name.organisation|{one['org']}]]",
                }
                return marks[found[1]]

            yield _line(f"names-{number:03}-{turn}", lang, re.sub(r"\{([pflcszo])\}", pick, plain(text)))


def write(name: str, lines: Iterator[Line]) -> None:
    """Write one file of the corpus."""
    rows = [json.dumps(line, ensure_ascii=False) for line in lines]
    (_HERE / "made" / name).write_text("\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    write("secrets.jsonl", secrets("secret_contexts.txt", 7))
    write("secrets_more.jsonl", secrets("secret_contexts_more.txt", 4))
    write("personal.jsonl", personal())
    write("personal_letters.jsonl", letters())
    write("hidden.jsonl", hidden())
    write("names.jsonl", names())
