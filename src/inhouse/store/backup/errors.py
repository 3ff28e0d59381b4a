"""What a backup refuses.

InhouseError
|- BackupDamaged       500  cut off, changed, or another file
`- BackupRefused       500  it cannot be made, opened or put back here; the message says why
"""

from inhouse.core.errors import InhouseError


class BackupDamaged(InhouseError):
    """The file is cut off, was changed, or is no backup."""

    code = "backup_damaged"


class BackupRefused(InhouseError):
    """The backup cannot be made, opened or put back here."""

    code = "backup_refused"
