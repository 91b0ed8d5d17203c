"""Commands: `flask --app wsgi COMMAND`."""

import json
import signal
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DataError, SQLAlchemyError

from app.actions.coordinators import add_coordinator
from app.actions.demonstration import add_catalogue
from app.actions.receive import receive_mail
from app.actions.season import MOST_WORK, SeasonAsk
from app.actions.set_aside import set_aside
from app.jobs.calendars import reading_calendars
from app.jobs.mailroom import fetching_mail
from app.jobs.season import plan_season_now, season_document, season_table
from app.jobs.worker import work
from app.mail.receive.received import Trouble
from app.persistence import migrate as migrations
from app.persistence.incoming_records import Source
from app.persistence.records import SeasonRun
from app.world import World
from visits.errors import EngineMissing, InvalidValue, NotAllowedNow
from visits.planning.cpsat import solve_cpsat
from visits.planning.document import problem_from_document
from visits.planning.season import LONGEST_REST
from visits.planning.seasons.search import SEASON_LIMIT
from visits.planning.solve import WORK_LIMIT, solve
from visits.planning.writing import plan_to_document
from visits.reply import Outcome

MOST_PIPED = 6 * 2**20
TRY_AGAIN_LATER = 75  # EX_TEMPFAIL, which mail servers know


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
    """Send and fetch mail, read calendars, end requests nobody answered; until it is stopped."""
    stopped: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, _frame: stopped.append(number))
    with reading_calendars(_world()), fetching_mail(_world()):
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
@click.option(
    "--engine",
    type=click.Choice(["own", "cpsat"]),
    default="own",
    show_default=True,
    help="cpsat improves or proves our own plan, where OR-Tools is installed.",
)
def plan(problem: Path, seed: int, limit: int, engine: str) -> None:
    """Compose the best programme for a problem (docs/planning.md) and print it as JSON."""
    try:
        asked = problem_from_document(json.loads(problem.read_bytes()))
    except InvalidValue as refused:
        raise click.ClickException(str(refused)) from refused
    except (ValueError, RecursionError) as broken:
        raise click.ClickException(f"{problem} is not JSON: {broken}") from broken
    answer = solve(asked, seed=seed, limit=limit)
    if engine == "cpsat":
        try:
            answer = solve_cpsat(asked, seed=seed, limit=limit, hint=answer)
        except EngineMissing as missing:
            raise click.ClickException(str(missing)) from missing
    click.echo(json.dumps(plan_to_document(answer), indent=2, ensure_ascii=False))


@click.command("plan-season")
@click.option(
    "--limit",
    type=click.IntRange(1, MOST_WORK),
    default=SEASON_LIMIT,
    show_default=True,
    help="The most programmes to compose.",
)
@click.option("--seed", type=click.IntRange(0, 999_999), default=0, show_default=True)
@click.option(
    "--rest",
    type=click.IntRange(0, LONGEST_REST),
    default=0,
    show_default=True,
    help="Minutes between two visits of a contact.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all programmes as JSON.")
@with_appcontext
def plan_season(limit: int, seed: int, rest: int, *, as_json: bool) -> None:
    """Plan all visits that wait together; coordinators accept what comes of it on their page."""
    world = _world()
    ask = SeasonAsk(rest=rest, seed=seed, most=limit)
    try:
        run = plan_season_now(world, ask, on_progress=_say_progress)
    except NotAllowedNow as refused:
        raise click.ClickException(str(refused)) from refused
    if as_json:
        click.echo(json.dumps(season_document(world, run), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(season_table(world, run)))


def _say_progress(run: SeasonRun) -> None:
    click.echo(f"{run.spent} of up to {run.most} programmes composed", err=True)


@click.group("mail")
def mail() -> None:
    """Mail that comes in."""


@mail.command("receive")
@with_appcontext
def receive() -> None:
    """Take in one mail from standard input, as a mail server pipes it, and say what became of it.

    Ends with 75 (try again later) where the database does not take it.
    """
    content = sys.stdin.buffer.read(MOST_PIPED)
    try:
        outcome = _received(_world(), content)
    except SQLAlchemyError as failure:
        click.echo("The database did not take it; try again later.", err=True)
        raise SystemExit(TRY_AGAIN_LATER) from failure
    click.echo(outcome.value)


def _received(world: World, content: bytes) -> Outcome:
    """What became of a mail; one that would fail again however often it comes goes to a person."""
    now = world.clock()
    try:
        return receive_mail(world, content, source=Source.PIPE, now=now)
    except Exception as failure:
        if isinstance(failure, SQLAlchemyError) and not isinstance(failure, DataError):
            raise
        set_aside(world, content, why=Trouble.FAILED, source=Source.PIPE, now=now)
        return Outcome.NOT_UNDERSTOOD


def add_commands(app: Flask) -> None:
    """Gives the app its commands."""
    for command in (migrate, worker, seed_catalogue, coordinator, plan, plan_season, mail):
        app.cli.add_command(command)
