"""`inhouse` with a vault that seals nothing: what is written can be read, so a search that is not blind finds it.

Keys are wrapped as ever; only content is left open. For the tests of what never touches a disk, and for nothing else.
"""

from collections.abc import Callable
from uuid import UUID

from inhouse.cli import main
from inhouse.vault import Sealer


def _seal(self: Sealer, plain: bytes, kind: str, record: UUID) -> bytes:
    del self, kind, record
    return plain


def _open(self: Sealer, sealed: bytes, kind: str, record: UUID) -> bytes:
    del self, kind, record
    return sealed


def _opener(self: Sealer, kind: str) -> Callable[[bytes, UUID], bytes]:
    del self, kind
    return lambda sealed, _record: sealed


if __name__ == "__main__":
    Sealer.seal, Sealer.open, Sealer.opener = _seal, _open, _opener
    main()
