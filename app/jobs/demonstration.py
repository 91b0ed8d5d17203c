"""`make run`: sets the demonstration up, prints its three doors, and serves it.

Everything it keeps is in var/, so that a second run finds what the first one left.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from app.actions.demonstration import Doors, fill_demonstration
from app.clock import read_clock
from app.config import Settings, read_settings
from app.extensions import Database
from app.mail.links import Links
from app.persistence import migrate
from app.world import World
from visits.language import Language

VAR = Path("var")
WORKERS = 2
THREADS = 4


def prepare(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of the demonstration; its secret is made once and kept."""
    VAR.mkdir(mode=0o700, exist_ok=True)
    port = environment.get("PORT", "8000")
    own = {
        "DEMO": "1",
        "PORT": port,
        "BASE_URL": environment.get("BASE_URL", f"http://127.0.0.1:{port}"),
        "SECRET_KEY": _kept("secret", secrets.token_urlsafe(48)),
    }
    return {**environment, **own}


def fill(settings: Settings) -> Doors:
    """Brings the schema up, fills an empty database, and tells the doors in."""
    database = Database(settings.database_url)
    migrate.upgrade(database.engine)
    world = World(database, settings, read_clock, Links(settings.base_url))
    doors = fill_demonstration(world, now=read_clock())
    database.engine.dispose()
    kept = _kept("doors.json", json.dumps(asdict(doors)) if doors else "")
    return Doors(**json.loads(kept))


def _kept(name: str, fresh: str) -> str:
    """What is in a file that only we may read, written the first time."""
    path = VAR / name
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(fresh)
    return path.read_text()


def serve(environment: Mapping[str, str]) -> int:
    """Runs the web server and the mail worker until either ends or we are told to stop."""
    gunicorn = [sys.executable, "-m", "gunicorn", "--no-control-socket"]
    web = [*gunicorn, "-w", str(WORKERS), "--threads", str(THREADS), "--log-level", "warning"]
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    commands = ([*web, "-b", f"127.0.0.1:{environment['PORT']}", "wsgi:app"], [*flask, "worker"])
    running = [
        subprocess.Popen(command, env=dict(environment))  # noqa: S603 - our own commands
        for command in commands
    ]

    def stop(_number: int, _frame: FrameType | None) -> None:
        for process in running:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    pid, status = os.wait()
    for process in running:
        if process.pid == pid:
            process.returncode = os.waitstatus_to_exitcode(status)
        process.terminate()
    for process in running:
        process.wait()
    return max(abs(int(process.returncode or 0)) for process in running)


def main() -> int:
    """Everything `make run` does after the set-up."""
    environment = prepare(os.environ)
    settings = read_settings(environment)
    doors = fill(settings)
    links = Links(settings.base_url)
    say = (
        "",
        "Kvarken is running. Stop it with Ctrl+C.",
        f"  A delegation begins here:   {links.start(Language.EN)}",
        f"  A host answers here:        {doors.answer_url}",
        f"  Coordinators sign in here:  {settings.base_url}/en/staff/sign-in",
        f"      user {doors.email}, password {doors.password}",
        f"  Everybody's mail is here:   {settings.base_url}/demo/mailbox",
        "",
    )
    sys.stdout.write("\n".join(say) + "\n")
    sys.stdout.flush()
    return serve(environment)


if __name__ == "__main__":
    sys.exit(main())
