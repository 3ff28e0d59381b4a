import pytest

from inhouse.models.starters import DEMO_STARTERS, WORK_STARTERS, Locale, Starter, starters_for


@pytest.mark.parametrize("starters", [DEMO_STARTERS, WORK_STARTERS])
def test_there_are_enough_and_each_is_complete(starters: tuple[Starter, ...]) -> None:
    assert len(starters) >= 4
    assert len({starter.id for starter in starters}) == len(starters)
    locales: tuple[Locale, ...] = ("en", "de")
    for starter in starters:
        assert len({starter.title(locale) for locale in locales}) == 2
        assert all(starter.prompt(locale) for locale in locales)


def test_the_demo_model_is_spoken_to_in_english() -> None:
    assert all(starter.prompt("de") == starter.prompt("en") for starter in DEMO_STARTERS)
    assert all(starter.prompt("de") != starter.prompt("en") for starter in WORK_STARTERS)


def test_the_default_model_decides() -> None:
    assert starters_for(demo=True) is DEMO_STARTERS
    assert starters_for(demo=False) is WORK_STARTERS
