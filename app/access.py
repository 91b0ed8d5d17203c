"""Who is asking, and what a request has at hand: database, clock, settings, signed-in staff."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.config import Settings
from app.extensions import Database
from app.persistence import capabilities, staff
from app.persistence.records import Capability, Coordinator, Purpose, SignIn
from app.tokens import TOKEN_LENGTH
from app.world import World
from visits.delegation import Delegation

P = ParamSpec("P")
R = TypeVar("R")

MOST_IN_PLAN = 20


def world() -> World:
    """The database, settings, clock and links of the app that serves this request."""
    found: World = current_app.extensions["kvarken"]
    return found


def database() -> Database:
    """The app's database, for actions."""
    return world().database


def settings() -> Settings:
    """The app's settings."""
    return world().settings


def now() -> datetime:
    """The instant of this request, the same at every call."""
    if "now" not in g:
        g.now = world().clock()
    instant: datetime = g.now
    return instant


def reading() -> Session:
    """This request's session to read with; closed when the request ends."""
    if "reading" not in g:
        g.reading = database().reading()
    found: Session = g.reading
    return found


def close_reading(_error: BaseException | None = None) -> None:
    """Gives the request's session back."""
    found = g.pop("reading", None)
    if found is not None:
        found.close()


def visit_plan() -> tuple[str, ...]:
    """The slugs of the offers this browser has put into its visit plan, in that order."""
    kept = session.get("visit_plan", [])
    return tuple(str(slug) for slug in kept)[:MOST_IN_PLAN]


def capability_or_404(token: str, purpose: Purpose) -> Capability:
    """The capability a link carries, or a 404 that tells nothing."""
    if len(token) != TOKEN_LENGTH:
        abort(404)
    found = capabilities.find_capability(reading(), token, purpose=purpose)
    if found is None:
        abort(404)
    return found


def visit_or_404(token: str, purpose: Purpose) -> Delegation:
    """The visit a link opens, or a 404 that tells nothing."""
    found = capability_or_404(token, purpose).delegation
    if found is None:
        abort(404)
    return found


class SignedIn:
    """Flask-Login's view of a coordinator: known by the token of the session, not by an id."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, found: SignIn, token: str) -> None:
        self.coordinator = found.coordinator
        self.seen_at = found.seen_at
        self.token = token

    def get_id(self) -> str:
        """The secret that the session cookie carries."""
        return self.token


def load_signed_in(token: str) -> SignedIn | None:
    """The coordinator whose session this is, unless it has ended."""
    found = staff.find_sign_in(reading(), token, now=now())
    if found is None:
        return None
    return SignedIn(found, token)


def current_coordinator() -> Coordinator:
    """The signed-in coordinator; only for pages that `for_staff` guards."""
    found: Coordinator = current_user.coordinator
    return found


def for_staff(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Lets signed-in coordinators in and sends everybody else to the sign-in."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if not current_user.is_authenticated:
            return redirect(url_for("staff.sign_in"))
        return view(*args, **kwargs)

    return guarded


def client_address() -> str:
    """Where the request comes from; proxies are believed only as far as the settings say."""
    return request.remote_addr or "unknown"


def configure_access(app: Flask) -> None:
    """Ties sessions and sign-in to the app."""
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app)
    manager.user_loader(load_signed_in)
    app.teardown_appcontext(close_reading)
