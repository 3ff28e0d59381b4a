"""The routes of company terms, for administrators."""

import base64
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from inhouse.core.errors import InvalidRequest
from inhouse.edge.callers import Administrator
from inhouse.guard.terms.terms import KeptTerm, Terms
from inhouse.guard.terms.understand import Problem, Understood, decoded

_PROBLEMS = 200
_SAMPLE = 20
_PAGE = 100


class ListBody(BaseModel):
    """A list of terms: as text, or as a file in whichever encoding, in base64. `category` is for lines without one."""

    model_config = ConfigDict(extra="forbid")

    text: str = ""
    content: str = ""
    category: Annotated[str, Field(max_length=100)] = "other"

    def said(self) -> str:
        """The text of the list. Raises InvalidRequest."""
        try:
            return decoded(base64.b64decode(self.content, validate=True)) if self.content else self.text
        except ValueError:
            raise InvalidRequest("The content of the list is not base64.") from None


class ImportBody(ListBody):
    """A list to keep. `replace`: it takes the place of all terms that are there."""

    replace: StrictBool = False


class TermOut(BaseModel):
    """A term. `exact`: it is found as it is written and no other way."""

    id: UUID
    term: str
    category: str
    note: str
    exact: bool


class CategoryOut(BaseModel):
    """A category with the number of its terms; its findings are of the kind `term.` and its name."""

    category: str
    count: int


class TermPage(BaseModel):
    """Terms in the order in which they were added. `total` and `categories` are of all terms."""

    items: list[TermOut]
    next: str | None
    total: int
    categories: list[CategoryOut]


class ProblemOut(BaseModel):
    """A line that was not understood."""

    line: int
    text: str
    reason: str


class SampleOut(BaseModel):
    """A term as it was understood."""

    term: str
    category: str


class UnderstoodOut(BaseModel):
    """What was understood of a list: new terms, and those that are there already.

    `problems` are the first 200 of `problem_count`. `columns` are what the columns were taken for: term, category,
    note, exact, or nothing.
    """

    fresh: int
    known: int
    categories: list[CategoryOut]
    problems: list[ProblemOut]
    problem_count: int
    sample: list[SampleOut]
    columns: list[str]
    delimiter: str


def routes(terms: Terms) -> APIRouter:
    """All routes of this part."""
    router = APIRouter(prefix="/api/admin/guard/terms", tags=["administration"])

    @router.get("")
    async def list_terms(  # pyright: ignore[reportUnusedFunction]
        caller: Administrator,
        q: Annotated[str | None, Query(max_length=200)] = None,
        category: Annotated[str | None, Query(max_length=100)] = None,
        cursor: UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=500)] = _PAGE,
    ) -> TermPage:
        """Terms that hold some letters, of one category or of all."""
        page = await terms.page(caller, q or "", category or "", cursor, limit)
        return TermPage(
            items=[_term(kept) for kept in page.items],
            next=None if page.next is None else str(page.next),
            total=sum(count for _, count in page.categories),
            categories=[CategoryOut(category=name, count=count) for name, count in page.categories],
        )

    @router.post("/preview")
    async def understand_terms(caller: Administrator, body: ListBody) -> UnderstoodOut:  # pyright: ignore[reportUnusedFunction]
        """What a list of terms would add. Nothing is kept."""
        preview = await terms.preview(caller, body.said(), body.category)
        return _understood(preview.understood, len(preview.understood.entries) - preview.known)

    @router.post("")
    async def import_terms(caller: Administrator, body: ImportBody) -> UnderstoodOut:  # pyright: ignore[reportUnusedFunction]
        """Keep the terms of a list: they hold on every server within seconds."""
        added, understood = await terms.add(caller, body.said(), body.category, replace=body.replace)
        return _understood(understood, added)

    @router.delete("/{term}", status_code=204)
    async def remove_term(caller: Administrator, term: UUID) -> None:  # pyright: ignore[reportUnusedFunction]
        """Remove one term."""
        await terms.remove(caller, term)

    @router.delete("", status_code=204)
    async def remove_terms(  # pyright: ignore[reportUnusedFunction]
        caller: Administrator, category: Annotated[str, Query(min_length=1, max_length=100)]
    ) -> None:
        """Remove all terms of a category."""
        await terms.remove_all(caller, category)

    return router


def _term(kept: KeptTerm) -> TermOut:
    return TermOut(id=kept.id, term=kept.term.text, category=kept.term.category, note=kept.note, exact=kept.term.exact)


def _problem(problem: Problem) -> ProblemOut:
    return ProblemOut(line=problem.line, text=problem.text, reason=problem.reason)


def _understood(understood: Understood, fresh: int) -> UnderstoodOut:
    counts: dict[str, int] = {}
    for entry in understood.entries:
        counts[entry.term.category] = counts.get(entry.term.category, 0) + 1
    return UnderstoodOut(
        fresh=fresh,
        known=len(understood.entries) - fresh,
        categories=[CategoryOut(category=name, count=count) for name, count in sorted(counts.items())],
        problems=[_problem(problem) for problem in understood.problems[:_PROBLEMS]],
        problem_count=len(understood.problems),
        sample=[
            SampleOut(term=entry.term.text, category=entry.term.category) for entry in understood.entries[:_SAMPLE]
        ],
        columns=list(understood.columns),
        delimiter=understood.delimiter,
    )
