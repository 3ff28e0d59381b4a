import pytest

from inhouse.guard.detectors.personal.labelled import is_bank_code
from tests.personal_data import found


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Personalnummer: 48213", "staff_number", "48213"),
        ("Mitarbeiter-Nr. 00123", "staff_number", "00123"),
        ("employee ID E-10293", "staff_number", "E10293"),
        ("My employee number is 48213", "staff_number", "48213"),
        ('"employeeId": "10293"', "staff_number", "10293"),
        ("matricule 784512", "staff_number", "784512"),
        ("numéro d'employé : 48213", "staff_number", "48213"),
        ("N° salarié 48213", "staff_number", "48213"),
        ("número de empleado 48213", "staff_number", "48213"),
        ("patient ID 4482910", "health_number", "4482910"),
        ("Patientennummer 4482910", "health_number", "4482910"),
        ("Versichertennummer A123456780", "health_number", "A123456780"),
        ("numéro de patient 4482910", "health_number", "4482910"),
        ("n.º de historia clínica 4482910", "health_number", "4482910"),
        ("MRN: 00482910", "health_number", "00482910"),
        ("policy number HX-448291", "insurance_number", "HX448291"),
        ("Versicherungsscheinnummer 12.345.678", "insurance_number", "12345678"),
        ("numéro de police 4482910", "insurance_number", "4482910"),
        ("número de póliza 00448291", "insurance_number", "00448291"),
        ("account number 12345678", "account_number", "12345678"),
        ("Kto.-Nr. 532 013 000", "account_number", "532013000"),
        ("numéro de compte 00012345678", "account_number", "00012345678"),
        ("número de cuenta 2100 0418 45", "account_number", "2100041845"),
        ("sort code 12-34-56", "account_number", "123456"),
        ("BIC: COBADEFFXXX", "bic", "COBADEFFXXX"),
        ("SWIFT/BIC: BNPAFRPP", "bic", "BNPAFRPP"),
        ("passport number C01X00T47", "passport", "C01X00T47"),
        ("Reisepass Nr. C01X00T47", "passport", "C01X00T47"),
        ("passeport n° 12AB34567", "passport", "12AB34567"),
        ("pasaporte AAA123456", "passport", "AAA123456"),
        ("Pasaporte n.º ABC123456", "passport", "ABC123456"),
        ("Pasaporte: n.° PAB456789, expedido en 2021", "passport", "PAB456789"),
        ("Personalausweis L01X00T471", "identity_document", "L01X00T471"),
        ("carte d'identité n° 880692310285", "identity_document", "880692310285"),
        ("Führerschein B072RRE2I55", "driving_licence", "B072RRE2I55"),
        ("Führerscheinnummer: B072RRE2I55", "driving_licence", "B072RRE2I55"),
    ],
)
def test_a_number_after_its_name_is_found(text: str, kind: str, value: str) -> None:
    assert found(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "employee number of the month",
        "Which employee ID format do you use?",
        "staff numbers grew to 2024",
        "Personalnummern werden 2024 neu vergeben",
        "patient number",
        "the bank account",
        "account 2024",
        "BIC und IBAN",
        "swift action",
        "Swift programming",
        "passport photo 35x45",
        "Passwort 12345678",
        "Reisepass beantragen",
        "Ausweis 2024",
        "policy numbers are below",
    ],
)
def test_names_of_numbers_without_a_number_are_nothing(text: str) -> None:
    assert found(text) == []


def test_bank_codes_have_a_country() -> None:
    assert is_bank_code("DEUTDEFF")
    assert not is_bank_code("DEUTXXFF")
    assert not is_bank_code("DEUTDEF")
