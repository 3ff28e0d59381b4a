"""AWS KMS, against a stand-in that checks the signature as AWS documents it."""

from dataclasses import replace

import pytest

from inhouse.core.ids import new_id
from inhouse.vault.errors import KeyProviderRefused
from inhouse.vault.providers import Answer, AwsKeys, AwsKms
from inhouse.vault.providers.asking import Headers
from inhouse.vault.providers.aws import ALGORITHM, signing_key
from tests.key_providers import AWS_SECRET, KeyProvider, aws_kms

ROOT, TENANT = b"r" * 32, new_id()


def custody_at(provider: KeyProvider, *, secret: str = AWS_SECRET, session: str | None = None) -> AwsKms:
    keys = AwsKeys(f"127.0.0.1:{provider.port}", "eu-central-1", "alias/inhouse", "AKIDEXAMPLE", secret, session)

    async def asked(path: str, headers: Headers, body: bytes, signature: str) -> Answer:
        return await provider.ask(ALGORITHM, signature)(path, headers, body)

    return AwsKms(asked, lambda: keys)


@pytest.mark.parametrize("session", [None, "session-token"])
async def test_the_root_key_is_wrapped_for_this_installation_and_opened_again(session: str | None) -> None:
    async with KeyProvider(aws_kms()) as provider:
        custody = custody_at(provider, session=session)
        wrapped = await custody.first(ROOT, TENANT)
        assert await custody.open(wrapped, TENANT) == ROOT
        with pytest.raises(KeyProviderRefused):
            await custody.open(wrapped, new_id())
        with pytest.raises(KeyProviderRefused):
            await custody_at(provider, secret="another").open(wrapped, TENANT)


def test_the_signing_key_is_that_of_the_documentation() -> None:
    # AWS General Reference, "Examples of how to derive a signing key for Signature Version 4".
    known = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
    assert signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830", "us-east-1", "iam").hex() == known


def test_no_secret_is_shown() -> None:
    keys = AwsKeys("host", "region", "id", "access", "SECRET", "SESSION")
    assert "SECRET" not in repr(replace(keys))
    assert "SESSION" not in repr(keys)
