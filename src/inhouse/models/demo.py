"""The built-in demo model: tiny, English, often wrong. It shows that the house works before a brain has moved in."""

from dataclasses import replace
from types import MappingProxyType

from inhouse.core.destination import Destination
from inhouse.core.prompt import Sampling
from inhouse.models.model import HERE, Deployment, Kind, Model
from inhouse.models.profile import COMMON_CONTROL_TOKENS, LLAMA_CPP, Profile

DEMO = "demo"
NAME = "Demo model"
DESCRIPTION = "Demo model: tiny, English, often wrong"

SYSTEM_PROMPT = "You are a helpful assistant. Answer briefly and clearly."
"""Always sent: without one the model's template adds "You are a helpful AI assistant named SmolLM, trained by Hugging
Face" by itself, and nobody would see it."""

_ANSWER_TOKENS = 512
_SAMPLING = Sampling(temperature=0.2, top_p=0.9)
"""As the model's makers recommend."""
_TOKENIZER = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>", "<reponame>", "<file_sep>", "<filename>",
    "<gh_stars>", "<issue_start>", "<issue_comment>", "<issue_closed>", "<jupyter_start>", "<jupyter_text>",
    "<jupyter_code>", "<jupyter_output>", "<jupyter_script>", "<empty_output>",
)  # fmt: skip
"""The control tokens of SmolLM2's tokenizer."""


def demo_model(destination: Destination, context_tokens: int, at_once: int, upstream_model: str = DEMO) -> Model:
    """The built-in model, served at `destination` with so many tokens for each of `at_once` answers."""
    extra = {**LLAMA_CPP.extra, "repeat_penalty": 1.1}
    return Model(
        id=DEMO,
        name=NAME,
        description=DESCRIPTION,
        kind=Kind.BUILTIN,
        deployments=(Deployment(destination, upstream_model),),
        profile=Profile(
            context_tokens=context_tokens,
            answer_tokens=min(_ANSWER_TOKENS, context_tokens),
            at_once=at_once,
            cut_loops=True,
            system_prompt=SYSTEM_PROMPT,
            sampling=_SAMPLING,
            control_tokens=tuple(dict.fromkeys((*_TOKENIZER, *COMMON_CONTROL_TOKENS))),
            quirks=replace(LLAMA_CPP, extra=MappingProxyType(extra)),
        ),
        terms=HERE,
    )
