"""The doors in OpenAI's shape: what speaks to OpenAI speaks to us with another address and key.

They promise: the same road as the web chat, keys only, refusals that name the field, a model that stops when its client
goes. They refuse: fields that nobody defines, and fields whose meaning would be lost silently.
"""

from inhouse.gateway.openai.chat_completions import ChatCompletions
from inhouse.gateway.openai.doors import PREFIX, Doors
from inhouse.gateway.openai.models import ModelList

__all__ = ["PREFIX", "ChatCompletions", "Doors", "ModelList"]
