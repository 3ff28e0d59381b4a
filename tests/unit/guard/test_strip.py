"""Texts without anything the guard finds, for good."""

from collections.abc import Sequence

from inhouse.guard.detectors.deep import Progress
from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.finding import Found
from inhouse.guard.inspection import Eyes
from inhouse.guard.scanners import Scanners
from inhouse.guard.strip import Stripping, strip

EYES = Eyes(Scanners(lambda: None).of)
HERE = Stripping(EYES, frozenset({"de"}), names=False)


async def test_what_is_found_is_gone_for_good_and_the_rest_stays() -> None:
    key = "AKIA" + "Q7ZR4MT2VX6KD3WB"
    stripped = await strip(
        ["Write to maria.huber@kunde-nord.de about it.", f"The key is {key}.", "Why is it late?"], HERE
    )
    assert stripped is not None
    mail, secret, plain = stripped
    assert "maria" not in mail
    assert "removed]" in mail
    assert mail.startswith("Write to [")
    assert key not in secret
    assert plain == "Why is it late?"


async def test_a_document_with_a_mark_of_confidentiality_is_not_used_at_all() -> None:
    assert await strip(["STRICTLY CONFIDENTIAL\n\nThe plan for spring.", "Thank you."], HERE) is None


async def test_where_nobody_can_look_for_names_nothing_is_used_if_names_are_asked_for() -> None:
    class Away:
        name = "names"

        async def find(self, texts: Sequence[str], progress: Progress | None = None) -> Sequence[Sequence[Found]]:
            raise DetectorFailed("names", "is away")

    assert (
        await strip(["Hello."], Stripping(Eyes(Scanners(lambda: None).of, (Away(),)), frozenset(), names=True)) is None
    )
