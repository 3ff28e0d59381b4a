"""HashiCorp Vault's transit engine, against a stand-in that speaks its wire."""

import pytest

from inhouse.core.ids import new_id
from inhouse.vault.errors import KeyProviderAway, KeyProviderRefused
from inhouse.vault.providers import VaultTransit
from tests.key_providers import TOKEN, KeyProvider, vault_transit

ROOT, TENANT = b"r" * 32, new_id()
PATH = "/v1/transit/keys/inhouse"


async def test_the_root_key_is_wrapped_and_opened_again() -> None:
    async with KeyProvider(vault_transit()) as provider:
        custody = VaultTransit(provider.ask(), PATH, lambda: TOKEN)
        wrapped = await custody.first(ROOT, TENANT)
        assert wrapped.startswith(b"vault:v1:")
        assert await custody.open(wrapped, TENANT) == ROOT
        assert await custody.open(await custody.anew(ROOT, TENANT), TENANT) == ROOT
        assert provider.asked[:2] == ["/v1/transit/encrypt/inhouse", "/v1/transit/decrypt/inhouse"]
        provider.away = True
        with pytest.raises(KeyProviderAway):
            await custody.open(wrapped, TENANT)


async def test_a_wrong_token_and_a_damaged_value_are_refused() -> None:
    async with KeyProvider(vault_transit()) as provider:
        wrapped = await VaultTransit(provider.ask(), PATH, lambda: TOKEN).first(ROOT, TENANT)
        with pytest.raises(KeyProviderRefused):
            await VaultTransit(provider.ask(), PATH, lambda: "another").open(wrapped, TENANT)
        with pytest.raises(KeyProviderRefused):
            await VaultTransit(provider.ask(), PATH, lambda: TOKEN).open(wrapped[:-8], TENANT)


@pytest.mark.parametrize("path", ["/v1/transit", "/transit/keys/inhouse", "/v1/transit/keys/", "/v1/transit/keys/a/b"])
def test_what_is_no_path_of_a_key_is_refused(path: str) -> None:
    with pytest.raises(KeyProviderRefused):
        VaultTransit(KeyProvider(vault_transit()).ask(), path, lambda: TOKEN)
