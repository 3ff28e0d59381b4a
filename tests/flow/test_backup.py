"""A backup brings an installation back elsewhere, with nothing but the files and the master key."""

import shutil
from pathlib import Path

import httpx2
import pytest

from tests.product import Person, Product
from tests.scripted import Upstream, words


@pytest.mark.timeout(300)  # Nine commands and a second installation; minutes on a busy machine.
async def test_a_backup_brings_everything_back_on_another_machine(product: Product, tmp_path: Path) -> None:
    phrase = tmp_path / "phrase"
    phrase.write_text("correct horse battery staple\n")
    sealed = ("--passphrase-file", str(phrase))
    content, keys = tmp_path / "content.backup", tmp_path / "keys.backup"
    async with Upstream() as upstream, product.person() as ada:
        upstream.will(words("Wax, CANARY-8731."))
        chat = await ada.new_chat(model=await product.add_model(upstream.port))
        await ada.answer((await ada.say(chat, "What is a seal made of?"))["run_id"])
        # An export waits until the answer is stored; a backup has what is stored.
        assert len((await ada.get(f"/api/chats/{chat}/export", format="json")).json()["messages"]) == 2
        for command, path in (("create", content), ("keys", keys)):
            done = product.command("backup", command, str(path), *sealed)
            assert done.returncode == 0, done.stderr
            assert product.command("backup", command, str(path), *sealed).returncode == 1
    whole = product.command("backup", "verify", str(content), *sealed)
    assert whole.returncode == 0, whole.stderr
    assert b"CANARY" not in content.read_bytes()
    cut = tmp_path / "cut.backup"
    cut.write_bytes(content.read_bytes()[: content.stat().st_size // 2])
    assert "is cut off" in product.command("backup", "verify", str(cut), *sealed).stderr
    live = product.command("backup", "restore", str(content), str(keys), *sealed)
    assert (live.returncode, "is running" in live.stderr) == (1, True)

    key = tmp_path / "elsewhere" / "master.key"
    other = Product(tmp_path / "other", {"INHOUSE_ENGINE": "off", "INHOUSE_MASTER_KEY_FILE": str(key)})
    (other.folder / "data").mkdir(parents=True, mode=0o700)
    half = other.command("backup", "restore", str(keys), str(cut), *sealed)
    assert (half.returncode, "is cut off" in half.stderr) == (1, True), half.stdout
    alone = other.command("backup", "restore", str(content), *sealed)
    assert (alone.returncode, "one of the keys" in alone.stderr) == (1, True), alone.stdout
    back = other.command("backup", "restore", str(content), str(keys), *sealed)
    assert back.returncode == 0, back.stderr
    assert f"with mode 600: {key}" in back.stdout
    again = other.command("backup", "restore", str(content), str(keys), *sealed)
    assert "There is an installation here already" in again.stderr
    shutil.copy(next(product.folder.rglob("*master.key")), key)
    other.start()
    try:
        async with httpx2.AsyncClient(base_url=other.address, timeout=30) as client:
            her = Person(client, ada.email)
            assert (await her.sign_in()).status_code == 200
            assert [one["text"] for one in await her.messages(chat)][1] == "Wax, CANARY-8731."
    finally:
        other.stop()
