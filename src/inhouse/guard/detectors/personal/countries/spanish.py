"""Spain, Portugal, Mexico, Brazil, Argentina, Chile, Colombia."""

from stdnum.ar import cuit
from stdnum.br import cnpj, cpf
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.es import ccc, cif, dni, nie
from stdnum.es import nif as spanish_nif
from stdnum.mx import curp, rfc
from stdnum.pt import cc
from stdnum.pt import nif as portuguese_nif

from inhouse.guard.detectors.personal.identity import Identity

_ID = (
    r"\bd\.?n\.?i\b",
    r"\bn\.?i\.?e\b",
    r"\bn\.?i\.?f\b",
    r"identidad",
    r"identity",
    r"ausweis",
    r"identité",
    r"documento",
)
_TAX = (
    r"\bn\.?i\.?f\b",
    r"\bc\.?i\.?f\b",
    r"fiscal",
    r"contribuinte",
    r"\btax",
    r"\btin\b",
    r"steuer",
    r"\brfc\b",
    r"\bcuit",
    r"\bnit\b",
)


def is_affiliation_number(value: str) -> bool:
    """A Spanish social security number: province, serial, and the remainder by 97."""
    serial = int(value[2:10])
    first = int(value[:2]) * 10**7 + serial if serial < 10**7 else int(value[:10])
    return 1 <= int(value[:2]) <= 66 and first % 97 == int(value[10:])


COUNTRIES = {
    "es": (
        Identity(
            "dni", "personal.national_id", r"[0-9]{1,2}_?[0-9]{3}_?[0-9]{3}_?[A-Z]", dni.is_valid, _ID, alone=True
        ),
        Identity("nie", "personal.national_id", r"[XYZ]_[0-9]{7}_[A-Z]", nie.is_valid, _ID, alone=True),
        Identity("nif", "personal.tax_id", r"[KLM]_[0-9]{7}_[A-Z]", spanish_nif.is_valid, _TAX, alone=True),
        Identity(
            "cif",
            "personal.company_number",
            r"[A-HJNP-SUVW]_[0-9]{2}_?[0-9]{3}_?[0-9]{2}[0-9]_[0-9A-J]|[A-HJNP-SUVW]_[0-9]{7}_[0-9A-J]",
            cif.is_valid,
            _TAX,
        ),
        Identity(
            "afiliacion",
            "personal.social_security_number",
            r"[0-9]{2}_[0-9]{7,8}_[0-9]{2}",
            is_affiliation_number,
            (
                r"seguridad social",
                r"afiliaci",
                r"\bnuss?\b",
                r"\bnss\b",
                r"\bn\.º s\.s",
                r"social security",
                r"sécurité sociale",
            ),
            alone=None,
        ),
        Identity(
            "ccc",
            "personal.account_number",
            r"[0-9]{4}_[0-9]{4}_[0-9]{2}_[0-9]{10}",
            ccc.is_valid,
            (r"\bccc\b", r"cuenta", r"account", r"konto", r"compte"),
            alone=None,
        ),
    ),
    "pt": (
        Identity("nif", "personal.tax_id", r"[1-35689][0-9]{2}_[0-9]{3}_[0-9]{3}", portuguese_nif.is_valid, _TAX),
        Identity("cc", "personal.national_id", r"[0-9]{8}_[0-9]_[0-9A-Z]{2}[0-9]", cc.is_valid, (*_ID, r"cidadão")),
    ),
    "mx": (
        Identity(
            "curp",
            "personal.national_id",
            r"[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[0-9A-Z][0-9]",
            curp.is_valid,
            (r"\bcurp\b",),
            alone=True,
        ),
        Identity("rfc", "personal.tax_id", r"(?:[A-Z&]|Ñ){3,4}_[0-9]{6}_[0-9A-Z]{3}", rfc.is_valid, _TAX),
    ),
    "br": (
        Identity(
            "cpf", "personal.tax_id", r"[0-9]{3}_[0-9]{3}_[0-9]{3}_[0-9]{2}", cpf.is_valid, (r"\bcpf\b",), alone=None
        ),
        Identity(
            "cnpj",
            "personal.company_number",
            r"[0-9]{2}_[0-9]{3}_[0-9]{3}_[0-9]{4}_[0-9]{2}",
            cnpj.is_valid,
            (r"\bcnpj\b",),
            alone=None,
        ),
    ),
    "ar": (
        Identity("cuit", "personal.tax_id", r"[0-9]{2}_[0-9]{8}_[0-9]", cuit.is_valid, (*_TAX, r"\bcuil"), alone=None),
    ),
    "cl": (
        Identity(
            "rut",
            "personal.national_id",
            r"[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}-[0-9K]",
            rut.is_valid,
            (r"\brut\b", r"\brun\b"),
            alone=None,
        ),
    ),
    "co": (Identity("nit", "personal.tax_id", r"[0-9]{3}_[0-9]{3}_[0-9]{3}_[0-9]", nit.is_valid, _TAX),),
}
