"""The signature of an S3 address, against the example of Amazon's own documentation."""

from datetime import UTC, datetime

from inhouse.ledger.presigned import Access, presigned

ACCESS = Access("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
AT = datetime(2013, 5, 24, tzinfo=UTC)


def test_an_address_is_signed_as_amazon_s_example_shows() -> None:
    # "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)", the example at its end.
    signed = presigned(ACCESS, "GET", "examplebucket.s3.amazonaws.com", "/test.txt", AT, 86_400)
    assert signed.endswith("&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    assert signed.startswith(
        "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524"
    )


def test_the_secret_is_in_no_address_and_in_no_text_of_the_access() -> None:
    signed = presigned(ACCESS, "PUT", "store.example:9000", "/logs/a b", AT)
    assert signed.startswith("/logs/a%20b?")
    assert ACCESS.secret not in signed
    assert ACCESS.secret not in repr(ACCESS)
