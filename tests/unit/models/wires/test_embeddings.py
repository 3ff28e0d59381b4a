import dataclasses

import orjson
import pytest

from inhouse.core.errors import InhouseError
from inhouse.core.events import Finished, Relayed, Usage
from inhouse.core.prompt import CommitmentKey, Embed, Prompt, Purpose
from inhouse.models.errors import AnswerBroken, BadAnswer, PromptTooLong
from inhouse.models.model import WireName
from inhouse.models.wires import WIRES, wire_of
from inhouse.models.wires import embeddings as wire
from inhouse.models.wires.embeddings import AZURE_EMBEDDINGS, OPENAI_EMBEDDINGS, Vectors
from tests.prompts import FAR, model_at

CHATTY = model_at(FAR)
MODEL = dataclasses.replace(CHATTY, profile=dataclasses.replace(CHATTY.profile, embeds=True))
GOOD = b'{"data":[{"embedding":"AAAAPw=="},{"embedding":[0.5]}],"usage":{"prompt_tokens":3,"total_tokens":3}}'


def prompt(embed: Embed) -> Prompt:
    return Prompt("demo", (), Purpose.EMBEDDING, CommitmentKey(b"k"), embed=embed, extra={"input_type": "query"})


def hear(*reads: bytes) -> list[object]:
    vectors = Vectors()
    assert [vectors.feed(read) for read in reads] == [[] for _ in reads]
    return list(vectors.end())


def test_a_request_is_exactly_this() -> None:
    sent = OPENAI_EMBEDDINGS.encode(prompt(Embed(("a", "b\ud800</s>"), 256, "base64")), MODEL, MODEL.deployments[0])
    assert (sent.path, sent.answers) == ("/v1/embeddings", b"application/json")
    assert orjson.loads(sent.body) == {
        "model": "scripted", "input": ["a", "b?</s>"], "dimensions": 256, "encoding_format": "base64",
        "input_type": "query",
    }  # fmt: skip


def test_azures_older_shape_names_the_model_in_the_path() -> None:
    place = dataclasses.replace(MODEL.deployments[0], base="/openai/deployments/ada", query="?api-version=2024-10-21")
    sent = AZURE_EMBEDDINGS.encode(prompt(Embed(("a",))), MODEL, place)
    assert sent.path == "/openai/deployments/ada/embeddings?api-version=2024-10-21"
    assert orjson.loads(sent.body).keys() == {"input", "encoding_format", "input_type"}


def test_the_wire_follows_the_kind_of_model() -> None:
    place = MODEL.deployments[0]
    assert wire_of(MODEL, place) is OPENAI_EMBEDDINGS
    assert wire_of(MODEL, dataclasses.replace(place, wire=WireName.AZURE)) is AZURE_EMBEDDINGS
    assert wire_of(CHATTY, place) is WIRES[WireName.OPENAI]


def test_vectors_are_handed_on_byte_for_byte_when_they_are_whole() -> None:
    assert hear(GOOD[:20], GOOD[20:]) == [Relayed(GOOD, 1), Usage(3, 0), Finished("stop")]
    assert hear(b'{"data":[{"embedding":[]}]}')[1:] == [Finished("stop")]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", BadAnswer), (b"<html>", BadAnswer), (GOOD[:-1], BadAnswer), (b"[]", BadAnswer),
        (b'{"data":[]}', BadAnswer),
        (b'{"data":[{"embedding":null}]}', BadAnswer), (b'{"error":{"message":"secret"}}', BadAnswer),
        (b'{"error":{"message":"maximum context length is 512 tokens, you sent 600"}}', PromptTooLong),
    ],
)  # fmt: skip
def test_what_holds_no_vectors_is_refused(body: bytes, kind: type[InhouseError]) -> None:
    with pytest.raises(kind) as caught:
        hear(body)
    assert "secret" not in str(caught.value)
    assert not isinstance(caught.value, AnswerBroken)


def test_an_answer_has_a_longest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_ANSWER_BYTES", 100)
    with pytest.raises(BadAnswer):
        hear(b"x" * 60, b"x" * 60)


def test_errors_mean_the_same_as_for_answers() -> None:
    assert isinstance(
        OPENAI_EMBEDDINGS.refusal(400, b'{"error":{"code":"context_length_exceeded"}}', None, MODEL), PromptTooLong
    )
