"""The part of spaCy that we use; the package's own types are not complete."""

from collections.abc import Iterable
from pathlib import Path

class Span:
    label_: str
    start_char: int
    end_char: int

class Doc:
    ents: tuple[Span, ...]

class Language:
    def __call__(self, text: str) -> Doc: ...

def load(name: Path, *, exclude: Iterable[str] = ...) -> Language: ...
