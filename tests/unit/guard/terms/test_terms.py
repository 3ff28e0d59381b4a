"""The company's terms, kept and held."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from inhouse.core.errors import Forbidden, InvalidRequest
from inhouse.core.ids import new_id
from inhouse.core.tasks import spawn
from inhouse.guard.normal import View
from inhouse.guard.records.tables import TERMS
from inhouse.guard.terms import terms as terms_module
from inhouse.guard.terms.errors import NothingUnderstood, TermUnknown, TooManyTerms
from inhouse.guard.terms.terms import Terms
from inhouse.identity.access import Console
from inhouse.store import Role, Store
from inhouse.vault import Vault
from tests.moments import until
from tests.people import someone

HERE = Console.HERE


@pytest.fixture
async def vault(database: Store, tmp_path: Path) -> Vault:
    return await Vault.open(tmp_path / "master.key", database)


@pytest.fixture
async def terms(database: Store, vault: Vault) -> Terms:
    made = Terms(database, vault)
    await made.start()
    return made


def found(terms: Terms, text: str) -> list[tuple[str, str]]:
    detector = terms.detector()
    return [] if detector is None else [(one.kind, one.value) for one in detector.find(View(text))]


async def test_there_are_no_terms_at_first(terms: Terms) -> None:
    assert terms.detector() is None
    page = await terms.page(HERE, "", "", None, 10)
    assert (list(page.items), page.next, list(page.categories)) == ([], None, [])


async def test_terms_that_were_added_are_found(terms: Terms) -> None:
    added, understood = await terms.add(HERE, "Nordwind,customer\nProjekt Falke,project\nthe", "other")
    assert (added, len(understood.problems)) == (2, 1)
    assert found(terms, "projekt-falke bei NORDWIND") == [
        ("term.project", "Projekt Falke"),
        ("term.customer", "Nordwind"),
    ]


async def test_a_term_is_kept_once(terms: Terms) -> None:
    await terms.add(HERE, "Projekt Falke", "project")
    preview = await terms.preview(HERE, "PROJEKT-FALKE\nOrion", "project")
    assert (len(preview.understood.entries), preview.known) == (2, 1)
    added, _ = await terms.add(HERE, "PROJEKT-FALKE\nOrion", "project")
    assert added == 1


async def test_terms_may_take_the_place_of_all(terms: Terms) -> None:
    await terms.add(HERE, "Nordwind", "customer")
    await terms.add(HERE, "Orion", "project", replace=True)
    assert found(terms, "Nordwind, Orion") == [("term.project", "Orion")]


async def test_a_list_without_terms_changes_nothing(terms: Terms, monkeypatch: pytest.MonkeyPatch) -> None:
    await terms.add(HERE, "Nordwind", "customer")
    with pytest.raises(NothingUnderstood):
        await terms.add(HERE, "the\n", "customer", replace=True)
    monkeypatch.setattr(terms_module, "MOST_TERMS", 2)
    with pytest.raises(TooManyTerms):
        await terms.add(HERE, "Orion\nAndromeda", "project")
    assert found(terms, "Nordwind, Orion") == [("term.customer", "Nordwind")]


async def test_what_is_kept_cannot_be_read_without_the_key(database: Store, terms: Terms) -> None:
    await terms.add(HERE, "Nordwind,customer,seit 2019", "other")
    async with database.work(None, Role.JOBS) as work:
        row = (await work.execute(select(TERMS))).one()
    assert b"ordwind" not in row.content + row.digest
    assert b"2019" not in row.content


async def test_terms_are_shown_in_pages_and_can_be_searched(terms: Terms) -> None:
    await terms.add(HERE, "".join(f"Kunde{number:03}\n" for number in range(25)), "customer")
    await terms.add(HERE, "Müller Maschinen,supplier,ein Hinweis", "other")
    first = await terms.page(HERE, "", "", None, 20)
    rest = await terms.page(HERE, "", "", first.next, 20)
    assert (len(first.items), len(rest.items), rest.next) == (20, 6, None)
    assert {kept.term.text for kept in (*first.items, *rest.items)} >= {"Kunde000", "Kunde024", "Müller Maschinen"}
    assert list(first.categories) == [("customer", 25), ("supplier", 1)]
    searched = await terms.page(HERE, "MULLER", "", None, 20)
    assert [(kept.term.text, kept.note) for kept in searched.items] == [("Müller Maschinen", "ein Hinweis")]
    assert (await terms.page(HERE, "muller", "customer", None, 20)).items == []
    some = await terms.page(HERE, "kunde", "", None, 10)
    more = await terms.page(HERE, "kunde", "", some.next, 100)
    assert len(some.items) + len(more.items) == 25


async def test_terms_can_be_removed(terms: Terms) -> None:
    await terms.add(HERE, "Nordwind,customer\nOrion,project\nSAP,product\nAndromeda,project", "other")
    page = await terms.page(HERE, "nordwind", "", None, 1)
    await terms.remove(HERE, page.items[0].id)
    await terms.remove_named(HERE, "SAP")
    assert found(terms, "Nordwind Orion SAP") == [("term.project", "Orion")]
    with pytest.raises(TermUnknown):
        await terms.remove(HERE, new_id())
    with pytest.raises(TermUnknown):
        await terms.remove_named(HERE, "Nordwind")
    with pytest.raises(InvalidRequest):
        await terms.remove_all(HERE, "")
    assert await terms.remove_all(HERE, "project") == 2
    assert terms.detector() is None
    await terms.add(HERE, "Nordwind", "customer")
    assert await terms.remove_all(HERE, None) == 1


async def test_only_administrators_see_and_change_them(terms: Terms) -> None:
    person = someone()
    for forbidden in (
        terms.page(person, "", "", None, 1),
        terms.preview(person, "Nordwind", "other"),
        terms.add(person, "Nordwind", "other"),
        terms.remove(person, new_id()),
        terms.remove_all(person, "customer"),
    ):
        with pytest.raises(Forbidden):
            await forbidden


async def test_another_server_holds_what_was_changed_here(
    database: Store, vault: Vault, terms: Terms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms_module, "LOOK_SECONDS", 60)
    other = Terms(database, vault)
    await other.start()
    following = spawn(other.follow(), name="follow")
    await terms.add(HERE, "Nordwind", "customer")
    other.look()
    await until(lambda: found(other, "Nordwind") != [])
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following


async def test_what_did_not_change_is_not_read_again(terms: Terms) -> None:
    await terms.add(HERE, "Nordwind", "customer")
    before = terms.detector()
    await terms.read()
    assert terms.detector() is before
