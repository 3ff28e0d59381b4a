import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from inhouse.host import ChildFailed, Launch, is_held, launch, run_to_end, system_user
from inhouse.host.spawn import kill, spawn
from tests.support.people import mode

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


async def output_of(*program: str, launch: Launch | None = None) -> str:
    status, output = await run_to_end(launch or Launch(program), 10)
    assert status == 0, output
    return output


async def test_a_child_gains_no_rights_and_dumps_no_memory() -> None:
    assert "NoNewPrivs:\t1" in await output_of("/bin/cat", "/proc/self/status")
    limits = await output_of("/bin/cat", "/proc/self/limits")
    assert next(line for line in limits.splitlines() if line.startswith("Max core")).split()[4:6] == ["0", "0"]


async def test_a_child_sees_no_network_but_its_own_empty_one() -> None:
    lines = (await output_of("/bin/cat", "/proc/self/net/dev")).splitlines()[2:]
    assert [line.split(":")[0].strip() for line in lines] == ["lo"]


async def test_a_child_leads_its_own_session_and_makes_private_files(tmp_path: Path) -> None:
    words = await output_of("/bin/cat", "/proc/self/stat")
    pid, _, _, _, group, session = words.split()[:6]
    assert pid == group == session
    await output_of("/bin/touch", str(tmp_path / "made"))
    assert mode(tmp_path / "made") == 0o600


async def test_a_child_gets_neither_our_environment_nor_our_files() -> None:
    assert "HOME=" not in await output_of("/usr/bin/env")
    handles = (await output_of("/bin/ls", "/proc/self/fd")).split()
    assert handles == ["0", "1", "2", "3"]  # 3 is the folder that ls reads


async def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(ChildFailed, match="no-such-program"):
        await run_to_end(Launch(("/no-such-program",)), 10)


@as_root
async def test_root_becomes_the_dedicated_user_and_shows_it_closed_folders(tmp_path: Path) -> None:
    user = system_user("inhouse-db")
    assert user is not None
    closed = tmp_path / "closed"
    shown = closed / "shown"
    shown.mkdir(parents=True)
    closed.chmod(0o700)
    (shown / "file").write_text("seen")
    (shown / "file").chmod(0o644)
    before = mode(tmp_path), mode(closed)
    program = ("/bin/sh", "-c", "id -u; id -G; cat /tmp/place/file")
    launch = Launch(program, user=user, binds=((shown, "/tmp/place"),))
    assert (await output_of(launch=launch)).split() == [str(user.uid), str(user.gid), "seen"]
    assert (mode(tmp_path), mode(closed)) == before


async def test_a_file_stays_held_until_the_program_has_ended(tmp_path: Path) -> None:
    file = tmp_path / "held"
    spawned = await spawn(Launch(("/bin/sleep", "60"), hold=file))
    assert is_held(file)
    with pytest.raises(ChildFailed, match="folders"):
        await run_to_end(Launch(("/bin/true",), hold=file), 10)
    await kill(spawned.process)
    assert not is_held(file)


async def test_a_folder_is_handed_on_whatever_its_parents_allow(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("seen")
    assert await output_of(launch=Launch(("/bin/cat", "/proc/self/fd/20/file"), opens=(tmp_path,))) == "seen"


async def test_a_child_that_finds_itself_without_a_network_has_none_of_its_own(tmp_path: Path) -> None:
    source = f"""
import asyncio, sys
sys.path.insert(0, {str(Path(launch.__file__).parents[2])!r})
from inhouse.host.seal import seal
from inhouse.host.spawn import Launch, spawn
from pathlib import Path
seal([Path("/tmp")])
async def main():
    spawned = await spawn(Launch(("/bin/true",)))
    await spawned.process.wait()
    print(spawned.isolation.network)
asyncio.run(main())
"""
    done = await asyncio.to_thread(
        subprocess.run,
        ["unshare", "-r", "-n", sys.executable, "-c", source],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "namespace\n"
