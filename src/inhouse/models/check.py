"""The test of a model: a real, tiny call to each of its places, down the one road, and what is wrong if one fails."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from uuid import UUID

from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.core.events import Disclosure, Event, Failed, Finished, Queued, Relayed
from inhouse.core.ids import PersonId
from inhouse.core.prompt import (
    CommitmentKey,
    Embed,
    Prompt,
    PromptMessage,
    Purpose,
    Role,
    Sampling,
    Text,
)
from inhouse.models import records
from inhouse.models.account import Account
from inhouse.models.catalogue import Catalogue
from inhouse.models.diagnosis import Finding, diagnose
from inhouse.models.errors import ModelUnknown
from inhouse.models.model import Deployment, Kind, Model
from inhouse.models.records import LastTest, ModelRecord, Rows
from inhouse.store import Store

_WORDS = "Say OK."
_MOST_TOKENS = 16
_SLOW_SECONDS = 10.0
_OK = "ok"

Ask = Callable[[Caller, Prompt], AsyncGenerator[Event | Relayed, None]]
"""The road's verb."""


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """How one place did.

    `code` is `ok`, `slow`, or what is wrong; `seconds` until the first word or the end; `line` is the ledger's.
    """

    destination: str
    upstream_model: str
    ok: bool
    code: str
    message: str
    hint: str | None
    seconds: float
    line: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """How a model did at all its places; `ok` if each of them answers."""

    model: str
    ok: bool
    places: tuple[PlaceReport, ...]


class ModelCheck:
    """Tests models for administrators. Disabled ones too, and those that only certain groups may use."""

    def __init__(self, store: Store, catalogue: Catalogue, commitment: CommitmentKey, ask: Ask) -> None:
        self._store = store
        self._catalogue = catalogue
        self._commitment = commitment
        self._ask = ask

    async def run(self, model_id: str, person: PersonId) -> Report:
        """Ask the model at each of its places, one after the other, in the name of `person`; raises ModelUnknown."""
        rows = await self._catalogue.rows()
        record = next((each for each in rows.models if each.id == model_id), None)
        if record is None:
            raise ModelUnknown
        caller = Caller(person, admin=True, kind=CallerKind.SYSTEM, credential=UUID(int=0))
        if record.kind is Kind.OPENAI:
            places = [await self._place(record, number, rows, caller) for number in range(len(record.places))]
        else:
            places = [await self._engine(record, caller)]
        bad = next((place for place in places if not place.ok), None)
        seconds = max(place.seconds for place in places)
        async with self._store.work(None) as work:
            await records.note_test(work, model_id, LastTest(clock.now(), None if bad is None else bad.code, seconds))
        self._catalogue.forget()
        return Report(model_id, bad is None, tuple(places))

    async def _place(self, record: ModelRecord, number: int, rows: Rows, caller: Caller) -> PlaceReport:
        place = record.places[number]
        account = next(each for each in rows.accounts if each.id == place.account)
        name = account.destination.name
        if not account.enabled:
            finding = Finding("account_disabled", f"The account {account.name} is disabled.", "Enable it.")
            return _bad(name, place.upstream_model, finding, 0.0)
        await self._catalogue.account_ready(account)
        if (known := self._catalogue.account_trouble(account)) is not None:
            finding = Finding("account_unusable", known, "Change the account.")
            return _bad(name, place.upstream_model, finding, 0.0)
        enabled = {each.id for each in rows.accounts if each.enabled}
        # Places at disabled accounts are not among the model's deployments.
        position = sum(each.account in enabled for each in record.places[:number])
        return await self._call(f"{record.id}#{position}", caller, account)

    async def _engine(self, record: ModelRecord, caller: Caller) -> PlaceReport:
        try:
            return await self._call(record.id, caller, None)
        except ModelUnknown:
            finding = Finding(
                "engine_off",
                "The local engine does not run here.",
                "Start the server with INHOUSE_ENGINE=on, and test the model on its administration page.",
            )
            return _bad(record.name, record.upstream_model, finding, 0.0)

    async def _call(self, model_id: str, caller: Caller, account: Account | None) -> PlaceReport:
        model = await self._catalogue.find(model_id, caller)
        deployment = model.deployments[0]
        began = clock.monotonic()
        line: str | None = None
        first: float | None = None
        try:
            async with aclosing(self._ask(caller, self._prompt(model))) as events:
                async for event in events:
                    match event:
                        case Queued():
                            continue
                        case Disclosure(line=line):
                            pass
                        case Failed(code=code, message=message, hint=hint):
                            finding = Finding(code, message, hint or "Test again, and look at the server's own log.")
                            return _bad(*_names(deployment), finding, clock.monotonic() - began, line)
                        case Finished():
                            break
                        case _:
                            first = first if first is not None else clock.monotonic() - began
        except InhouseError as error:
            if account is None:
                finding = Finding(error.code, error.message, error.hint or "Look at the status of the engine.")
            else:
                finding = diagnose(error, account, deployment.upstream_model)
            return _bad(*_names(deployment), finding, clock.monotonic() - began, line)
        return _good(deployment, first if first is not None else clock.monotonic() - began, line)

    def _prompt(self, model: Model) -> Prompt:
        if model.profile.embeds:
            return Prompt(model.id, (), Purpose.TEST, self._commitment, embed=Embed((_WORDS,)))
        return Prompt(
            model=model.id,
            messages=(PromptMessage(Role.USER, (Text(_WORDS),)),),
            purpose=Purpose.TEST,
            commitment=self._commitment,
            sampling=Sampling(max_tokens=_MOST_TOKENS),
        )


def nobody() -> PersonId:
    """Who tests from the command line: the ledger names people by a pseudonym, and this one is nobody's."""
    return PersonId(UUID(int=0))


def check_testable_here(record: ModelRecord) -> None:
    """Raises InvalidRequest for a model whose engine runs in another process."""
    if record.kind is not Kind.OPENAI:
        raise InvalidRequest(
            f"{record.name} runs inside the server, and only the server can ask it.",
            hint="Test it on the administration page.",
        )


def _names(deployment: Deployment) -> tuple[str, str]:
    return deployment.destination.name, deployment.upstream_model


def _bad(
    destination: str, upstream_model: str, finding: Finding, seconds: float, line: str | None = None
) -> PlaceReport:
    return PlaceReport(
        destination, upstream_model, False, finding.code, finding.message, finding.hint, round(seconds, 3), line
    )


def _good(deployment: Deployment, seconds: float, line: str | None) -> PlaceReport:
    name, upstream_model = _names(deployment)
    if seconds > _SLOW_SECONDS:
        message = f"It answers, and took {seconds:.0f} seconds for the first word."
        hint = "Is the server busy, or does it load the model at the first question?"
        return PlaceReport(name, upstream_model, True, "slow", message, hint, round(seconds, 3), line)
    message = f"It answers. The first word came after {seconds:.2f} seconds."
    return PlaceReport(name, upstream_model, True, _OK, message, None, round(seconds, 3), line)
