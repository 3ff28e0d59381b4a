"""Conversations for training, of people who said yes and of nobody else: the only code that reads across people."""

from inhouse.chat.training.export import Manifest, Training

__all__ = ["Manifest", "Training"]
