"""France, Monaco's neighbours in numbering: Belgium and Luxembourg."""

from stdnum import luhn, verhoeff
from stdnum.be import bis, nn
from stdnum.fr import nif, nir, siren, siret

from inhouse.guard.detectors.personal.identity import Identity

_COMPANY = (r"\bsiren", r"\bsiret", r"\brcs\b", r"immatricul", r"registre")


def is_register_number(value: str) -> bool:
    """A Belgian register number of a person, resident or not."""
    return nn.is_valid(value) or bis.is_valid(value)


def is_luxembourgish(value: str) -> bool:
    """A matricule of Luxembourg: birthday, serial, then a digit by Luhn and one by Verhoeff over the first eleven."""
    plausible = "01" <= value[4:6] <= "12" and "01" <= value[6:8] <= "31"
    return plausible and luhn.is_valid(value[:12]) and verhoeff.is_valid(value[:11] + value[12])


COUNTRIES = {
    "fr": (
        Identity(
            "nir",
            "personal.social_security_number",
            r"[1-478]_[0-9]{2}_(?:0[1-9]|1[0-2]|[2-9][0-9])_(?:[0-9]{2}|2[AB])_[0-9]{3}_[0-9]{3}_[0-9]{2}",
            nir.is_valid,
            (r"\bnir\b", r"sécu", r"social", r"\binsee", r"assuré"),
            alone=True,
        ),
        Identity(
            "nif",
            "personal.tax_id",
            r"[0-3][0-9]_[0-9]{2}_[0-9]{3}_[0-9]{3}_[0-9]{3}",
            nif.is_valid,
            (r"fiscal", r"\bnif\b", r"\bspi\b", r"impôt", r"\btin\b", r"\btax", r"steuer"),
            alone=None,
        ),
        Identity(
            "siret",
            "personal.company_number",
            r"[0-9]{3}_[0-9]{3}_[0-9]{3}_[0-9]{5}",
            siret.is_valid,
            _COMPANY,
            alone=None,
        ),
        Identity("siren", "personal.company_number", r"[0-9]{3}_[0-9]{3}_[0-9]{3}", siren.is_valid, _COMPANY),
    ),
    "be": (
        Identity(
            "rijksregister",
            "personal.national_id",
            r"[0-9]{2}_[0-9]{2}_[0-9]{2}_[0-9]{3}_[0-9]{2}",
            is_register_number,
            (
                r"rijksregister",
                r"registre national",
                r"numéro national",
                r"national number",
                r"\bnn\b",
                r"\bniss\b",
                r"\binsz\b",
                r"nationalregister",
            ),
            alone=None,
        ),
    ),
    "lu": (
        Identity(
            "matricule",
            "personal.national_id",
            r"(?:19|20)[0-9]{2}_[0-9]{2}_[0-9]{2}_[0-9]{3}_[0-9]{2}",
            is_luxembourgish,
            (r"matricule", r"sécurité sociale", r"sozialvers", r"social security"),
        ),
    ),
}
