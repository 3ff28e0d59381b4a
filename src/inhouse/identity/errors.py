"""What identity refuses, as a tree.

SignInNeeded             401
|- SignInFailed          401  unknown e-mail, wrong password or disabled: we do not say which
|- KeyUnknown            401  the API key is unknown or revoked
|- KeyExpired            401  the API key has expired
`- TwoIdentities         401  a cookie and a key of different people in one request
Forbidden                403
|- KeyAddressRefused     403  the API key may not be used from this address
|- KeyForDoorsOnly       403  the API key opens doors of the gateway and nothing else
`- TrainingForbidden     403  the organisation lets nobody say yes to training
TooMany                  429
`- TooManyAttempts       429  wait; retry_after
InvalidRequest           400
|- WeakPassword          400  too short, too long, too common, or the e-mail itself
|- InvalidEmail          400
|- InvalidAddress        400  an address from which a key may be used
`- WrongPassword         400  the present password, when it is changed
NotFound                 404
|- LinkUnknown           404  or expired
|- PersonUnknown         404
Gone                     410
`- LinkUsed              410
Conflict                 409
|- EmailTaken            409
|- NameTaken             409  a group or a service account
|- TooManyKeys           409
|- PurposeChanged        409  a yes to words that are no longer the ones
|- PasswordChosen        409  a link would let its maker set somebody's password
`- LastAdministrator     409
"""

from inhouse.core.errors import Conflict, Forbidden, Gone, InvalidRequest, NotFound, SignInNeeded, TooMany


class SignInFailed(SignInNeeded):
    """Unknown e-mail, wrong password or disabled."""

    code = "sign_in_failed"


class KeyUnknown(SignInNeeded):
    """The API key is unknown or revoked."""

    code = "key_unknown"


class KeyExpired(SignInNeeded):
    """The API key has expired."""

    code = "key_expired"


class TwoIdentities(SignInNeeded):
    """A cookie and a key of different people."""

    code = "two_identities"


class KeyAddressRefused(Forbidden):
    """The API key may not be used from this address."""

    code = "address_not_allowed"


class KeyForDoorsOnly(Forbidden):
    """The API key opens doors such as /v1/chat/completions and nothing else."""

    code = "key_for_doors_only"


class TooManyAttempts(TooMany):
    """Too many wrong passwords or links from here."""

    code = "too_many_attempts"


class WeakPassword(InvalidRequest):
    """The password is not good enough; the message says why."""

    code = "weak_password"


class InvalidEmail(InvalidRequest):
    """That is not an e-mail address."""

    code = "invalid_email"


class InvalidAddress(InvalidRequest):
    """That is not an address or a network."""

    code = "invalid_address"


class WrongPassword(InvalidRequest):
    """The present password is another one."""

    code = "wrong_password"


class LinkUnknown(NotFound):
    """The link was never made, has expired or was replaced."""

    code = "link_unknown"


class PersonUnknown(NotFound):
    """There is no such person, or they are disabled."""


class GroupUnknown(NotFound):
    """There is no such group."""

    code = "group_unknown"


class ServiceUnknown(NotFound):
    """There is no such service account."""

    code = "service_unknown"


class LinkUsed(Gone):
    """The link was used already."""

    code = "link_used"


class EmailTaken(Conflict):
    """Somebody has that e-mail."""

    code = "email_taken"


class NameTaken(Conflict):
    """A group or a service account has that name."""

    code = "name_taken"


class TooManyKeys(Conflict):
    """The person or service account has as many keys as are allowed."""

    code = "too_many_keys"


class LastAdministrator(Conflict):
    """Nobody would be left to administer."""

    code = "last_administrator"


class PasswordChosen(Conflict):
    """The person has a password; a link for a new one is made on the server only."""

    code = "password_chosen"


class TrainingForbidden(Forbidden):
    """The organisation does not allow training."""

    code = "training_forbidden"


class PurposeChanged(Conflict):
    """The words that one agrees to are others by now."""

    code = "purpose_changed"
