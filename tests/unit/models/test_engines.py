from pathlib import Path

import pytest

from inhouse.core.destination import Assurance, DestinationClass
from inhouse.host import look_at_machine
from inhouse.models.engine import Engine, ModelFile, built_in_model
from inhouse.models.engines import Engines
from inhouse.models.gguf import ModelFileUnreadable
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
