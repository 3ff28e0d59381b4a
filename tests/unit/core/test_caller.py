from dataclasses import replace

from inhouse.core.caller import Door, Scope
from tests.people import someone


def test_without_a_scope_everything_is_open() -> None:
    for caller in (someone(), replace(someone(), scope=Scope())):
        assert caller.may_ask("any")
        assert all(caller.may_enter(door) for door in Door)
        assert not caller.doors_only


def test_a_scope_opens_what_it_names_and_nothing_else() -> None:
    caller = replace(someone(), scope=Scope(frozenset({"demo"}), frozenset({"chat"})))
    assert caller.may_ask("demo")
    assert not caller.may_ask("demo2")
    assert [door for door in Door if caller.may_enter(door)] == [Door.CHAT]
    assert caller.doors_only


def test_an_empty_scope_opens_nothing() -> None:
    caller = replace(someone(), scope=Scope(frozenset(), frozenset()))
    assert not caller.may_ask("demo")
    assert not any(caller.may_enter(door) for door in Door)
