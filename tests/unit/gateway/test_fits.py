import dataclasses
from typing import Any

import pytest

from inhouse.core.prompt import (
    Embed,
    Image,
    Prompt,
    PromptMessage,
    ResponseFormat,
    Role,
    Sampling,
    Text,
    Tool,
    ToolResult,
    Tools,
)
from inhouse.gateway.errors import Unfit
from inhouse.gateway.fits import ENGINE_FIELDS, check_fits
from inhouse.models.model import Kind, Model, WireName
from inhouse.models.profile import Profile, Quirks
from tests.prompts import FAR, model_at, prompt_of

PLAIN = prompt_of("hello")
ABLE = Profile(
    2048, 512, tools=True, images=True, reasoning=True, structured=True, quirks=Quirks(reasoning_effort=True)
)


def model(**changes: Any) -> Model:  # noqa: ANN401 (fields of two dataclasses)
    profile = {name: changes.pop(name) for name in list(changes) if name in Profile.__slots__}
    base = model_at(FAR)
    return dataclasses.replace(base, profile=dataclasses.replace(base.profile, **profile), **changes)


def ask(**fields: Any) -> Prompt:  # noqa: ANN401 (fields of a dataclass)
    return dataclasses.replace(PLAIN, **fields)


def said(*messages: PromptMessage) -> Prompt:
    return dataclasses.replace(PLAIN, messages=messages)


DEMANDS = [
    (ask(tools=Tools((Tool("look", None, None),))), "tools", "tools_unsupported"),
    (said(PromptMessage(Role.TOOL, (ToolResult("1", "x"),))), "tools", "tools_unsupported"),
    (said(PromptMessage(Role.USER, (Text("a"), Image("image/png", b"x")))), "messages", "images_unsupported"),
    (ask(response_format=ResponseFormat()), "response_format", "response_format_unsupported"),
    (ask(sampling=Sampling(effort="low")), "reasoning_effort", "option_unsupported"),
    (ask(sampling=Sampling(verbosity="high")), "verbosity", "option_unsupported"),
]


@pytest.mark.parametrize(("prompt", "param", "code"), DEMANDS)
def test_what_a_model_cannot_do_is_refused_with_the_field_and_the_model(prompt: Prompt, param: str, code: str) -> None:
    with pytest.raises(Unfit) as refusal:
        check_fits(prompt, model())
    assert (refusal.value.status, refusal.value.param, refusal.value.code) == (400, param, code)
    assert "demo" in refusal.value.message
    assert refusal.value.hint
    check_fits(prompt, dataclasses.replace(model(), profile=ABLE))


def test_what_every_model_can_do_fits_all() -> None:
    for each in (model(), model(kind=Kind.BUILTIN), model(kind=Kind.GGUF)):
        check_fits(PLAIN, each)
        check_fits(ask(sampling=Sampling(effort="none", verbosity="medium", seed=1, stop=("x",))), each)


def test_several_answers_need_a_server_that_has_room_for_them() -> None:
    check_fits(ask(sampling=Sampling(n=2)), model())
    for kind in (Kind.BUILTIN, Kind.GGUF):
        with pytest.raises(Unfit, match="one answer at a time"):
            check_fits(ask(sampling=Sampling(n=2)), model(kind=kind))


def test_a_family_without_a_temperature_has_no_likelihoods() -> None:
    check_fits(ask(sampling=Sampling(logprobs=True)), model())
    with pytest.raises(Unfit, match="logprobs"):
        check_fits(ask(sampling=Sampling(logprobs=True)), model(quirks=Quirks(temperature=False)))


def test_unknown_fields_go_to_servers_of_the_same_wire_only() -> None:
    odd = ask(extra={"top_k": 5, "n_predict": -1})
    check_fits(odd, model())
    elsewhere = tuple(dataclasses.replace(each, wire=WireName.RESPONSES) for each in model().deployments)
    with pytest.raises(Unfit) as refusal:
        check_fits(odd, model(deployments=(*model().deployments, *elsewhere)))
    assert refusal.value.param == "top_k"


@pytest.mark.parametrize(
    "name", ["n_predict", "id_slot", "cache_prompt", "grammar", "lora", "stream", "t_max_predict_ms"]
)
def test_our_own_engine_takes_what_chooses_words_and_nothing_else(name: str) -> None:
    engine = model(kind=Kind.BUILTIN)
    check_fits(ask(extra=dict.fromkeys(ENGINE_FIELDS, 1)), engine)
    with pytest.raises(Unfit) as refusal:
        check_fits(ask(extra={"top_k": 5, name: 1}), engine)
    assert refusal.value.param == name


def test_vectors_and_answers_come_from_models_of_their_own() -> None:
    embedding = ask(messages=(), embed=Embed(("a",)))
    check_fits(embedding, model(embeds=True))
    for prompt, each in ((embedding, model()), (PLAIN, model(embeds=True))):
        with pytest.raises(Unfit) as refusal:
            check_fits(prompt, each)
        assert refusal.value.code == "model_kind_unsupported"
