"""What a deep detector may say instead of an answer.

Unavailable
`- DetectorFailed        503   it is not there, took too long, ended, or answered what cannot be understood
"""

from inhouse.core.errors import Unavailable


class DetectorFailed(Unavailable):
    """A detector did not look at the text: it is not there, took too long, ended, or answered nonsense.

    `detector` says which. Whoever asks treats the text as one that could not be inspected.
    """

    code = "detector_failed"

    def __init__(self, detector: str, why: str, *, hint: str | None = None) -> None:
        super().__init__(f"The detector {detector} could not look at the text: {why}.", hint=hint)
        self.detector = detector
