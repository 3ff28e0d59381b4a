"""The part of python-pptx that we use; its own types are not complete."""

from typing import Any, BinaryIO

def Presentation(pptx: BinaryIO | None = None) -> Any: ...
