"""A coding agent of other people edits a file; the scripted server plays its model, which asks for its tools."""

from pathlib import Path

import orjson

from tests.answers import calls
from tests.outsiders import NODE, World, run
from tests.scripted import words

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
