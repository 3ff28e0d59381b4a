"""Files through the running product: sent, read, asked about, left out by name, and gone with their chat."""

import asyncio
import base64
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest

from inhouse.knowledge.document import FILE_BYTES
from tests import documents
from tests.product import Person, Product
from tests.scripted import Upstream


async def send_file(ada: Person, chat: str, name: str, content: bytes | AsyncIterator[bytes]) -> httpx2.Response:
    headers = {"x-csrf-token": ada.csrf, "x-file-name": quote(name), "content-type": "application/octet-stream"}
    return await ada.client.post(f"/api/chats/{chat}/files", content=content, headers=headers)


async def sent(ada: Person, chat: str, name: str, content: bytes) -> dict[str, Any]:
    """Send a file and wait until it is read."""
    reply = await send_file(ada, chat, name, content)
    assert reply.status_code == 201, reply.text
    return await read(ada, chat, reply.json()["id"])


async def read(ada: Person, chat: str, file: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            seen = (await ada.get(f"/api/chats/{chat}/files/{file}")).json()
            if seen["state"] in ("ready", "failed"):
                return seen
            await asyncio.sleep(0.05)


def prompt_of(upstream: Upstream) -> str:
    return "\n".join(str(message["content"]) for message in upstream.requests[-1].json["messages"])


async def test_a_document_is_read_and_the_model_gets_its_words(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        chat = await ada.new_chat(model=model)
        report = documents.pdf("The budget is 4711 euros.", "The deadline is Friday.")
        file = await sent(ada, chat, "Report.pdf", report)
        assert (file["state"], file["kind"], file["of"], file["size"]) == ("ready", "pdf", 2, len(report))
        text = await ada.get(f"/api/chats/{chat}/files/{file['id']}/portions/1")
        assert text.json() == {"text": "The deadline is Friday."}
        run = await ada.say(chat, "What is the budget?", attachments=[{"file": file["id"]}])
        await ada.answer(run["run_id"])
        prompt = prompt_of(upstream)
        assert '<document name="Report.pdf" part="page 1">\nThe budget is 4711 euros.\n</document>' in prompt
        assert prompt.endswith("What is the budget?")
        question, answer = await ada.messages(chat)
        assert [(one["name"], one["of"]) for one in question["attachments"]] == [("Report.pdf", 2)]
        assert answer["cut_files"] == []
        # It is still there for the next question, and when the first is answered again.
        run = await ada.say(chat, "And the deadline?", run["message_id"])
        await ada.answer(run["run_id"])
        assert "The deadline is Friday." in prompt_of(upstream)
        again = await ada.send("POST", f"/api/chats/{chat}/runs", {"kind": "again", "message_id": answer["id"]})
        await ada.answer(again.json()["run_id"])
        assert "4711" in prompt_of(upstream)
        exported = await ada.get(f"/api/chats/{chat}/export")
        assert "Attached: Report.pdf" in exported.text


async def test_only_the_chosen_parts_go_to_the_model(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        chat = await ada.new_chat(model=await product.add_model(upstream.port))
        file = await sent(ada, chat, "a.pdf", documents.pdf("first page", "second page", "third page"))
        run = await ada.say(chat, "Hm?", attachments=[{"file": file["id"], "portions": [1]}])
        await ada.answer(run["run_id"])
        assert "second page" in prompt_of(upstream)
        assert "first page" not in prompt_of(upstream)
        for portions in ([3], [-1], []):
            body = {"kind": "say", "text": "x", "attachments": [{"file": file["id"], "portions": portions}]}
            assert (await ada.send("POST", f"/api/chats/{chat}/runs", body)).status_code == 400


async def test_what_does_not_fit_is_named(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        chat = await ada.new_chat(model=await product.add_model(upstream.port))
        lines = "".join(f"line {number} of a long list\n" for number in range(20_000)).encode()
        file = await sent(ada, chat, "list.txt", lines)
        gauge = await ada.get(f"/api/chats/{chat}/gauge", attached_bytes=str(file["text_size"]))
        assert 0 < gauge.json()["attached_fits"] < file["text_size"]
        run = await ada.say(chat, "Sum it up", attachments=[{"file": file["id"]}])
        events = [event async for _, event in ada.events(run["run_id"])]
        cut = next(event["files"] for event in events if event["type"] == "reading")
        assert [(one["name"], one["unit"], one["of"]) for one in cut] == [("list.txt", "lines", file["of"])]
        assert 0 < cut[0]["took"] < file["of"]
        assert (await ada.messages(chat))[-1]["cut_files"] == cut
        assert "line 0 of a long list" in prompt_of(upstream)
        assert f"{file['of'] - cut[0]['took']} of {file['of']} parts are left out here" in prompt_of(upstream)


async def test_a_picture_is_refused_before_it_is_sent_to_a_model_that_does_not_see(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        chat = await ada.new_chat(model=await product.add_model(upstream.port))
        file = await sent(ada, chat, "photo.jpg", documents.picture("JPEG", (3000, 1000)))
        assert (file["kind"], file["picture"]) == ("image", {"width": 2048, "height": 683})
        shown = await ada.get(f"/api/chats/{chat}/files/{file['id']}/picture")
        assert shown.headers["content-type"] == "image/jpeg"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert shown.content.startswith(b"\xff\xd8")
        body = {"kind": "say", "text": "What is it?", "attachments": [{"file": file["id"]}]}
        refused = await ada.send("POST", f"/api/chats/{chat}/runs", body)
        assert (refused.status_code, refused.json()["code"]) == (400, "model_sees_no_pictures")
        assert "Scripted" in refused.json()["message"]
        assert upstream.requests == []
        assert await ada.messages(chat) == []


async def test_a_picture_goes_to_a_model_that_sees_and_is_left_out_by_name_for_another(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        options = ["--endpoint", f"http://127.0.0.1:{upstream.port}/v1", "--upstream-model", "scripted", "--images"]
        added = await asyncio.to_thread(product.command, "models", "add", "Seeing", *options)
        assert added.returncode == 0, added.stdout + added.stderr
        chat = await ada.new_chat(model=added.stdout.strip())
        file = await sent(ada, chat, "photo.png", documents.picture("PNG"))
        run = await ada.say(chat, "What is it?", attachments=[{"file": file["id"]}])
        await ada.answer(run["run_id"])
        parts = upstream.requests[-1].json["messages"][-1]["content"]
        (picture,) = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
        assert picture.startswith("data:image/png;base64,iVBOR")
        assert [part["text"] for part in parts if part["type"] == "text"] == ["What is it?"]
        # The chat goes on with a model that does not see: the picture stays away, and it is said.
        blind = await product.add_model(upstream.port)
        run = await ada.say(chat, "And now?", run["message_id"], model=blind)
        await ada.answer(run["run_id"])
        assert "image_url" not in prompt_of(upstream)
        assert "cannot be shown here" in prompt_of(upstream)
        assert [cut["unit"] for cut in (await ada.messages(chat))[-1]["cut_files"]] == ["picture"]
        again = await ada.send(
            "POST",
            f"/api/chats/{chat}/runs",
            {"kind": "again", "message_id": (await ada.messages(chat))[1]["id"], "model": blind},
        )
        assert again.json()["code"] == "model_sees_no_pictures"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "file_empty"),
        ("locked.pdf", documents.pdf("secret", password=b"x"), "file_encrypted"),
        ("half.docx", documents.word(("A", "text"))[:2000], "file_unreadable"),
        ("program.pdf", b"\x7fELF" + b"\0" * 100, "file_kind_unknown"),
        ("bomb.docx", documents.with_part(documents.word(("A", "b")), "x.bin", b"\0" * 100_000_000), "file_expands"),
    ],
)
async def test_what_cannot_be_read_says_why_and_nothing_else_suffers(
    product: Product, name: str, content: bytes, code: str
) -> None:
    async with product.person() as ada:
        chat = await ada.new_chat()
        file = await sent(ada, chat, name, content)
        assert (file["state"], file["error"]["code"]) == ("failed", code)
        body = {"kind": "say", "text": "x", "attachments": [{"file": file["id"]}]}
        refused = await ada.send("POST", f"/api/chats/{chat}/runs", body)
        assert refused.json()["code"] == "file_has_nothing"
        assert (await sent(ada, chat, "good.txt", b"good"))["state"] == "ready"


async def test_a_file_over_the_limit_is_refused(product: Product) -> None:
    async with product.person() as ada:
        chat = await ada.new_chat()
        declared = await send_file(ada, chat, "a.txt", b"x" * (FILE_BYTES + 1))
        assert (declared.status_code, declared.json()["code"]) == (413, "body_too_large")

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(FILE_BYTES // (1 << 20)):
                yield b"x" * (1 << 20)
            yield b"x"

        counted = await send_file(ada, chat, "a.txt", pieces())
        assert (counted.status_code, counted.json()["code"]) == (413, "body_too_large")
        assert (await ada.get(f"/api/chats/{chat}/files")).json() == {"items": []}
        # No other route takes so much.
        assert (await ada.send("POST", "/api/chats", {"instructions": "x" * (9 << 20)})).status_code == 413


async def test_names_are_shown_without_folders_and_hidden_characters(product: Product) -> None:
    async with product.person() as ada:
        chat = await ada.new_chat()
        names = {
            "../../etc/passwd": "passwd",
            "C:\\temp\\a.txt": "a.txt",
            "\u202efdp.exe.txt": "fdp.exe.txt",
            "": "file",
        }
        for given, shown in names.items():
            assert (await sent(ada, chat, given, b"words"))["name"] == shown


async def test_a_file_that_stops_coming_leaves_nothing(product: Product) -> None:
    async with product.person() as ada:
        chat = await ada.new_chat()
        begun = asyncio.Event()

        async def pieces() -> AsyncIterator[bytes]:
            yield b"x" * (2 << 20)
            begun.set()
            await asyncio.Event().wait()

        upload = asyncio.ensure_future(send_file(ada, chat, "a.txt", pieces()))
        await begun.wait()
        upload.cancel()
        async with asyncio.timeout(20):
            while (await ada.get(f"/api/chats/{chat}/files")).json()["items"]:
                await asyncio.sleep(0.05)


async def test_the_server_holds_no_more_than_pieces_of_what_comes(product: Product) -> None:
    async with product.person() as ada:
        chat = await ada.new_chat()
        before = resident(product)
        most = 0

        async def pieces() -> AsyncIterator[bytes]:
            nonlocal most
            for _ in range(FILE_BYTES // (1 << 20)):
                yield b"word " * 209_715
                most = max(most, resident(product) - before)

        reply = await send_file(ada, chat, "a.txt", pieces())
        assert reply.status_code == 201
        assert most < 30 << 20
        assert (await read(ada, chat, reply.json()["id"]))["state"] == "ready"
        assert resident(product) - before < 60 << 20


def resident(product: Product) -> int:
    assert product.process is not None
    status = Path(f"/proc/{product.process.pid}/status").read_text("ascii", "replace")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


async def test_files_of_another_chat_of_mine_are_not_in_this_one(product: Product) -> None:
    async with product.person() as ada:
        first, second = await ada.new_chat(), await ada.new_chat()
        file = (await sent(ada, first, "a.txt", b"words"))["id"]
        assert (await ada.get(f"/api/chats/{second}/files/{file}")).status_code == 404
        assert (await ada.get(f"/api/chats/{second}/files/{file}/portions/0")).status_code == 404
        body = {"kind": "say", "text": "x", "attachments": [{"file": file}]}
        assert (await ada.send("POST", f"/api/chats/{second}/runs", body)).status_code == 404
        assert (await ada.send("DELETE", f"/api/chats/{second}/files/{file}")).status_code == 404
        removed = await ada.send("DELETE", f"/api/chats/{first}/files/{file}")
        assert (removed.status_code, removed.json()) == (200, {"receipt": None})
        assert (await ada.get(f"/api/chats/{first}/files/{file}")).status_code == 404


async def test_a_file_that_was_sent_goes_for_good_with_a_receipt_and_the_talk_stays(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        chat = await ada.new_chat(model=await product.add_model(upstream.port), instructions="Be kind")
        gone, stays = [(await sent(ada, chat, name, b"A plan."))["id"] for name in ("gone.txt", "stays.txt")]
        run = await ada.say(chat, "What is this?", attachments=[{"file": gone}, {"file": stays}])
        await ada.answer(run["run_id"])
        said = [one["text"] for one in await ada.messages(chat)]
        removed = await ada.send("DELETE", f"/api/chats/{chat}/files/{gone}")
        receipt = removed.json()["receipt"]
        assert receipt["unreadable_here"] < receipt["unreadable_anywhere"]
        assert (await ada.get(f"/api/chats/{chat}/files/{gone}/portions/0")).status_code == 404
        assert (await ada.get(f"/api/chats/{chat}/files/{stays}/portions/0")).json() == {"text": "A plan."}
        assert [one["text"] for one in await ada.messages(chat)] == said
        assert (await ada.get(f"/api/chats/{chat}")).json()["instructions"] == "Be kind"
        async with asyncio.timeout(15):
            while (proved := await ada.get(f"/api/receipts/{receipt['act']}")).status_code != 200:
                await asyncio.sleep(0.1)
        assert (proved.json()["kind"], proved.json()["facts"]["what"]) == ("deletion", "file")


async def test_a_temporary_chat_has_files_too_and_the_model_reads_them(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        chat = await ada.new_chat(model=await product.add_model(upstream.port), temporary=True)
        file = await sent(ada, chat, "a.csv", b"name,amount\nrent,900\n")
        assert file["kind"] == "csv"
        run = await ada.say(chat, "", attachments=[{"file": file["id"]}])
        await ada.answer(run["run_id"])
        assert "rent,900" in prompt_of(upstream)
        # A question without words takes its title from the file.
        assert (await ada.get(f"/api/chats/{chat}")).json()["title"] == "a.csv"


async def test_a_killed_server_keeps_what_it_acknowledged_and_reads_on(tmp_path: Path) -> None:
    product = Product(tmp_path, {"INHOUSE_ENGINE": "off"}).start()
    try:
        async with product.person() as ada:
            chat = await ada.new_chat()
            text = "".join(f"row {number}\n" for number in range(400_000)).encode()
            reply = await send_file(ada, chat, "a.txt", text)
            assert reply.status_code == 201
            product.stop(signal.SIGKILL)
            product.start()
            file = await read(ada, chat, reply.json()["id"])
            assert (file["state"], file["size"]) == ("ready", len(text))
            last = await ada.get(f"/api/chats/{chat}/files/{file['id']}/portions/{file['of'] - 1}")
            assert last.json()["text"].endswith("row 399999")
    finally:
        product.stop()


async def test_contents_and_names_are_in_no_log_and_on_no_disk(tmp_path: Path) -> None:
    product = Product(tmp_path, {"INHOUSE_ENGINE": "off", "INHOUSE_LOG_LEVEL": "debug"}).start()
    content, name, broken = (f"canary{number}{uuid4().hex}" for number in range(3))
    try:
        async with Upstream() as upstream, product.person() as ada:
            for temporary in (False, True):
                chat = await ada.new_chat(model=await product.add_model(upstream.port), temporary=temporary)
                file = await sent(ada, chat, f"{name}.txt", f"{content}\n".encode() * 40_000)
                await sent(ada, chat, f"{name}.docx", broken.encode() + b"\0\1\2" * 1000)
                await ada.get(f"/api/chats/{chat}/files/{file['id']}/portions/0")
                run = await ada.say(chat, "Hm?", attachments=[{"file": file["id"]}])
                await ada.answer(run["run_id"])
    finally:
        product.stop()
    places = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(places) > 10
    forms = [form for word in (content, name, broken) for form in forms_of(word)]
    for path in places:
        stored = path.read_bytes()
        assert [form for form in forms if form in stored] == [], path


def forms_of(word: str) -> list[bytes]:
    return [
        word.encode(),
        word.encode("utf-16-le"),
        word.encode().hex().encode(),
        base64.b64encode(word.encode())[4:-8],
    ]
