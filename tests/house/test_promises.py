"""Rules that a promise to users stands on. Each finds the lines that break it."""

import ast
import re
from collections.abc import Callable

from tests.house.tree import Module, below, called, modules, shown, within

Above = tuple[ast.AST, ...]

# Rooms through which events of a model travel.
STREAMING_ROOMS = {"chat", "gateway", "guard", "models", "edge", "app.py"}

# Where a fault of any kind is caught: it is logged by its kind and answered, or the loop goes on.
CATCH_ALL = {"edge/rim.py", "chat/jobs.py"}

OPENERS = {
    "create_connection",
    "create_unix_connection",
    "create_datagram_endpoint",
    "open_connection",
    "open_unix_connection",
    "sock_connect",
}


def lines_where(wrong: Callable[[ast.AST, Above], bool], tree: ast.AST) -> list[int]:
    return [getattr(node, "lineno", 0) for node, above in within(tree) if wrong(node, above)]


def broken(wrong: Callable[[ast.AST, Above], bool], applies: Callable[[Module], bool]) -> list[str]:
    return [f"{m.place}:{line}" for m in modules() if applies(m) for line in lines_where(wrong, m.tree)]


def test_only_the_guard_makes_a_cleared_prompt() -> None:
    assert broken(lambda node, _: called(node) == "Cleared", lambda module: module.place != "guard/clear.py") == []


def closed_names(above: Above) -> set[str]:
    """The names that an enclosing `async with aclosing(...)` closes, up to the nearest function."""
    names: set[str] = set()
    for node in reversed(above):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            break
        closed = (
            [item for item in node.items if called(item.context_expr) == "aclosing"]
            if isinstance(node, ast.AsyncWith)
            else []
        )
        for item in closed:
            given = item.context_expr.args if isinstance(item.context_expr, ast.Call) else []
            names |= {name.id for name in (*given, item.optional_vars) if isinstance(name, ast.Name)}
    return names


def leaks_a_stream(node: ast.AST, above: Above) -> bool:
    if isinstance(node, ast.comprehension):
        source = node.iter if node.is_async else None
    else:
        source = node.iter if isinstance(node, ast.AsyncFor) else None
    return source is not None and not (isinstance(source, ast.Name) and source.id in closed_names(above))


def test_every_event_stream_is_iterated_inside_aclosing() -> None:
    """Without it, leaving a stream leaves the model running and the ledger line open until the loop cleans up."""
    assert broken(leaks_a_stream, lambda module: module.room in STREAMING_ROOMS) == []


GOOD_STREAMS = """
async def good():
    async with aclosing(a) as b:
        async for c in b: pass
        async for d in a: pass
"""
BAD_STREAMS = """
async def unclosed():
    async with aclosing(a):
        async for c in another(): pass
async def in_a_comprehension():
    return [c async for c in a]
"""


def test_the_rule_about_streams_sees_what_it_should() -> None:
    assert lines_where(leaks_a_stream, ast.parse(GOOD_STREAMS)) == []
    assert len(lines_where(leaks_a_stream, ast.parse(BAD_STREAMS))) == 2


def test_the_caller_of_a_unit_of_work_is_set_for_its_transaction_only() -> None:
    """`set_config(..., false)` outlives the transaction and leaks through the pool to the next person."""
    lasting = re.compile(r"set_config\([^)]*,\s*false\s*\)", re.IGNORECASE)
    assert [m.place for m in modules() if lasting.search(m.text)] == []
    # And nobody sets it by another statement.
    by_statement = re.compile(r"\bset\s+(session\s+|local\s+)?app\.caller", re.IGNORECASE)
    assert [shown(path) for path in below("src", ".py", ".sql") if by_statement.search(path.read_text("utf-8"))] == []


def catches_everything(node: ast.AST, _: Above) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    everything = any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}) for kind in kinds
    )
    raises_on = isinstance(node.body[-1], ast.Raise)
    return everything and not raises_on


def test_every_exception_is_caught_in_two_places_only() -> None:
    assert broken(catches_everything, lambda module: module.place not in CATCH_ALL) == []


def starts_a_loose_task(node: ast.AST, above: Above) -> bool:
    if called(node) not in {"create_task", "ensure_future", "run_coroutine_threadsafe"}:
        return False
    groups = {
        item.optional_vars.id
        for outer in above
        if isinstance(outer, ast.AsyncWith)
        for item in outer.items
        if called(item.context_expr) == "TaskGroup" and isinstance(item.optional_vars, ast.Name)
    }
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in groups:
            return False
        case _:
            return True


def test_background_tasks_start_in_one_place() -> None:
    assert broken(starts_a_loose_task, lambda module: module.place != "core/tasks.py") == []


def test_connections_are_opened_by_net_alone() -> None:
    """The import contracts see modules; this sees the event loop's own ways to open a connection."""
    assert broken(lambda node, _: called(node) in OPENERS, lambda module: module.room != "net") == []


def test_no_file_is_given_to_a_transport() -> None:
    """A transport of uvloop over a file closes its descriptor twice; the second time it may be somebody else's."""
    pipes = {"connect_read_pipe", "connect_write_pipe"}
    assert broken(lambda node, _: called(node) in pipes, lambda _: True) == []
