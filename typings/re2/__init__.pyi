"""The part of google-re2 that we use; the package carries no types, and calls Pattern _Regexp and Match _Match."""

from collections.abc import Iterator
from typing import Generic, TypeVar

_T = TypeVar("_T", str, bytes)

class error(Exception): ...  # noqa: N801
class _Encoding: ...

class _Encodings:
    UTF8: _Encoding
    LATIN1: _Encoding

class Options:
    Encoding: type[_Encodings]
    case_sensitive: bool
    dot_nl: bool
    encoding: _Encoding
    log_errors: bool
    longest_match: bool
    max_mem: int
    never_capture: bool
    one_line: bool

class Match(Generic[_T]):
    def __getitem__(self, group: int | str) -> _T | None: ...
    def group(self, group: int | str = 0, /) -> _T | None: ...
    def groups(self, default: _T | None = None) -> tuple[_T | None, ...]: ...
    def start(self, group: int | str = 0) -> int: ...
    def end(self, group: int | str = 0) -> int: ...
    def span(self, group: int | str = 0) -> tuple[int, int]: ...

class Pattern(Generic[_T]):
    groups: int
    groupindex: dict[_T, int]
    pattern: _T
    def search(self, text: _T, pos: int | None = None, endpos: int | None = None) -> Match[_T] | None: ...
    def match(self, text: _T, pos: int | None = None, endpos: int | None = None) -> Match[_T] | None: ...
    def fullmatch(self, text: _T, pos: int | None = None, endpos: int | None = None) -> Match[_T] | None: ...
    def sub(self, repl: _T, text: _T, count: int = 0) -> _T: ...
    def finditer(self, text: _T, pos: int | None = None, endpos: int | None = None) -> Iterator[Match[_T]]: ...

def compile(pattern: _T, options: Options | None = None) -> Pattern[_T]: ...  # noqa: A001
def escape(pattern: _T) -> _T: ...
