import asyncio
from pathlib import Path

import pytest

from inhouse.core.destination import Assurance, DestinationClass
from inhouse.host import Machine, look_at_machine
from inhouse.models.engine import Engine, ModelFile, built_in_model
from inhouse.models.engines import Engines
from inhouse.models.errors import ModelUnavailable
from inhouse.models.forgetting import Pace
from inhouse.models.gguf import ModelFileUnreadable
from inhouse.models.layout import Layout
from inhouse.models.model import State
from inhouse.net import Destinations
from inhouse.net.errors import DestinationUnknown


@pytest.fixture
def table() -> Destinations:
    return Destinations()


@pytest.fixture
def engines(table: Destinations, tmp_path: Path) -> Engines:
    machine = look_at_machine()
    return Engines(table, lambda name, file, told: Engine(tmp_path / name, file, machine, told))


async def test_an_engine_runs_with_a_destination_of_its_own(engines: Engines, table: Destinations) -> None:
    version = engines.version
    await engines.start("demo", built_in_model())
    try:
        assert engines.state("demo") is State.READY
        assert engines.version > version
        destination = engines.destination("demo")
        facts = engines.facts("demo")
        assert facts is not None
        walled = facts.isolation.network != "shared"
        assert destination.destination_class is DestinationClass.LOCAL
        assert destination.assurance is (Assurance.ENFORCED if walled else Assurance.DECLARED)
        entry = table.find(destination.name)
        assert not entry.reuse
        assert table.credential(entry) is not None
        await engines.start("demo", built_in_model())
        assert engines.engine("demo") is not None
    finally:
        await engines.close()
    assert engines.state("demo") is State.UNAVAILABLE
    assert engines.facts("demo") is None
    with pytest.raises(DestinationUnknown):
        table.find(destination.name)


