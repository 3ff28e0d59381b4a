"""A PUT to an S3-compatible store, signed in its address.

AWS Signature Version 4, "Authenticating Requests: Using Query Parameters". No header carries the key, so that net's
rule about credentials holds as it is.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

_ALGORITHM: Final = "AWS4-HMAC-SHA256"
_SECONDS: Final = 900
"""How long an address is good for."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may write where: a key's id, its secret, and the region of the store."""

    key_id: str
    secret: str = field(repr=False)
    region: str


def presigned(access: Access, method: str, host: str, path: str, now: datetime, seconds: int = _SECONDS) -> str:
    """The path with the signature in its query. `host` is exactly what the header of that name will say."""
    moment = now.astimezone(UTC)
    day, stamp = f"{moment:%Y%m%d}", f"{moment:%Y%m%dT%H%M%SZ}"
    scope = f"{day}/{access.region}/s3/aws4_request"
    asked = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{access.key_id}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(seconds),
        "X-Amz-SignedHeaders": "host",
    }
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(asked.items()))
    place = quote(path, safe="/~")
    canonical = f"{method}\n{place}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    to_sign = f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{access.secret}".encode()
    for part in (day, access.region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return f"{place}?{query}&X-Amz-Signature={hmac.digest(key, to_sign.encode(), 'sha256').hex()}"
