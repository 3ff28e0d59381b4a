from dataclasses import replace

from inhouse.chat import cursors
from inhouse.chat.chat import Guarded, Rating, Speaker, Status
from inhouse.chat.records import ChatRow
from inhouse.chat.runs import About, Runs
from inhouse.chat.search import Hit, Page, Position
from inhouse.chat.tree import Tree
from inhouse.chat.views import RunView, chat_page, chat_view, left_unchanged, message_view, search_page
from inhouse.core import clock
from inhouse.core.events import Finished, TextDelta
from inhouse.core.ids import ChatId, RunId, new_id
from tests.chats import a_chat, an_answer
from tests.people import someone

CALLER = someone()
CHAT = a_chat(CALLER)
ANSWER = replace(an_answer(None), text="Half")
TREE = Tree([ANSWER.node])


def about() -> About:
    return About(ANSWER.run_id or RunId(new_id()), CHAT.id, CALLER.person, ANSWER)


def test_a_running_answer_shows_what_stood_there_when_its_run_began() -> None:
    runs = Runs()
    with runs.begin(about()) as run:
        run.publish(TextDelta(" more"))
    view = message_view(ANSWER, TREE, runs)
    assert (view.text, view.status, view.run_id, view.siblings) == ("Half", Status.RUNNING, ANSWER.run_id, [ANSWER.id])
    assert chat_view(CHAT, runs).run == RunView(run.about.id, ANSWER.id)


def test_an_answer_that_has_just_ended_is_shown_as_it_ended_before_it_is_stored() -> None:
    runs = Runs()
    with runs.begin(about()) as run:
        run.publish(TextDelta(" more"))
        run.publish(Finished("cancelled"))
    view = message_view(replace(ANSWER, rating=Rating.UP), TREE, runs)
    assert (view.text, view.status, view.run_id, view.rating) == ("Half more", Status.CANCELLED, None, Rating.UP)
    assert chat_view(CHAT, runs).run is None


def test_an_answer_that_nobody_writes_is_not_shown_as_running() -> None:
    view = message_view(ANSWER, TREE, Runs())
    assert (view.status, view.run_id) == (Status.INTERRUPTED, None)


def test_a_page_of_chats_says_where_the_next_one_begins() -> None:
    rows = tuple(ChatRow(ChatId(new_id()), "t", number == 0, False, clock.now()) for number in range(3))
    page = chat_page(CALLER.person, rows, 2, Runs())
    assert [row.id for row in page.items] == [row.id for row in rows[:2]]
    assert page.next is not None
    assert cursors.decode(page.next) == (rows[1].updated_at, rows[1].id, 0)
    assert chat_page(CALLER.person, rows, 3, Runs()).next is None


def test_a_page_of_hits_says_where_the_search_goes_on() -> None:
    hit = Hit(CHAT.id, "t", ANSWER.id, Speaker.ASSISTANT, "Half", ((0, 4),), clock.now())
    position = Position(clock.now(), CHAT.id, 9)
    page = search_page(Page((hit,), 17, position))
    assert (page.scanned_messages, page.items[0].ranges) == (17, [(0, 4)])
    assert page.next == cursors.encode(position.updated_at, CHAT.id, 9)
    assert search_page(Page((), 0, None)).next is None


def test_an_answer_from_words_as_they_were_written_has_no_note_of_what_an_earlier_attempt_sent() -> None:
    assert left_unchanged(replace(ANSWER, guarded=Guarded("keep_local", "1/1", kept_from="away")))
    assert not left_unchanged(replace(ANSWER, guarded=Guarded("stand_in", "1/1", replaced=1)))
    assert not left_unchanged(ANSWER)
