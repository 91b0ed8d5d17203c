"""Commands: `flask --app wsgi COMMAND`."""

import json
import signal
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.actions.coordinators import add_coordinator
from app.actions.demonstration import add_catalogue
from app.jobs.worker import work
from app.persistence import migrate as migrations
from app.world import World
from visits.errors import InvalidValue
from visits.planning.document import problem_from_document
from visits.planning.solve import WORK_LIMIT, solve
from visits.planning.writing import plan_to_document


def _world() -> World:
    world: World = current_app.extensions["kvarken"]
    return world


@click.command("migrate")
@click.option("--to", "revision", default="head", help="The revision to go up to.")
@with_appcontext
def migrate(revision: str) -> None:
    """Bring the database up to the newest schema."""
    migrations.upgrade(_world().database.engine, revision)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Send mail, end requests nobody answered, tidy up; until it is stopped."""
    stopped: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, _frame: stopped.append(number))
    work(_world(), is_over=lambda: bool(stopped))


@click.command("seed-catalogue")
@with_appcontext
def seed_catalogue() -> None:
    """Write the demonstration's catalogue into an empty database."""
    world = _world()
    written = add_catalogue(world, now=world.clock())
    click.echo("The catalogue is there." if written else "There is a catalogue already.")


@click.command("add-coordinator")
@click.argument("email")
@click.argument("node")
@click.password_option()
@with_appcontext
def coordinator(email: str, node: str, password: str) -> None:
    """Give a coordinator at a node a way in, or a new password."""
    world = _world()
    try:
        add_coordinator(world, email=email, node_slug=node, password=password, now=world.clock())
    except InvalidValue as refused:
        raise click.ClickException(str(refused)) from refused


@click.command("plan")
@click.argument("problem", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seed", default=0, show_default=True)
@click.option("--limit", default=WORK_LIMIT, show_default=True, help="The most work, in steps.")
def plan(problem: Path, seed: int, limit: int) -> None:
    """Compose the best programme for a problem (docs/planning.md) and print it as JSON."""
    try:
        asked = problem_from_document(json.loads(problem.read_bytes()))
    except InvalidValue as refused:
        raise click.ClickException(str(refused)) from refused
    except (ValueError, RecursionError) as broken:
        raise click.ClickException(f"{problem} is not JSON: {broken}") from broken
    answer = plan_to_document(solve(asked, seed=seed, limit=limit))
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def add_commands(app: Flask) -> None:
    """Gives the app its commands."""
    for command in (migrate, worker, seed_catalogue, coordinator, plan):
        app.cli.add_command(command)
