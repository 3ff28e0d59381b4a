"""What identity refuses, as a tree.

SignInNeeded             401
|- SignInFailed          401  unknown e-mail, wrong password or disabled: we do not say which
|- KeyUnknown            401  the API key is unknown or revoked
`- TwoIdentities         401  a cookie and a key of different people in one request
TooMany                  429
`- TooManyAttempts       429  wait; retry_after
InvalidRequest           400
|- WeakPassword          400  too short, too long, too common, or the e-mail itself
|- InvalidEmail          400
`- WrongPassword         400  the present password, when it is changed
NotFound                 404
|- LinkUnknown           404  or expired
|- PersonUnknown         404
Gone                     410
`- LinkUsed              410
Conflict                 409
|- EmailTaken            409
|- PasswordChosen        409  a link would let its maker set somebody's password
`- LastAdministrator     409
"""

from inhouse.core.errors import Conflict, Gone, InvalidRequest, NotFound, SignInNeeded, TooMany


class SignInFailed(SignInNeeded):
    """Unknown e-mail, wrong password or disabled."""

    code = "sign_in_failed"


class KeyUnknown(SignInNeeded):
    """The API key is unknown or revoked."""

    code = "key_unknown"


class TwoIdentities(SignInNeeded):
    """A cookie and a key of different people."""

    code = "two_identities"


class TooManyAttempts(TooMany):
    """Too many wrong passwords or links from here."""

    code = "too_many_attempts"


class WeakPassword(InvalidRequest):
    """The password is not good enough; the message says why."""

    code = "weak_password"


class InvalidEmail(InvalidRequest):
    """That is not an e-mail address."""

    code = "invalid_email"


class WrongPassword(InvalidRequest):
    """The present password is another one."""

    code = "wrong_password"


class LinkUnknown(NotFound):
    """The link was never made, has expired or was replaced."""

    code = "link_unknown"


class PersonUnknown(NotFound):
    """There is no such person, or they are disabled."""


class LinkUsed(Gone):
    """The link was used already."""

    code = "link_used"


class EmailTaken(Conflict):
    """Somebody has that e-mail."""

    code = "email_taken"


class LastAdministrator(Conflict):
    """Nobody would be left to administer."""

    code = "last_administrator"


class PasswordChosen(Conflict):
    """The person has a password; a link for a new one is made on the server only."""

    code = "password_chosen"
