import pytest

from inhouse.guard.detectors.secrets import strength


@pytest.mark.parametrize(
    "value", ["", "password", "Passwort", "required", "test1", "Admin123", "contraseña", "oublié", "***"]
)
def test_words_beside_passwords_are_weak(value: str) -> None:
    assert strength.is_weak_word(value)


@pytest.mark.parametrize("value", ["hunter2", "Password123!", "Admin2024!", "swordfish", "test8842"])
def test_what_somebody_chose_is_not(value: str) -> None:
    assert not strength.is_weak_word(value)


def test_a_default_login_is_one_that_everybody_knows() -> None:
    assert strength.is_default_login("postgres", "postgres")
    assert strength.is_default_login("max", "max")
    assert strength.is_default_login("", "guest")
    assert not strength.is_default_login("postgres", "Xk29sdQ")


def test_classes_are_counted() -> None:
    assert [strength.classes(value) for value in ("", "abc", "aB", "aB1", "aB1!", "漢字")] == [0, 1, 2, 3, 4, 0]


@pytest.mark.parametrize(
    "value",
    [
        "SHA-256",
        "sha512",
        "aes-256-gcm",
        "bcrypt",
        "v1.2.3",
        "1.2.3-beta.4",
        "2024-01-17",
        "08:30",
        "90days",
        "2FA",
        "12",
    ],
)
def test_measures_are_no_passwords(value: str) -> None:
    assert strength.is_measure(value)


@pytest.mark.parametrize("value", ["48213377194022716650", "Sommer2024!", "Tr0ub4dor&3", "sha"])
def test_what_is_no_measure(value: str) -> None:
    assert not strength.is_measure(value)


@pytest.mark.parametrize("value", ["eu-west-1", "user_profile_v2", "required|string|min:8", "gpt-4o-mini-2024-07-18"])
def test_slugs_are_words_with_separators(value: str) -> None:
    assert strength.is_slug(value)


@pytest.mark.parametrize("value", ["Kaffee-Firma89", "a1b2-c3d4", "sommer", "Xk29!sdQ"])
def test_what_is_no_slug(value: str) -> None:
    assert not strength.is_slug(value)


@pytest.mark.parametrize(
    "value", ["userPassword", "AuthTokenProvider", "reset_token", "URLPatternResult", "MAX_LENGTH"]
)
def test_names_of_programs_are_known(value: str) -> None:
    assert strength.is_name(value)


@pytest.mark.parametrize("value", ["hunter27", "bvymKRxHsbj", "Sommer2024!"])
def test_what_is_no_name(value: str) -> None:
    assert not strength.is_name(value)


@pytest.mark.parametrize("value", ["https://a.b/c", "/etc/passwd", "./x", "C:\\x", "a@b.de", "key.pem", "www.firma.de"])
def test_places_are_known(value: str) -> None:
    assert strength.is_place(value)


def test_words_about_passwords_leave_little() -> None:
    assert strength.is_about_passwords("my-password")
    assert strength.is_about_passwords("resetToken2")
    assert strength.is_about_passwords("secret1234")
    assert not strength.is_about_passwords("Passwort2024!")
    assert not strength.is_about_passwords("Sommer2024!")
