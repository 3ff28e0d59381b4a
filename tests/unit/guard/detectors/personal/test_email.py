import pytest

from inhouse.guard.detectors.personal.email import is_example
from tests.personal_data import found, pieces, values


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Mail an Anna.Berg@Firma.DE.", "anna.berg@firma.de"),
        ("<max+news@sub.mail-server.co.uk>", "max+news@sub.mail-server.co.uk"),
        ("mailto:jane_doe@company.io?subject=x", "jane_doe@company.io"),
        ("jörg.müller@büro-süd.de", "jörg.müller@büro-süd.de"),
        ("?user=john@acme.org&x=1", "john@acme.org"),
        ("const owner = 'maria.lopez@empresa.es';", "maria.lopez@empresa.es"),
        ("pat.o'brien@acme.ie schrieb", "pat.o'brien@acme.ie"),
        ("'anna@firma.de'", "anna@firma.de"),
        ("ada@corp.local", "ada@corp.local"),
        ("x@y.museum", "x@y.museum"),
        ("in anna@firma.de_2026.eml", "anna@firma.de"),
        ('"john doe"@acme.com', '"john doe"@acme.com'),
        ("max [at] firma [dot] de", "max@firma.de"),
        ("erika(at)musterfirma.de", "erika@musterfirma.de"),
        ("root@[93.184.216.34]", "root@[93.184.216.34]"),
        ("https://github.com/x?author=bob@acme.com", "bob@acme.com"),
    ],
)
def test_addresses_are_found_where_they_stand(text: str, address: str) -> None:
    assert values(text, "email") == [address]


def test_each_of_several_is_found_alone() -> None:
    assert pieces("a.b@acme.com,c.d@acme.com;<e@acme.com>") == ["a.b@acme.com", "c.d@acme.com", "e@acme.com"]


@pytest.mark.parametrize(
    "text",
    [
        "user@example.com",
        "john.doe@mail.example.org",
        "test@something.test",
        "a@host.invalid",
        "git@github.com:org/repo.git",
        "deploy@build.firma.de:/srv/app",
        "npm install @types/node@18.11.9",
        "@angular/core",
        "logo@2x.png",
        "postgres://user:secret@db.firma.de/app",
        '@app.route("/x")',
        "weights@inputs.transpose(0)",
        "a@b",
        "aes256-gcm@openssh.com",
        "john@localhost",
        "image@sha256:abcdef0123",
        "..@firma.de",
        "@firma.de",
        "a..b@firma.de",
        "user@@firma.de",
    ],
)
def test_examples_packages_and_passwords_in_addresses_are_none(text: str) -> None:
    assert found(text) == []


def test_names_kept_for_examples_are_known() -> None:
    assert is_example("Mail.Example.com.")
    assert not is_example("example.de")
    assert not is_example("notexample.com")
