import base64
import hashlib
import zlib

from inhouse.guard.detectors.secrets import checksums

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def written(number: int, digits: str) -> str:
    text = ""
    while number:
        number, rest = divmod(number, len(digits))
        text = digits[rest] + text
    return text


def test_a_token_of_github_ends_with_its_checksum() -> None:
    body = "0123456789abcdefghijABCDEFGHIJ"
    tail = written(zlib.crc32(body.encode()), BASE62).rjust(6, "0")
    assert checksums.has_crc32_tail(f"ghp_{body}{tail}")
    assert not checksums.has_crc32_tail(f"ghp_{body}{tail[:-1]}!")
    assert not checksums.has_crc32_tail(f"ghp_x{body[1:]}{tail}")
    assert not checksums.has_crc32_tail("ghp_")
    assert not checksums.has_crc32_tail("")


def test_a_private_key_of_bitcoin_ends_with_its_checksum() -> None:
    raw = b"\x80" + bytes(range(32))
    raw += hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4]
    key = written(int.from_bytes(raw, "big"), BASE58)
    assert checksums.is_base58check(key)
    assert not checksums.is_base58check(key[:-1] + ("1" if key[-1] != "1" else "2"))
    assert not checksums.is_base58check("0OIl")
    assert not checksums.is_base58check("")


def test_base64_opens_in_both_alphabets_and_without_padding() -> None:
    assert checksums.opened(base64.b64encode(b"\xff\xfe\xfd?").decode()) == b"\xff\xfe\xfd?"
    assert checksums.opened(base64.urlsafe_b64encode(b"\xff\xfe\xfd?").decode().rstrip("=")) == b"\xff\xfe\xfd?"
    assert checksums.opened("a") is None
    assert checksums.opened("ä") is None
    assert checksums.opened("") == b""


def test_the_head_of_a_web_token_names_its_algorithm() -> None:
    assert checksums.is_token_head(base64.b64encode(b'{"alg": "none"}').decode())
    assert checksums.is_token_head(base64.b64encode(b'{"enc": "A128GCM"}').decode())
    assert not checksums.is_token_head(base64.b64encode(b'{"kid": "1"}').decode())
    assert not checksums.is_token_head(base64.b64encode(b'["alg"]').decode())
    assert not checksums.is_token_head("eyJ")
    assert not checksums.is_token_head("")
