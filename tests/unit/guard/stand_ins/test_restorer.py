from inhouse.guard.stand_ins import Channel, Restorer
from inhouse.guard.stand_ins.reader import Piece
from tests.stand_ins import EVERYTHING, a_map

MAP = a_map(*EVERYTHING)
PERSON = MAP.entries[0].stand_in
TEXT, REASONING, TOOL = Channel(0, "text"), Channel(0, "reasoning"), Channel(0, "tool")


def words(pieces: list[Piece]) -> str:
    return "".join(piece.shown for piece in pieces)


def test_every_channel_holds_its_own_begin_of_a_stand_in() -> None:
    restorer = Restorer(MAP)
    others = [REASONING, Channel(1, "text"), Channel(0, "tool", 1), Channel(0, "refusal")]
    assert [words(restorer.feed(channel, PERSON[:7])) for channel in (TEXT, *others)] == [""] * 5
    assert words(restorer.feed(TEXT, PERSON[7:])) == "Anna Müller"
    assert [words(restorer.flush(channel)) for channel in others] == [PERSON[:7]] * 4


def test_a_channel_that_never_spoke_holds_nothing() -> None:
    assert Restorer(MAP).flush(TEXT) == []


def test_the_channels_are_those_that_spoke() -> None:
    restorer = Restorer(MAP)
    for channel in (TEXT, TOOL, Channel(1, "text")):
        restorer.feed(channel, "a")
    assert restorer.channels(0) == [TEXT, TOOL]
    assert restorer.channels() == [TEXT, TOOL, Channel(1, "text")]


def test_a_tool_that_runs_elsewhere_gets_the_stand_ins() -> None:
    restorer = Restorer(MAP, elsewhere={"web_search"})
    restorer.called(TOOL, "web_search")
    restorer.called(Channel(0, "tool", 1), "edit")
    assert words(restorer.feed(TOOL, f'{{"q": "{PERSON}"}}')) == f'{{"q": "{PERSON}"}}'
    assert words(restorer.feed(Channel(0, "tool", 1), f'{{"q": "{PERSON}"}}')) == '{"q": "Anna Müller"}'


def test_unknown_words_are_counted_over_all_channels() -> None:
    restorer = Restorer(MAP)
    restorer.feed(TEXT, "PersonX4KD ")
    restorer.feed(TOOL, '"PersonX4KD"')
    assert restorer.unknown == 2


def test_a_whole_text_is_restored_at_once() -> None:
    assert Restorer(MAP).whole(f"by {PERSON}") == "by Anna Müller"


def test_the_reader_of_a_channel_stays_the_same() -> None:
    restorer = Restorer(MAP)
    assert restorer.reader(TEXT) is restorer.reader(TEXT)
    assert restorer.reader(TEXT) is not restorer.reader(REASONING)
