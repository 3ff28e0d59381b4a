"""What the guard would do with words before they are sent. Nothing is stored or counted."""

from inhouse.chat.checks.check import Checked, Checks, FileChecked, Question

__all__ = ["Checked", "Checks", "FileChecked", "Question"]
