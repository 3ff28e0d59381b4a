"""The machine we run on: child processes that die with us, private folders, cores and memory.

Promises: a child started here ends when this process ends, however it ends; it has no network of its own where the
system allows that, and says truly which isolation it reached; secrets reach it by a pipe, never by its arguments or its
environment; no folder but our own is ever given other permissions.

Refuses: folders of other people, symbolic links in place of folders, a second Inhouse on the same folder.
"""

from inhouse.host.child import Child, ChildState, Plan
from inhouse.host.errors import (
    ChildFailed,
    FolderBusy,
    FolderRefused,
    HostError,
    IsolationRefused,
    SystemUserMissing,
)
from inhouse.host.folders import (
    FolderLock,
    is_held,
    leave_socket_folder,
    private_folder,
    socket_folder,
    socket_place,
    sync_folder,
)
from inhouse.host.machine import Machine, look_at_machine
from inhouse.host.memory import give_back_memory, keep_memory_out_of_files
from inhouse.host.spawn import Isolation, Launch, Spawned, kill, run_to_end, spawn
from inhouse.host.users import SystemUser, system_user

__all__ = [
    "Child",
    "ChildFailed",
    "ChildState",
    "FolderBusy",
    "FolderLock",
    "FolderRefused",
    "HostError",
    "Isolation",
    "IsolationRefused",
    "Launch",
    "Machine",
    "Plan",
    "Spawned",
    "SystemUser",
    "SystemUserMissing",
    "give_back_memory",
    "is_held",
    "keep_memory_out_of_files",
    "kill",
    "leave_socket_folder",
    "look_at_machine",
    "private_folder",
    "run_to_end",
    "socket_folder",
    "socket_place",
    "spawn",
    "sync_folder",
    "system_user",
]
