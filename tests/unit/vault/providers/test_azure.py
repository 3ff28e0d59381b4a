"""Azure Key Vault, against a stand-in that speaks its wire."""

import pytest

from inhouse.core.ids import new_id
from inhouse.vault.errors import KeyProviderRefused
from inhouse.vault.providers import AzureKeyVault
from tests.key_providers import TOKEN, KeyProvider, azure_key_vault

ROOT, TENANT = b"r" * 32, new_id()


async def test_what_an_older_version_of_the_key_has_wrapped_opens_after_a_newer_one() -> None:
    wire, new_version = azure_key_vault()
    async with KeyProvider(wire) as provider:
        custody = AzureKeyVault(provider.ask(credential=TOKEN), "/keys/inhouse")
        old = await custody.first(ROOT, TENANT)
        new_version()
        new = await custody.anew(ROOT, TENANT)
        assert (old.split()[0], new.split()[0]) == (b"/keys/inhouse/a0", b"/keys/inhouse/a1")
        assert [await custody.open(each, TENANT) for each in (old, new)] == [ROOT, ROOT]


async def test_without_the_right_token_nothing_opens() -> None:
    wire, _ = azure_key_vault()
    async with KeyProvider(wire) as provider:
        wrapped = await AzureKeyVault(provider.ask(credential=TOKEN), "/keys/inhouse").first(ROOT, TENANT)
        with pytest.raises(KeyProviderRefused):
            await AzureKeyVault(provider.ask(credential="another"), "/keys/inhouse").open(wrapped, TENANT)


@pytest.mark.parametrize("wrapped", [b"", b"/secrets/other value", b"/keys/inhouse/../x value", b"\xff"])
async def test_only_paths_of_keys_are_asked(wrapped: bytes) -> None:
    wire, _ = azure_key_vault()
    async with KeyProvider(wire) as provider:
        with pytest.raises(KeyProviderRefused):
            await AzureKeyVault(provider.ask(credential=TOKEN), "/keys/inhouse").open(wrapped, TENANT)
        assert provider.asked == []
    with pytest.raises(KeyProviderRefused):
        AzureKeyVault(provider.ask(), "/secrets/inhouse")