async def test_a_file_that_cannot_be_loaded_leaves_nothing_behind(
    engines: Engines, table: Destinations, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF")
    with pytest.raises(ModelFileUnreadable):
        await engines.start("broken", ModelFile(broken, "broken"))
    assert engines.state("broken") is State.UNAVAILABLE
    assert table.names() == ()
    await engines.stop("broken")


@pytest.fixture
def small(table: Destinations, tmp_path: Path) -> Engines:
    """Engines on a machine whose memory takes one of them at a time."""
    machine = Machine(cores=2, memory=1_000_000_000)
    return Engines(table, lambda name, file, told: Engine(tmp_path / name, file, machine, told), machine)


def twin(name: str, folder: Path, **layout: int) -> ModelFile:
    """The built-in model's file under another name."""
    path = folder / f"{name}.gguf"
    if not path.exists():
        path.symlink_to(built_in_model().path)
    return ModelFile(path, name, layout=Layout(**layout))


async def test_a_model_sleeps_until_it_is_asked_and_makes_room_for_the_next(small: Engines, tmp_path: Path) -> None:
    one, other = twin("one", tmp_path, context=512, slots=1), twin("other", tmp_path, context=512, slots=1)
    await small.keep({"one": one, "other": other})
    try:
        assert (small.state("one"), small.state("other")) == (State.ASLEEP, State.ASLEEP)
        shape = small.shape("one")
        assert shape is not None
        assert (shape.context_per_slot, shape.slots) == (512, 1)
        async with small.use("one"):
            assert (small.state("one"), small.state("other")) == (State.READY, State.ASLEEP)
            with pytest.raises(ModelUnavailable, match="Other local models are at work"):
                async with small.use("other"):
                    raise AssertionError
        async with small.use("other"):
            assert (small.state("one"), small.state("other")) == (State.ASLEEP, State.READY)
        # What does not change is left alone.
        await small.keep({"one": one, "other": other})
        assert small.state("other") is State.READY
        await small.keep({"one": one})
        assert (small.state("one"), small.state("other")) == (State.ASLEEP, State.UNAVAILABLE)
    finally:
        await small.close()


async def test_two_who_ask_at_the_same_time_wake_one_engine(small: Engines, tmp_path: Path) -> None:
    await small.keep({"one": twin("one", tmp_path, context=512, slots=1)})

    async def ask() -> Engine | None:
        async with small.use("one"):
            return small.engine("one")

    try:
        first, second = await asyncio.gather(ask(), ask())
        assert first is second
        assert first is not None
    finally:
        await small.close()


@pytest.mark.parametrize("meant", [None, frozenset({"Built-in engine: one"})])
async def test_an_engine_that_is_to_forget_ends_when_nobody_is_answered_by_it(
    small: Engines, tmp_path: Path, meant: frozenset[str] | None
) -> None:
    await small.keep({"one": twin("one", tmp_path, context=512, slots=1)})
    try:
        async with small.use("one"):
            engine = small.engine("one")
            small.erase({"Somewhere else"})
            small.erase(meant)
            await asyncio.sleep(0)
            assert small.engine("one") is engine
            assert small.state("one") is State.READY
        await asleep(small, "one")
    finally:
        await small.close()


async def asleep(engines: Engines, model_id: str) -> None:
    """Wait until the engine has been ended to forget, to the last of its process."""
    async with asyncio.timeout(20):
        while engines.state(model_id) is not State.ASLEEP or any(
            task.get_name() == "forget in an engine" for task in asyncio.all_tasks()
        ):
            await asyncio.sleep(0.01)


def paced(table: Destinations, folder: Path, pace: Pace) -> Engines:
    machine = Machine(cores=2, memory=1_000_000_000)
    return Engines(table, lambda name, file, told: Engine(folder / name, file, machine, told), machine, pace)


async def test_an_engine_is_ended_to_forget_at_once_and_then_not_again_before_its_pause_is_over(
    table: Destinations, tmp_path: Path
) -> None:
    engines = paced(table, tmp_path, Pace(pause=3600.0))
    names = ("one", "other")
    await engines.keep({name: twin(name, tmp_path, context=512, slots=1) for name in names})
    try:
        for name in names:
            # Each engine has a pause of its own.
            async with engines.use(name):
                pass
            engines.erase(None)
            await asleep(engines, name)
        async with engines.use("other"):
            second = engines.engine("other")
        # Idle, and told to again and again: as for chats that are kept, so for those that are not.
        for meant in (None, {"Built-in engine: other"}, None):
            engines.erase(meant)
            await asyncio.sleep(0.05)
            assert engines.engine("other") is second
    finally:
        await engines.close()


async def test_an_engine_forgets_again_when_its_pause_is_over(table: Destinations, tmp_path: Path) -> None:
    engines = paced(table, tmp_path, Pace(pause=0.3))
    await engines.keep({"one": twin("one", tmp_path, context=512, slots=1)})
    try:
        for _ in range(2):
            async with engines.use("one"):
                pass
            engines.erase(None)
            async with asyncio.timeout(60):
                await asleep(engines, "one")
    finally:
        await engines.close()


async def test_who_comes_to_an_engine_that_is_to_forget_is_let_in_after_a_while_also_if_it_is_never_free(
    table: Destinations, tmp_path: Path
) -> None:
    engines = paced(table, tmp_path, Pace(opened=0.1, held=0.2, turns=10_000))
    await engines.keep({"one": twin("one", tmp_path, context=512, slots=2)})
    try:
        async with asyncio.timeout(30), engines.use("one"):
            engine = engines.engine("one")
            engines.erase(None)
            for _ in range(5):
                async with engines.use("one"):
                    assert engines.engine("one") is engine
                await asyncio.sleep(0.1)
        await asleep(engines, "one")
    finally:
        await engines.close()


async def test_who_waits_for_an_engine_to_forget_is_answered_by_the_next_one(
    table: Destinations, tmp_path: Path
) -> None:
    engines = paced(table, tmp_path, Pace(opened=0.0, held=20.0))
    await engines.keep({"one": twin("one", tmp_path, context=512, slots=2)})

    async def ask() -> Engine | None:
        async with engines.use("one"):
            return engines.engine("one")

    try:
        async with engines.use("one"):
            before = engines.engine("one")
            engines.erase(None)
            newcomer = asyncio.ensure_future(ask())
            await asyncio.sleep(0.1)
            assert not newcomer.done()
        after = await asyncio.wait_for(newcomer, 15)
        assert after is not None
        assert after is not before
    finally:
        await engines.close()


async def test_an_engine_that_is_never_free_forgets_all_the_same(table: Destinations, tmp_path: Path) -> None:
    engines = paced(table, tmp_path, Pace(opened=0.1, held=0.1, turns=2))
    await engines.keep({"one": twin("one", tmp_path, context=512, slots=1)})
    try:
        async with engines.use("one"):
            engines.erase(None)
            await asleep(engines, "one")
            async with engines.use("one"):
                assert engines.state("one") is State.READY
    finally:
        await engines.close()


async def test_an_engine_that_has_ended_for_another_reason_has_nothing_to_forget(
    table: Destinations, tmp_path: Path
) -> None:
    engines = paced(table, tmp_path, Pace(pause=3600.0))
    await engines.keep({name: twin(name, tmp_path, context=512, slots=1) for name in ("one", "other")})
    try:
        async with engines.use("one"):
            pass
        engines.erase(None)
        await asleep(engines, "one")
        async with engines.use("one"):
            pass
        engines.erase(None)
        async with engines.use("other"):
            # It made room while it waited for its pause to end, and nothing waits any more.
            await asleep(engines, "one")
    finally:
        await engines.close()


async def test_a_file_that_is_gone_is_not_offered(small: Engines, tmp_path: Path) -> None:
    await small.keep({"gone": ModelFile(tmp_path / "gone.gguf", "gone")})
    assert small.state("gone") is State.UNAVAILABLE
    with pytest.raises(ModelUnavailable, match="does not run"):
        async with small.use("gone"):
            raise AssertionError
