"""How far each promise holds, and how that is known."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from inhouse.admin.posture import HOLDS, IDS, DeclaredPlace, KeyFacts, Known, Verified, broken, promises
from inhouse.admin.status import (
    CopyStatus,
    DatabaseStatus,
    EngineStatus,
    GuardStatus,
    LedgerStatus,
    NetworkStatus,
    Promise,
    PublishedStatus,
)
from inhouse.host.family import Kin
from inhouse.store.walls import Breach

DATABASE = DatabaseStatus(ready=True, embedded=True, restarts=0, isolation="namespace")
ENGINE = EngineStatus("ready", "a model", 4, 4096, "namespace", 0)
KEYS = KeyFacts(
    custody="file",
    file="/keys/master.key",
    beside_data=False,
    verified_at=datetime(2026, 11, 1, tzinfo=UTC),
    epoch_ends=datetime(2026, 11, 30, tzinfo=UTC),
    overdue=False,
)
SERVER = Kin(1, "inhouse", networkless=False, filtered=False, gains_nothing=False)
POSTGRES = Kin(2, "postgres", networkless=True, filtered=False, gains_nothing=True)

WELL = Known(
    guard=GuardStatus("balanced", "hash", 1, "enforce"),
    database=DATABASE,
    breaches=[],
    engine=ENGINE,
    ledger=LedgerStatus(3, 0, None, writable=True, published=PublishedStatus(3, None, None)),
    verified=Verified(12, [], 1, 12),
    network=NetworkStatus(),
    keys=KEYS,
    training=False,
    places=[DeclaredPlace("Azure", "Maria", date(2026, 11, 1))],
    processes=[SERVER, POSTGRES],
    sealed=True,
    swap=False,
)


WRITTEN = PublishedStatus(3, None, None)


def files(published: PublishedStatus, *troubles: str | None) -> LedgerStatus:
    """A log with these files, and a place outside for each trouble."""
    copies = [CopyStatus("share", "file", 3, None, trouble) for trouble in troubles]
    return LedgerStatus(3, 0, None, writable=True, copies=copies, published=published)


def found(known: Known) -> dict[str, Promise]:
    return {promise.id: promise for promise in promises(known)}


def test_every_promise_of_a_well_kept_house_holds_and_nothing_has_to_be_mended() -> None:
    assert [promise.id for promise in promises(WELL) if promise.state not in HOLDS or promise.mend] == []
    assert {promise.id for promise in promises(WELL)} == IDS
    proved = {promise.id for promise in promises(WELL) if promise.state == "proved"}
    assert proved == {"record-whole", "own-rows", "no-network"}


def test_a_running_server_knows_whether_copies_get_outside_and_a_sealed_one_when_it_is_told() -> None:
    assert found(Known(ledger=files(WRITTEN, None)))["record-outside"].state == "configured"
    assert "it did not answer" in found(Known(ledger=files(WRITTEN, "it did not answer")))["record-outside"].detail
    sealed = found(Known(ledger=LedgerStatus(3, 0, None, writable=True)))
    assert set(sealed) == {"no-line-no-call"}
    told = LedgerStatus(3, 0, None, writable=True, copies=[CopyStatus("share", "file", 3, None, None)])
    assert found(Known(ledger=told))["record-outside"].state == "configured"


def test_what_nobody_could_look_at_is_not_spoken_of() -> None:
    assert promises(Known()) == []
    assert set(found(Known(guard=WELL.guard))) == {"guard"}


@pytest.mark.parametrize(
    ("change", "promise", "state"),
    [
        ({"guard": GuardStatus("balanced", "hash", 1, "record")}, "guard", "off"),
        ({"ledger": LedgerStatus(3, 1, None, writable=False)}, "no-line-no-call", "off"),
        ({"ledger": files(PublishedStatus(3, "The disk is full.", None))}, "record-signed", "weak"),
        ({"ledger": files(PublishedStatus(3, "It holds 2.", "It holds 2."))}, "record-signed", "off"),
        ({"verified": None, "ledger": files(WRITTEN)}, "record-outside", "weak"),
        ({"verified": None, "ledger": files(WRITTEN, "it did not answer")}, "record-outside", "weak"),
        ({"verified": Verified(12, ["entry 3 has been changed"], 1, 12)}, "record-whole", "off"),
        ({"verified": Verified(12, [], 0, 12)}, "record-outside", "weak"),
        ({"verified": Verified(0, [], 1, 0, 5)}, "record-whole", "weak"),
        ({"places": [DeclaredPlace("Azure", None, None)]}, "declared-terms", "weak"),
        ({"keys": replace(KEYS, beside_data=True)}, "key-apart", "weak"),
        ({"keys": replace(KEYS, verified_at=None)}, "key-backup", "weak"),
        ({"keys": replace(KEYS, overdue=True)}, "shred", "weak"),
        ({"breaches": [Breach("open", "chat.messages")]}, "own-rows", "off"),
        ({"swap": True}, "no-swap", "weak"),
        ({"processes": [SERVER, replace(POSTGRES, networkless=False)]}, "no-network", "weak"),
        ({"processes": []}, "no-network", "off"),
        ({"sealed": False}, "sealed-gate", "weak"),
    ],
)
def test_what_is_not_well_is_said_with_the_command_that_mends_it(
    change: dict[str, object], promise: str, state: str
) -> None:
    one = found(replace(WELL, **change))[promise]  # pyright: ignore[reportArgumentType]
    assert one.state == state
    assert one.mend or promise == "no-network"


def test_a_key_at_a_provider_is_as_good_as_the_provider() -> None:
    away = found(replace(WELL, keys=replace(KEYS, custody="vault", file=None, verified_at=None)))
    assert (away["key-apart"].state, away["key-backup"].state) == ("configured", "declared")


def test_an_engine_with_a_network_only_declares_that_it_has_none() -> None:
    assert found(replace(WELL, engine=EngineStatus("ready", isolation="shared")))["engine-walls"].state == "declared"
    assert found(replace(WELL, engine=EngineStatus("off")))["engine-walls"].state == "off"


def test_a_database_of_ones_own_is_configured_by_its_owner_until_somebody_looks() -> None:
    own = DatabaseStatus(ready=True, embedded=False, restarts=0, isolation=None)
    assert found(Known(database=own))["own-rows"].state == "configured"
    assert found(Known(database=own, breaches=[]))["own-rows"].state == "proved"


def test_who_can_read_along_on_the_way_is_named() -> None:
    assert found(replace(WELL, network=NetworkStatus(company_authorities=True)))["no-readers"].state == "declared"
    opened = found(replace(WELL, network=NetworkStatus(company_authorities=True, opened=["Azure"])))["no-readers"]
    assert (opened.state, "Azure" in opened.detail) == ("off", True)


def test_only_what_is_required_stops_anything() -> None:
    weak = promises(replace(WELL, swap=True, sealed=False))
    assert broken(weak, []) == []
    assert [promise.id for promise in broken(weak, ["no-swap", "guard"])] == ["no-swap"]


@pytest.mark.parametrize(("compared", "words"), [(12, "The table holds the same."), (5, "the same: 5 were compared")])
def test_it_is_said_how_much_of_the_record_was_held_against_the_table(compared: int, words: str) -> None:
    (whole, _) = promises(Known(verified=Verified(12, [], 0, compared)))
    assert (whole.id, whole.state, words in whole.detail) == ("record-whole", "proved", True)


def test_it_is_said_what_of_the_record_lies_elsewhere() -> None:
    (whole, _) = promises(Known(verified=Verified(12, [], 0, 12, 5)))
    assert (whole.state, "5 further entries" in whole.detail) == ("proved", True)
