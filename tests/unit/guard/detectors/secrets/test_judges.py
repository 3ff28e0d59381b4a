import base64
import hashlib
import random
import zlib

import pytest

from inhouse.guard.detectors.secrets import Secrets
from inhouse.guard.detectors.secrets.judges import JUDGES
from inhouse.guard.detectors.secrets.rules import rules
from inhouse.guard.normal import View
from tests.drawn import shaped

SECRETS = Secrets()
CHANCE = random.Random(4)  # noqa: S311


def found(text: str) -> list[tuple[str, str]]:
    return [(piece.kind.removeprefix("secret."), piece.value) for piece in SECRETS.find(View(text))]


def test_every_judge_has_a_rule() -> None:
    assert set(JUDGES) == {rule.check for rule in rules()}


def test_a_private_key_is_found_from_its_first_to_its_last_line() -> None:
    for name in ("RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED ", ""):
        lines = shaped("\n{b64:64}\n{b64:64}\n{b64:40}==\n", CHANCE)
        key = f"-----BEGIN {name}PRIVATE KEY-----{lines}-----END {name}PRIVATE KEY-----"
        assert [value for _, value in found(f"here:\n{key}\nthanks")] == [key]


def test_a_private_key_within_a_program_or_cut_off_is_found() -> None:
    key = shaped("-----BEGIN PRIVATE KEY-----\\n{b64:64}\\n{b64:64}\\n{b64:40}==\\n-----END PRIVATE KEY-----", CHANCE)
    assert found(f'"private_key": "{key}\\n",') == [("private_key", key)]
    cut = shaped("-----BEGIN RSA PRIVATE KEY-----\n{b64:64}\n{b64:64}", CHANCE)
    assert found(f"{cut}\n\nIs this right?") == [("rsa_private_key", cut)]


def test_keys_of_pgp_and_putty_are_found_whole() -> None:
    pgp = shaped(
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n{b64:64}\n{b64:64}\n=Ab1Z\n"
        "-----END PGP PRIVATE KEY BLOCK-----",
        CHANCE,
    )
    assert found(pgp) == [("pgp_private_key", pgp)]
    putty = shaped(
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: max\nPublic-Lines: 1\n{b64:64}\n"
        "Private-Lines: 1\n{b64:48}\nPrivate-MAC: {hex:64}",
        CHANCE,
    )
    assert found(putty) == [("putty_private_key", putty)]


@pytest.mark.parametrize("body", ["", "\n", "\n...\n", "\n(paste your key)\n", "\nMIIEvQIBADANBgkqhkiG9w0BAQ...\n"])
def test_words_about_a_private_key_are_none(body: str) -> None:
    assert found(f"-----BEGIN PRIVATE KEY-----{body}-----END PRIVATE KEY-----") == []


def test_a_right_checksum_settles_what_looks_like_a_placeholder() -> None:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    body = "X" * 30
    rest, tail = zlib.crc32(body.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        tail = digits[digit] + tail
    assert found(f"ghp_{body}{tail}") == [("github_token", f"ghp_{body}{tail}")]
    assert found(f"ghp_{body}XXXXXX") == []


def test_a_web_token_needs_a_head_that_opens() -> None:
    tail = shaped(".eyJ{b62:40}.{url:42}x", CHANCE)
    head = base64.urlsafe_b64encode(b'{"alg":"RS256","typ":"JWT"}').decode().rstrip("=")
    assert found(head + tail) == [("json_web_token", head + tail)]
    assert found("eyJ" + shaped("{low:30}", CHANCE) + tail) == []


def test_base64_of_a_login_is_found_and_of_an_example_is_not() -> None:
    assert [kind for kind, _ in found("Basic " + base64.b64encode(b"max:Sommer2024!").decode())] == ["basic_auth"]
    for login in (b"user:password", b"admin:admin", b"no colon at all", b"\xff\xfe:\xfd\xfc\xfb\xfa"):
        assert found("Basic " + base64.b64encode(login).decode()) == []
    docker = base64.b64encode(b"max:Sommer2024!").decode()
    assert found(f'{{"auths": {{"hub": {{"auth": "{docker}"}}}}}}') == [("docker_login", docker)]


def test_a_bitcoin_key_needs_its_checksum() -> None:
    digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    raw = b"\x80" + bytes(range(7, 39))
    number = int.from_bytes(raw + hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4], "big")
    key = ""
    while number:
        number, rest = divmod(number, 58)
        key = digits[rest] + key
    assert found(f"bitcoin wallet: {key}") == [("bitcoin_private_key", key)]
    assert [kind for kind, _ in found(f"bitcoin wallet: {key[:-2]}zz")] != ["bitcoin_private_key"]


def test_cookies_are_found_from_the_first_to_the_last_that_signs_in() -> None:
    cookies = shaped("sessionid={b36:32}; theme=dark; auth_token={b62:40}", CHANCE)
    (kind, value), *more = found(f"Cookie: lang=de; {cookies}; tz=1")
    assert (kind, more) == ("session_cookie", [])
    assert value == cookies.removeprefix("sessionid=")


def test_a_private_web_key_is_found_on_either_side_of_its_type() -> None:
    number = shaped("{url:42}x", CHANCE)
    assert found(f'{{"kty":"EC","crv":"P-256","d":"{number}"}}') == [("jwk_private_key", number)]
    assert found(f'{{"d":"{number}","kty":"OKP"}}') == [("jwk_private_key", number)]
    assert found(f'{{"kty":"EC","crv":"P-256","x":"{number}"}}') == []


def test_passwords_in_connections_are_found_in_braces_and_quotes() -> None:
    assert found("Driver={x};Server=db;Uid=sa;Pwd={Som;mer24}") == [("ado_password", "Som;mer24")]
    assert found("Server=db;User Id=sa;Password='Som mer24';") == [("ado_password", "Som mer24")]
    assert found("BasicAuth(username=username, password=password1)") == []


def test_a_port_with_a_path_is_no_password() -> None:
    assert found("https://firma.de:8080/x?mail=a@b.de and http://host:8080?m=a@b") == []


def test_words_that_repeat_are_no_recovery_phrase() -> None:
    assert found("seed phrase: " + "word " * 12) == []
