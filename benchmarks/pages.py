"""Requests per second of the pages that matter, against an empty Flask page in the same run.

The application runs as it does in production: gunicorn, two workers with four threads, on a
SQLite file with the demonstration's catalogue and a published programme. Eight clients ask in
turn for each page over connections that stay open; the median of five rounds counts. Composing
is measured as a delegation meets it: from sending the check page to the confirmation.
Run: python -m benchmarks.pages
"""

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep

from flask.testing import FlaskClient

from app.actions.ask import Inquiry, ask
from app.actions.demonstration import add_catalogue
from app.clock import read_clock
from app.config import Settings
from app.extensions import Database
from app.factory import create_app
from app.mail.links import Links
from app.persistence.capabilities import find_token
from app.persistence.delegations import find_delegation
from app.persistence.migrate import upgrade
from app.persistence.records import Purpose
from app.world import World
from tests.actions.story import all_confirm, chosen
from tests.builders import an_inquiry, some_wishes
from tests.conftest import START
from tests.delegation.asked import answer_all, token_on

CLIENTS = 8
REQUESTS_EACH = 25
ROUNDS = 5
COMPOSED = 40

EMPTY = """
from flask import Flask
app = Flask(__name__)
app.get("/")(lambda: "")
"""


def reference_inquiry() -> Inquiry:
    """The reference visit, some weeks from today."""
    today = read_clock().date()
    wishes = some_wishes(
        earliest_on=today + timedelta(days=21), latest_on=today + timedelta(days=49)
    )
    return an_inquiry(wishes=wishes)


def a_world(folder: Path) -> World:
    """A filled SQLite database on disk."""
    url = f"sqlite:///{folder / 'pages.db'}"
    settings = Settings(demo=True, secret_key=secrets.token_hex(32), database_url=url)
    world = World(Database(url), settings, read_clock, Links(settings.base_url))
    upgrade(world.database.engine)
    add_catalogue(world, now=read_clock())
    return world


@contextmanager
def serving(target: str, environment: dict[str, str], folder: Path) -> Iterator[int]:
    """The port gunicorn serves a WSGI application at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {"BASE_URL": f"http://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "--threads", "4", "--no-control-socket"]
    path = f"{folder}:{Path.cwd()}"
    process = subprocess.Popen(
        [*command, "--log-level", "warning", "-b", f"127.0.0.1:{port}", target],
        env={**os.environ, **environment, **own, "PYTHONPATH": path},
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Until something answers at the port, at most 30 seconds."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def per_second(port: int, address: str) -> float:
    """Requests per second of eight clients at one address."""

    def one_client(_: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for _request in range(REQUESTS_EACH):
            connection.request("GET", address)
            response = connection.getresponse()
            response.read()
            assert response.status == 200, (address, response.status)
        connection.close()

    started = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one_client, range(CLIENTS)))
    return CLIENTS * REQUESTS_EACH / (perf_counter() - started)


def measure_pages(port: int, empty_port: int, addresses: dict[str, str]) -> dict[str, object]:
    """The median of each page and its share of what the empty page does."""
    rates: dict[str, list[float]] = {name: [] for name in ("empty", *addresses)}
    for _ in range(ROUNDS + 1):  # the first one warms up
        rates["empty"].append(per_second(empty_port, "/"))
        for name, address in addresses.items():
            rates[name].append(per_second(port, address))
    medians = {name: median(some[1:]) for name, some in rates.items()}
    return {
        name: {"per_second": round(rate), "share_of_empty": round(rate / medians["empty"], 3)}
        for name, rate in medians.items()
    }


def measure_waiting(folder: Path) -> dict[str, float]:
    """How long a delegation waits: from sending its request until it sees its programmes."""
    url = f"sqlite:///{folder / 'waiting.db'}"
    secret_key = secrets.token_hex(32)
    settings = Settings(
        demo=True, secret_key=secret_key, base_url="http://localhost", database_url=url
    )
    world = World(Database(url), settings, lambda: START, Links(settings.base_url))
    upgrade(world.database.engine)
    add_catalogue(world, now=START)
    app = create_app(settings, clock=lambda: START)
    took = [waited(app.test_client()) for _ in range(COMPOSED + 1)][1:]  # the first one warms up
    return {
        "median_ms": round(1000 * median(took), 1),
        "p95_ms": round(1000 * quantiles(took, n=20)[-1], 1),
    }


def waited(client: FlaskClient) -> float:
    """Seconds for sending the reference request, its confirmation, and the programmes' page."""
    answer_all(client)
    token = token_on(client.get("/en/ask/check"))
    started = perf_counter()
    sent = client.post("/en/ask/check", data={"csrf_token": token}).location
    assert client.get(sent).status_code == 200
    programmes = client.get(f"/en/visit/{sent.rpartition('/')[2]}/programmes")
    assert "Programme 3" in programmes.text
    return perf_counter() - started


def main() -> None:
    """Prints what was measured as JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "empty_page.py").write_text(EMPTY)
        world = a_world(folder)
        waiting = measure_waiting(folder)
        delegation_id = chosen(world, reference_inquiry())
        all_confirm(world, delegation_id)
        again = ask(world, reference_inquiry(), draft_token=None, now=read_clock())
        environment = {
            "DEMO": "1",
            "SECRET_KEY": world.settings.secret_key,
            "DATABASE_URL": world.settings.database_url,
        }
        addresses = {
            "browse": "/en/visits",
            "programmes": f"/fi/visit/{again.token}/programmes",
            "programme": f"/fi/visit/{token_of(world, delegation_id)}/programme",
        }
        with (
            serving("empty_page:app", {}, folder) as empty_port,
            serving("wsgi:app", environment, folder) as port,
        ):
            pages = measure_pages(port, empty_port, addresses)
    print(json.dumps({"waiting_for_programmes": waiting, "pages": pages}, indent=2))


def token_of(world: World, delegation_id: int) -> str:
    """The secret of a delegation's own page."""
    with world.database.reading() as session:
        delegation = find_delegation(session, delegation_id)
        assert delegation is not None
        secret_key = world.settings.secret_key
        token = find_token(session, Purpose.STATUS, delegation, secret_key=secret_key)
    assert token is not None
    return token


if __name__ == "__main__":
    main()
