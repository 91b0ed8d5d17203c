"""A PostgreSQL of the tests' own, from the system's binaries, gone when they end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")


def _binaries() -> Path:
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return Path(found).resolve().parent
    if installed:
        return installed[-1].parent
    raise RuntimeError("PostgreSQL's initdb is missing: install Debian's package `postgresql`")


def _as_somebody(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root; then it runs as a user without rights."""
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("no user to run PostgreSQL as")


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of a server on a socket in a folder of its own, without its database's name."""
    folder = Path(tempfile.mkdtemp(prefix="kvarken-pg-"))
    who = _as_somebody(folder)
    env = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    binaries, data = _binaries(), folder / "data"
    init = [binaries / "initdb", "-D", data, "-U", "kvarken", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*init, "--no-sync"], check=True, env=env, cwd=folder, stdout=subprocess.DEVNULL, **who
    )
    settings = [
        "listen_addresses=",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "timezone=UTC",
        "max_connections=200",
        "autovacuum=off",  # nothing writes but the tests themselves
    ]
    command = [binaries / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log"]
    options = " ".join([f"-k {folder}", *(f"-c {setting}" for setting in settings)])
    subprocess.run(
        [*command, "-o", options, "start"],
        check=True,
        env=env,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        **who,
    )
    try:
        yield f"postgresql+psycopg://kvarken@/{{database}}?host={folder}"
    finally:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGINT)
        subprocess.run(
            [*command, "-m", "immediate", "stop"],
            check=False,
            env=env,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **who,
        )
        shutil.rmtree(folder, ignore_errors=True)
