"""Puts the application together, one named step after the other."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask, redirect, request, url_for
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response

import app.formatting as formatting
import app.labels as labels
from app.access import configure_access, visit_plan
from app.api.views import blueprint as api_blueprint
from app.cli import add_commands
from app.clock import Clock, read_clock
from app.config import Settings, UnsafeSettings, read_settings
from app.delegation.views import blueprint as delegation_blueprint
from app.demo.views import blueprint as demo_blueprint
from app.extensions import Database
from app.failures import handle_failures
from app.host.views import blueprint as host_blueprint
from app.i18n import current_language, gettext, negotiate, ngettext, set_language
from app.mail.links import Links
from app.persistence.migrate import has_pending
from app.public.health import blueprint as health_blueprint
from app.public.views import blueprint as public_blueprint
from app.security import csp_nonce, protect
from app.staff.views import blueprint as staff_blueprint
from app.subscribed.views import blueprint as feed_blueprint
from app.world import World
from visits.language import Language

ROOT = Path(__file__).parent.parent
APP_LOAD_ERROR = 4
LARGEST_BODY = 512 * 1024


class DoesNotStart(SystemExit):
    """The application must not start as it is set up; says why on standard error.

    The code is the one that tells gunicorn to end instead of starting worker after worker.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(APP_LOAD_ERROR)
        sys.stderr.write(f"Kvarken does not start: {sentence}\n")


class LanguageConverter(BaseConverter):
    """The first part of every page's address: one of our languages, anything else is a 404."""

    regex = "|".join(Language)

    def to_python(self, value: str) -> Language:
        return Language(value)


def create_app(settings: Settings | None = None, *, clock: Clock = read_clock) -> Flask:
    """The application; says in one sentence why, and ends, where it must not start."""
    try:
        settings = settings.check() if settings else read_settings(os.environ)
    except UnsafeSettings as unsafe:
        raise DoesNotStart(f"{unsafe}.") from None
    app = Flask(
        "kvarken",
        root_path=str(ROOT),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    _configure_flask(app, settings)
    _configure_world(app, settings, clock)
    _configure_language(app)
    _configure_templates(app)
    configure_access(app)
    protect(app, settings)
    handle_failures(app)
    _configure_pages(app, settings)
    add_commands(app)
    _refuse_pending_migrations(app)
    return app


def _configure_flask(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=[settings.host.rpartition(":")[0] or settings.host, settings.host],
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="__Host-kvarken" if settings.is_https else "kvarken",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(hours=1),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_I18N_ENABLED=False,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=0
        )


def _configure_world(app: Flask, settings: Settings, clock: Clock) -> None:
    if settings.database_url.startswith("sqlite:///var/"):
        Path("var").mkdir(mode=0o700, exist_ok=True)
    app.extensions["kvarken"] = World(
        database=Database(settings.database_url),
        settings=settings,
        clock=clock,
        links=Links(settings.base_url),
    )


def _configure_language(app: Flask) -> None:
    app.url_map.converters["language"] = LanguageConverter

    @app.url_value_preprocessor
    def read_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        named = (values or {}).pop("language", None) or _language_of(request.path)
        set_language(named or negotiate(request.headers.get("Accept-Language", "")))

    @app.url_defaults
    def add_language(endpoint: str, values: dict[str, Any]) -> None:
        if app.url_map.is_endpoint_expecting(endpoint, "language"):
            values.setdefault("language", current_language())

    @app.get("/")
    def root() -> Response:
        return redirect(url_for("public.start"))


def _language_of(path: str) -> Language | None:
    """The language an address begins with, also one that leads nowhere."""
    first = path.split("/", 2)[1]
    return Language(first) if first in set(Language) else None


def _language_links() -> list[dict[str, Any]]:
    """This page in each language, or the start page where this page cannot be fetched so."""
    rule, query = request.url_rule, request.query_string.decode("ascii", "ignore")
    is_page = rule is not None and "language" in rule.arguments and "GET" in (rule.methods or ())
    links = []
    for language in Language:
        if is_page:
            url = url_for(
                str(request.endpoint), **{**(request.view_args or {}), "language": language}
            )
            url = f"{url}?{query}" if query else url
        else:
            url = url_for("public.start", language=language)
        name = formatting.locale_of(language).languages[language.value]
        links.append(
            {
                "language": language,
                "name": name[:1].upper() + name[1:],
                "url": url,
                "is_current": language is current_language(),
            }
        )
    return links


def _configure_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True
    )
    app.jinja_env.filters.update(
        day=formatting.format_day,
        short_day=formatting.format_short_day,
        clock=formatting.format_clock,
        clocks=formatting.format_clocks,
        span=formatting.format_span,
        moment=formatting.format_moment,
        duration=formatting.format_length,
        number=formatting.format_number,
        label=labels.label,
        group_name=labels.group_name,
        country=labels.country_name,
        language_name=labels.language_name,
        zone_name=formatting.zone_name,
        clock_name=formatting.clock_name,
    )

    app.jinja_env.globals["csrf_token"] = generate_csrf

    @app.context_processor
    def common() -> dict[str, Any]:
        return {
            "language": current_language(),
            "language_links": _language_links(),
            "csp_nonce": csp_nonce,
            "plan_count": len(visit_plan()),
            "is_demo": app.extensions["kvarken"].settings.demo,
        }


def _configure_pages(app: Flask, settings: Settings) -> None:
    prefix = "/<language:language>"
    for blueprint in (public_blueprint, delegation_blueprint, host_blueprint, staff_blueprint):
        app.register_blueprint(blueprint, url_prefix=prefix)
    app.register_blueprint(feed_blueprint)
    app.register_blueprint(health_blueprint)
    app.register_blueprint(api_blueprint)
    if settings.demo:
        app.register_blueprint(demo_blueprint, url_prefix=f"{prefix}/demo")
        app.add_url_rule("/demo/mailbox", view_func=_to_mailbox)


def _to_mailbox() -> Response:
    return redirect(url_for("demo.mailbox"))


def _refuse_pending_migrations(app: Flask) -> None:
    """A server does not start on an old schema; commands do, for one of them brings it up."""
    if click.get_current_context(silent=True) is not None:
        return
    if has_pending(app.extensions["kvarken"].database.engine):
        raise DoesNotStart("the database has pending migrations; run `flask --app wsgi migrate`.")
