"""Keys as whoever runs Inhouse meets them: where they lie, their backup, rotation and epochs under a running server."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.key_providers import TOKEN, KeyProvider, vault_transit
from tests.product import Product
from tests.scripted import Upstream, words


def state_of(product: Product) -> dict[str, object]:
    done = product.command("key", "status", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def test_the_start_says_where_the_key_is_until_a_backup_of_it_was_seen(product: Product, tmp_path: Path) -> None:
    key = product.folder / "keys" / "master.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert not list((product.folder / "data").rglob("*.key"))
    assert f"Without {key} every chat is unreadable" in product.output
    copy = tmp_path / "copy.key"
    missing = product.command("key", "verify-backup", str(copy))
    assert (missing.returncode, missing.stderr.split("\n")[0]) == (1, f"inhouse: There is no file {copy}.")
    copy.write_bytes(key.read_bytes())
    assert product.command("key", "verify-backup", str(copy)).returncode == 0
    assert state_of(product)["backup_verified"] is not None


async def test_keys_are_rotated_and_an_epoch_ends_under_a_running_server(product: Product) -> None:
    key = product.folder / "keys" / "master.key"
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        upstream.will(words("It stays readable."))
        chat = await ada.new_chat(model=model)
        await ada.answer((await ada.say(chat, "What stays?"))["run_id"])
        old, before = key.read_bytes(), await asyncio.to_thread(state_of, product)
        steps = (("rotate",), ("rotate", "--user", ada.email), ("epoch", "--now"))
        for step in steps:
            done = await asyncio.to_thread(product.command, "key", *step)
            assert done.returncode == 0, done.stderr
            assert [message["text"] for message in await ada.messages(chat)][-1] == "It stays readable."
            upstream.will(words("And goes on."))
            text, _ = await ada.answer((await ada.say(await ada.new_chat(model=model), "More?"))["run_id"])
            assert text == "And goes on."
        after = await asyncio.to_thread(state_of, product)
    assert key.read_bytes() != old
    assert (after["generation"], after["backup_verified"]) == (int(str(before["generation"])) + 1, None)
    assert after["epoch"] == int(str(before["epoch"])) + 1
    assert len(list(key.parent.glob("epoch-*.key"))) == 1


@pytest.mark.parametrize("place", ["data/master.key", "keys/master.key"])
def test_a_container_whose_key_is_on_no_mount_of_its_own_refuses_to_start(tmp_path: Path, place: str) -> None:
    settings = {"INHOUSE_KEY_CUSTODY": "mounted", "INHOUSE_MASTER_KEY_FILE": str(tmp_path / place)}
    container = Product(tmp_path, {**settings, "INHOUSE_ENGINE": "off"})
    refused = container.command("key", "status")
    assert refused.returncode == 1
    assert "is not mounted: keys would lie" in refused.stderr
    assert not (tmp_path / place).exists()


async def test_a_start_waits_for_a_provider_that_is_away_for_a_while(tmp_path: Path) -> None:
    async with KeyProvider(vault_transit(), away=True) as provider:
        (tmp_path / "token").write_text(TOKEN)
        settings = {
            "INHOUSE_KEY_PROVIDER": "vault",
            "INHOUSE_KEY_ADDRESS": f"http://127.0.0.1:{provider.port}/v1/transit/keys/inhouse",
            "INHOUSE_KEY_TOKEN_FILE": str(tmp_path / "token"),
        }
        here = Product(tmp_path, settings)
        asked = asyncio.create_task(asyncio.to_thread(state_of, here))
        async with asyncio.timeout(60):
            while not provider.asked:
                await asyncio.sleep(0.05)
        provider.away = False
        state = await asked
        assert (state["custody"], state["file"]) == ("vault", None)
        assert not (tmp_path / "keys" / "master.key").exists()
        assert provider.asked == ["/v1/transit/encrypt/inhouse"] * 2 + ["/v1/transit/decrypt/inhouse"]


async def test_keys_at_a_provider_open_what_was_said_after_a_restart_and_its_absence_is_told(tmp_path: Path) -> None:
    async with KeyProvider(vault_transit()) as provider, Upstream() as upstream:
        (tmp_path / "token").write_text(TOKEN)
        settings = {
            "INHOUSE_ENGINE": "off",
            "INHOUSE_KEY_PROVIDER": "vault",
            "INHOUSE_KEY_ADDRESS": f"http://127.0.0.1:{provider.port}/v1/transit/keys/inhouse",
            "INHOUSE_KEY_TOKEN_FILE": str(tmp_path / "token"),
        }
        here = Product(tmp_path, settings)
        await asyncio.to_thread(here.start)
        try:
            model = await here.add_model(upstream.port)
            async with here.person() as ada:
                upstream.will(words("It stays readable."))
                chat = await ada.new_chat(model=model)
                await ada.answer((await ada.say(chat, "What stays?"))["run_id"])
                # 1: away, a running server goes on, and a rotation is refused with the reason and changes nothing
                provider.away = True
                refused = await asyncio.to_thread(here.command, "key", "rotate")
                assert refused.returncode == 1
                assert "inhouse: Vault answers with status 503." in refused.stderr
                upstream.will(words("And goes on."))
                assert (await ada.answer((await ada.say(chat, "More?"))["run_id"]))[0] == "And goes on."
                # 2: away at a start, the server says so and waits
                await asyncio.to_thread(here.stop)
                starting = asyncio.create_task(asyncio.to_thread(here.start))
                async with asyncio.timeout(60):
                    while "The start waits for it" not in here.output:
                        await asyncio.sleep(0.05)
                assert not starting.done()
                # 3: back, it opens what was said
                provider.away = False
                await starting
                assert [message["text"] for message in await ada.messages(chat)][-1] == "And goes on."
                rotated = await asyncio.to_thread(here.command, "key", "rotate")
                assert rotated.returncode == 0, rotated.stderr
                assert [message["text"] for message in await ada.messages(chat)][-1] == "And goes on."
        finally:
            await asyncio.to_thread(here.stop)
        # 4: with a token that opens nothing there is no start, and no other key is made instead
        (tmp_path / "token").write_text("hvs.another")
        denied = await asyncio.to_thread(here.process_of, "serve")
        assert denied.returncode == 1
        assert "vault" in denied.stderr.lower(), denied.stderr
        assert not (tmp_path / "keys" / "master.key").exists()


def test_sealed_a_provider_of_keys_is_refused_with_the_reason(tmp_path: Path) -> None:
    settings = {"INHOUSE_KEY_PROVIDER": "vault", "INHOUSE_KEY_ADDRESS": "https://keys.example.com/v1/transit/keys/a"}
    refused = Product(tmp_path, {**settings, "INHOUSE_ENGINE": "off"}).process_of("serve", "--sealed")
    assert refused.returncode == 1
    assert "INHOUSE_KEY_PROVIDER=vault is asked over the network" in refused.stderr
    assert "the sealed application does not have" in refused.stderr
    assert "Start without --sealed" in refused.stderr
    assert not (tmp_path / "data" / "database").exists()
