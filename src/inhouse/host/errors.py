"""What the machine may refuse us.

Unavailable
`- HostError
   |- ChildFailed          a child process did not start, or did not become ready in time
   |- IsolationRefused     the system does not let us build the walls that this child needs
   |- FolderRefused        a folder is somebody else's, a symbolic link, or cannot be made
   |- FolderBusy           another Inhouse holds this folder
   `- SystemUserMissing    a system user is needed and cannot be made
"""

from inhouse.core.errors import Unavailable


class HostError(Unavailable):
    """The machine does not give us what we need."""

    code = "host_error"


class ChildFailed(HostError):
    """A child process did not start, or did not become ready in time."""

    code = "child_failed"


class IsolationRefused(HostError):
    """The system does not let us build the walls that this child needs."""

    code = "isolation_refused"


class FolderRefused(HostError):
    """A folder is somebody else's, a symbolic link, or cannot be made."""

    code = "folder_refused"


class FolderBusy(HostError):
    """Another Inhouse holds this folder."""

    code = "folder_busy"


class SystemUserMissing(HostError):
    """A system user is needed and cannot be made."""

    code = "system_user_missing"
