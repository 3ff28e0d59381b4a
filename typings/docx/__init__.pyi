"""The part of python-docx that we use; its own types are not complete."""

from typing import Any, BinaryIO

def Document(docx: BinaryIO | None = None) -> Any: ...
