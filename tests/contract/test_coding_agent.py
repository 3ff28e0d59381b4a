"""A coding agent of other people edits a file; the scripted server plays its model, which asks for its tools."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import orjson

from tests.answers import calls
from tests.outsiders import NODE, World, run
from tests.scripted import Answer, Seen, words

AGENT = NODE / ".bin" / "qwen"


async def test_an_agent_edits_a_file_by_tool_calls_in_streams(world: World, tmp_path: Path) -> None:
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    file = work / "greeting.py"
    file.write_text('print("Helo")\n')
    edit = {"file_path": str(file), "old_string": "Helo", "new_string": "Hello"}
    world.upstream.will(
        calls(("read_file", orjson.dumps({"file_path": str(file)}).decode())),
        calls(("edit", orjson.dumps(edit).decode())),
        words("I have mended ", "the greeting."),
    )
    ours = world.installation
    said = await run(
        AGENT, "--yolo", "--prompt", "Mend the greeting in greeting.py.",
        folder=work, HOME=str(home), OPENAI_API_KEY=ours.key, OPENAI_BASE_URL=f"{world.address}/v1",
        OPENAI_MODEL=ours.model, QWEN_TELEMETRY_ENABLED="false", NO_COLOR="1",
    )  # fmt: skip
    assert said.strip() == "I have mended the greeting."
    assert file.read_text() == 'print("Hello")\n'
    sent = [seen.json for seen in world.upstream.requests]
    assert [body["stream"] for body in sent] == [True, True, True]
    assert [message["role"] for message in sent[2]["messages"]] == [
        "system", "user", "assistant", "tool", "assistant", "tool",
    ]  # fmt: skip
    assert sent[1]["messages"][-1]["content"] == 'print("Helo")\n'


SETTINGS = "[mail]\nowner = anna.keller@northwind.de\nserver = 10.20.30.40\ntimeout = 3\n"


def edits(file: Path) -> Callable[[Seen], Answer]:
    """A model that reads the file, and changes the last line by what it saw of the file."""

    def answer(seen: Seen) -> Answer:
        results = [message["content"] for message in seen.json["messages"] if message["role"] == "tool"]
        if not results:
            return calls(("read_file", orjson.dumps({"file_path": str(file)}).decode()))
        if len(results) == 1:
            # More than the line itself, as agents do, so that the place is found: with what stands for the address.
            old = results[0].removeprefix("[mail]\n").removesuffix("\n")
            edit = {"file_path": str(file), "old_string": old, "new_string": f"{old}0"}
            return calls(("edit", orjson.dumps(edit).decode()))
        return words("Done.")

    return answer


async def at_an_external_model(world: World, file: Path, folder: Path) -> str:
    """What the agent says that is asked to change the file, by a model outside the company."""
    ours, name = world.installation, f"External {file.stem}"
    told = ["--endpoint", f"http://127.0.0.1:{ours.port}/v1", "--upstream-model", "gpt-4o", "--terms", "external"]
    done = await asyncio.to_thread(ours.product.command, "models", "add", name, *told, "--account", name)
    assert done.returncode == 0, done.stderr
    world.upstream.rule = edits(file)
    return await run(
        AGENT, "--yolo", "--prompt", f"Make the timeout in {file.name} ten times as long.",
        folder=file.parent, HOME=str(folder), OPENAI_API_KEY=ours.key, OPENAI_BASE_URL=f"{world.address}/v1",
        OPENAI_MODEL=done.stdout.strip(), QWEN_TELEMETRY_ENABLED="false", NO_COLOR="1",
    )  # fmt: skip


async def test_an_agent_changes_only_what_was_asked_in_a_file_that_holds_personal_data(
    world: World, tmp_path: Path
) -> None:
    file, home = tmp_path / "mail.ini", tmp_path / "home"
    home.mkdir()
    file.write_text(SETTINGS)
    assert (await at_an_external_model(world, file, home)).strip() == "Done."
    assert file.read_text() == SETTINGS.replace("timeout = 3", "timeout = 30")
    sent = b"".join(seen.body for seen in world.upstream.requests)
    assert b"anna.keller" not in sent
    assert b"10.20.30.40" not in sent


async def test_a_file_with_a_key_never_leaves_and_stays_as_it_is(world: World, tmp_path: Path) -> None:
    file, home = tmp_path / "keys.ini", tmp_path / "home"
    home.mkdir()
    before = f"{SETTINGS}aws_access_key_id = AKIA" + "Q7ZR4MT2VX6KD3WB\n"
    file.write_text(before)
    with suppress(AssertionError):
        # The agent says in its own way that it was refused.
        await at_an_external_model(world, file, home)
    assert file.read_text() == before
    assert len(world.upstream.requests) >= 1
    assert all(b"Q7ZR4MT2" not in seen.body for seen in world.upstream.requests)
