"""The routes of files. A chat or file that is not the caller's is not there."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Header, Path, Request, Response
from starlette.requests import ClientDisconnect

from inhouse.chat.chat import Trouble
from inhouse.chat.files.file import File, FileState, Listed
from inhouse.chat.files.shelf import Destroy, Shelf
from inhouse.chat.removal import Receipt
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import ChatId, FileId
from inhouse.edge.callers import Member
from inhouse.edge.rim import LargeBody
from inhouse.knowledge.document import FILE_BYTES, PORTIONS, Kind, Unit

_PREVIEW_POLICY = "default-src 'none'; sandbox"
"""A picture that somebody opens by its address is a picture and nothing else."""
_NAME_BYTES = 2_000


@dataclass(frozen=True, slots=True)
class PortionView:
    """A portion of a document. `size` is its text in bytes; the numbers count from 0 in the order of the list."""

    unit: Unit
    number: int
    label: str
    first: int
    last: int
    piece: int
    size: int


@dataclass(frozen=True, slots=True)
class FileProgressView:
    """How far reading is; `total` is 0 while nobody knows."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PictureView:
    """The picture as it is kept, in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ChatFileView:
    """A file of a chat, read into `of` portions with `text_size` bytes of text. `cut`: there was more than is kept.

    `portions` is empty in a list of files.
    """

    id: FileId
    name: str
    state: FileState
    size: int
    kind: Kind | None
    created_at: datetime
    error: Trouble | None
    progress: FileProgressView | None
    of: int
    text_size: int
    portions: list[PortionView]
    cut: bool
    picture: PictureView | None


@dataclass(frozen=True, slots=True)
class ChatFileList:
    """The files of a chat, in the order in which they came."""

    items: list[ChatFileView]


@dataclass(frozen=True, slots=True)
class PortionText:
    """The text of one portion."""

    text: str


@dataclass(frozen=True, slots=True)
class RemovedFile:
    """The receipt; null for a file that was never sent, and in a temporary chat, of which nothing was stored."""

    receipt: Receipt | None


def routes(shelf: Shelf, destroy: Destroy) -> APIRouter:
    """All routes of files."""
    files = _Files(shelf, destroy)
    router = APIRouter(prefix="/api/chats/{chat}/files", tags=["files"])
    add = router.add_api_route
    add("", files.page, methods=["GET"])
    add("", files.upload, methods=["POST"], status_code=201, openapi_extra=_RAW_BODY)
    add("/{file}", files.show, methods=["GET"])
    add("/{file}", files.remove, methods=["DELETE"])
    add("/{file}/portions/{number}", files.text, methods=["GET"])
    add("/{file}/picture", files.picture, methods=["GET"], response_class=Response)
    return router


UPLOADS = LargeBody("POST", re.compile(r"/api/chats/[0-9a-fA-F-]{32,36}/files"), FILE_BYTES)
"""The one route that takes large bodies; it holds no more than a piece of one."""

_RAW_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@dataclass(frozen=True, slots=True)
class _Files:
    shelf: Shelf
    destroy: Destroy

    async def page(self, caller: Member, chat: ChatId) -> ChatFileList:
        """The files of a chat."""
        return ChatFileList([self._view(file, portions=False) for file in await self.shelf.files(caller, chat)])

    async def upload(
        self, caller: Member, chat: ChatId, request: Request, x_file_name: Annotated[str, Header()] = ""
    ) -> ChatFileView:
        """Send a file: the body is its bytes, `X-File-Name` its name, percent-encoded UTF-8.

        When the answer comes the file is stored; reading it goes on, and its `state` says how far it is.
        """
        return self._view(await self.shelf.upload(caller, chat, _name(x_file_name), _body(request)))

    async def show(self, caller: Member, chat: ChatId, file: FileId) -> ChatFileView:
        """One file."""
        return self._view(await self.shelf.file(caller, chat, file))

    async def remove(self, caller: Member, chat: ChatId, file: FileId) -> RemovedFile:
        """Remove a file, also from the messages that it was sent with; its name stays in them."""
        return RemovedFile(await self.shelf.remove(caller, chat, file, self.destroy))

    async def text(
        self, caller: Member, chat: ChatId, file: FileId, number: Annotated[int, Path(ge=0, le=PORTIONS)]
    ) -> PortionText:
        """The text of one portion."""
        return PortionText(await self.shelf.text(caller, chat, file, number))

    async def picture(self, caller: Member, chat: ChatId, file: FileId) -> Response:
        """The picture, made anew from its pixels: PNG or JPEG."""
        image = await self.shelf.picture(caller, chat, file)
        headers = {
            "cache-control": "private, no-store",
            "content-security-policy": _PREVIEW_POLICY,
            "content-disposition": "inline",
        }
        return Response(image.data, media_type=image.media_type, headers=headers)

    def _view(self, file: File, *, portions: bool = True) -> ChatFileView:
        progress = self.shelf.progress(file.id) if file.state is FileState.READING else None
        return ChatFileView(
            id=file.id,
            name=file.name,
            state=file.state,
            size=file.size,
            kind=file.kind,
            created_at=file.created_at,
            error=file.trouble,
            progress=None if progress is None else FileProgressView(progress.done, progress.total),
            of=len(file.portions),
            text_size=sum(one.size for one in file.portions),
            portions=[_portion(one) for one in file.portions] if portions else [],
            cut=file.cut,
            picture=None if file.picture is None else PictureView(file.picture.width, file.picture.height),
        )


def _portion(one: Listed) -> PortionView:
    at = one.place
    return PortionView(at.unit, at.number, at.label, at.first, at.last, at.piece, one.size)


async def _body(request: Request) -> AsyncGenerator[bytes]:
    stream = request.stream()
    try:
        async with aclosing(stream):
            async for piece in stream:
                if piece:
                    yield piece
    except ClientDisconnect:
        raise InvalidRequest("The file stopped coming before its end.", hint="Send it again.") from None


def _name(header: str) -> str:
    if len(header) > _NAME_BYTES:
        raise InvalidRequest("The name of the file is too long.", hint="Give it a shorter name.")
    return unquote(header, "utf-8", "replace")
