"""Secrets in columns: the name stands in the first line, the values below it."""

import time

import pytest

from inhouse.guard.detectors.secrets import Secrets
from inhouse.guard.detectors.secrets.columns import columns
from inhouse.guard.normal import View

BROWSER = (
    'name,url,username,password,note\nShop,https://a.de,anna,Winter2025!,\n"My, b",https://b.de,anna,"p,ass9word",x\n'
)
MARKDOWN = "| Service | Password |\n|:--|--:|\n| db | `Katze-Tisch_81` |\n| mail | required |\n\nmore text"
SHEET = "Server\tBenutzer\tPasswort\tAPI key\r\nsrv1\troot\thunter2!x\tsu9mI4ROnl89Sm995ytbxAk7\r\n"


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        (BROWSER, [("Winter2025!", True), ("p,ass9word", True)]),
        (MARKDOWN, [("Katze-Tisch_81", True)]),
        (SHEET, [("hunter2!x", True), ("su9mI4ROnl89Sm995ytbxAk7", False)]),
        ("Benutzer;Kennwort\nmeier;Sommer_2025", [("Sommer_2025", True)]),
    ],
)
def test_the_values_below_a_name_are_secrets(text: str, secrets: list[tuple[str, bool]]) -> None:
    data = text.encode()
    assert [(data[start:end].decode(), password) for (start, end), password in columns(data)] == secrets


@pytest.mark.parametrize(
    "text",
    [
        "| Field | Password |\n|--|--|\n| required | yes |\n| type | string |\n",
        "setting,password,token\nlength,12,40\nexpires,90 days,never\n",
        "user,password\n\nhunter2!x stands in another paragraph",
        "x,password\n",
        "password\nhunter2!x",
        "Login, password, and what else?\nOffice365, Windows11, SAP4\n",
    ],
)
def test_what_only_speaks_of_passwords_holds_none(text: str) -> None:
    assert [text[start:end] for (start, end), _ in columns(text.encode())] == []


def test_the_detector_names_them_as_what_they_are() -> None:
    found = [(each.kind, each.value) for each in Secrets().find(View(SHEET))]
    assert found == [("secret.password", "hunter2!x"), ("secret.api_key", "su9mI4ROnl89Sm995ytbxAk7")]


@pytest.mark.parametrize(
    "text", ["password,", "password,\n", "|password|\n", ",password\n,", "x,password\nx,hunter22!\n"]
)
def test_time_grows_with_the_length_only(text: str) -> None:
    def seconds(length: int) -> float:
        data = (text * (length // len(text))).encode()
        begun = time.thread_time()
        for _ in columns(data):
            pass
        return time.thread_time() - begun

    assert seconds(200_000) < 30 * seconds(20_000) + 0.05
