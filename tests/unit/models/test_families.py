import pytest

from inhouse.models.families import FAMILIES, family_of, suggested


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("gpt-5", "GPT-5"),
        ("gpt-5-mini-2025-08-07", "GPT-5"),
        ("prod-gpt-5.1", "GPT-5"),
        ("gpt5", "GPT-5"),
        ("gpt-5-chat-latest", "GPT-5 for chat"),
        ("gpt-4o", "GPT-4o"),
        ("GPT-4o-prod", "GPT-4o"),
        ("gpt-4.1-nano", "GPT-4.1"),
        ("gpt-4", "GPT-4"),
        ("gpt-35-turbo", "GPT-3.5"),
        ("o1", "o-series"),
        ("o3", "o-series"),
        ("o4-mini", "o-series"),
        ("o3-mini", "o3-mini"),
        ("o1-mini", "o1 preview"),
        ("openai/gpt-oss-120b", "gpt-oss"),
        ("text-embedding-3-small", "Embeddings"),
        ("nomic-embed-text", "Embeddings"),
        ("BAAI/bge-m3", "Embeddings"),
        ("meta-llama/Llama-3.3-70B-Instruct", "Llama 3"),
        ("llama3.1:8b", "Llama 3"),
        ("llama3.2-vision:11b", "Llama 3.2 Vision"),
        ("meta-llama/Llama-4-Scout", "Llama 4"),
        ("llama2", "Llama"),
        ("Qwen/Qwen3-32B", "Qwen 3"),
        ("qwen2.5:7b", "Qwen"),
        ("Qwen/Qwen2.5-VL-7B", "Qwen that sees"),
        ("mistral-large-latest", "Mistral"),
        ("mistralai/Mixtral-8x7B", "Mistral"),
        ("mistral-small-2506", "Mistral that sees"),
        ("deepseek-r1:14b", "DeepSeek that reasons"),
        ("deepseek-chat", "DeepSeek"),
        ("google/gemma-3-27b-it", "Gemma 3"),
        ("phi4", "Phi 4"),
    ],
)
def test_a_family_is_known_by_the_models_name(name: str, family: str) -> None:
    found = family_of(name)
    assert found is not None
    assert found.name == family


@pytest.mark.parametrize("name", ["scripted", "our-model", "foo1", "tools", "turbo3", ""])
def test_other_names_tell_nothing(name: str) -> None:
    assert family_of(name) is None
    assert not suggested(name, "a.com", hosted=True).tools


def test_models_that_reason_take_no_temperature_and_another_field() -> None:
    quirks = suggested("gpt-5-mini", "api.openai.com", hosted=True).quirks
    assert not quirks.temperature
    assert quirks.reasoning_effort
    assert (quirks.max_tokens_field, quirks.system_role) == ("max_completion_tokens", "developer")


def test_how_much_a_server_of_our_own_takes_is_not_guessed() -> None:
    here = suggested("llama3.1:8b", "127.0.0.1", hosted=False)
    assert (here.context_tokens, here.answer_tokens, here.tools) == (None, None, True)
    assert suggested("gpt-4o", "api.openai.com", hosted=True).context_tokens == 128_000


def test_store_is_left_out_only_where_unknown_fields_are_refused() -> None:
    assert not suggested("mistral-large", "api.mistral.ai", hosted=True).quirks.store
    assert suggested("mistral-large", "models.corp", hosted=False).quirks.store


def test_every_family_has_a_name_of_its_own_and_an_answer_that_fits() -> None:
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)
    for family in FAMILIES:
        assert (family.abilities.answer_tokens or 0) <= (family.abilities.context_tokens or 0)
