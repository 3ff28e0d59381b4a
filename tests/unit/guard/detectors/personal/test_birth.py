import pytest

from tests.personal_data import found, pieces, values


@pytest.mark.parametrize(
    "text",
    [
        "born on 12 May 1980",
        "born May 12, 1980",
        "DOB: 1980-05-12",
        "d.o.b. 12/05/1980",
        "date_of_birth: 19800512",
        '"birthDate": "1980-05-12"',
        "My birthday is May 12th, 1980",
        "geboren am 12.05.1980",
        "geb. am 12.05.80",
        "Geburtsdatum: 12. Mai 1980",
        "geboren in München am 12.5.1980",
        "Er wurde am 12.05.1980 in Bonn geboren",
        "Anna Berg (* 12.05.1980)",
        "née le 12 mai 1980",
        "NÉ LE 12/05/1980",
        "Date de naissance : 12/05/1980",
        "nacido el 12 de mayo de 1980",
        "Fecha de nacimiento: 12-05-1980",
        "F. nac.: 12/05/1980",
        "nata il 12 maggio 1980",
        "| Geburtsdatum | 12.05.1980 |",
    ],
)
def test_a_date_after_a_word_for_birth_is_one(text: str) -> None:
    assert found(text) == [("date_of_birth", "1980-05-12")]


def test_the_date_alone_is_the_piece() -> None:
    assert pieces("geboren am 12. Mai 1980 in Bonn") == ["12. Mai 1980"]


def test_months_before_days_are_understood_where_they_must_be() -> None:
    assert values("DOB 05/28/1980", "date_of_birth") == ["1980-05-28"]


@pytest.mark.parametrize(
    "text",
    [
        "Goethe was born on 28 August 1749",
        "Napoléon, né le 15 août 1769",
        "born in 1980",
        "12.05.1980",
        "Rechnung vom 12.05.2024",
        "born. Das Projekt endet am Montag. Der Termin: 12.05.2024",
        "birthday party? 12.05.2024",
        "DOB: 99/99/1980",
        "geboren am 31.02.1980",
        "Neubau am 12.05.2024",
        "* 3. Punkt der Liste",
        "date of birth: 12.05.2980",
        "2 * 12.05.1980",
    ],
)
def test_history_and_other_dates_are_none(text: str) -> None:
    assert values(text, "date_of_birth") == []
