"""What happens to files without anybody asking: reading goes on after a crash, what was never sent goes."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from inhouse.chat.files.file import FileState
from inhouse.chat.files.place import Remove
from inhouse.chat.files.reading import Readings
from inhouse.chat.records import FileRows, remove_unsent, unread
from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import InhouseError

UNSENT_DAYS = 1
"""How long a file waits to be sent with a message."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileJobs:
    """The background work on files."""

    rows: FileRows
    readings: Readings

    async def resume(self) -> int:
        """Go on reading what a crash left unread, and remove what had come in half; returns how many were read on.

        Called at the start, before anybody is served: a file that is coming in then belongs to nobody.
        """
        count = 0
        for one in await unread(self.rows):
            caller = Caller(one.owner, admin=False, kind=CallerKind.SYSTEM, credential=one.file)
            try:
                if one.state is FileState.UPLOADING:
                    await self.rows.write(caller, one.chat_id, [Remove(one.file)])
                    continue
                for file in await self.rows.files(caller, one.chat_id, [one.file]):
                    self.readings.begin(caller, one.chat_id, self.rows, file)
                    count += 1
            except InhouseError as error:
                # One chat that does not open must not keep the others waiting.
                _log.warning("a file stays unread: %s", error.code)
        return count

    async def remove_unsent(self) -> None:
        """Remove what came more than a day ago and was never sent."""
        await remove_unsent(self.rows, clock.now() - timedelta(days=UNSENT_DAYS))
