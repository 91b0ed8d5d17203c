"""Errors as pages people can use: one sentence about what happened, one about what to do."""

from dataclasses import dataclass

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import IntegrityError, OperationalError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    SecurityError,
    ServiceUnavailable,
)

from app.i18n import gettext
from app.labels import N_


@dataclass(frozen=True)
class Failure:
    """What an error page says."""

    title: str
    sentence: str
    advice: str


FAILURES = {
    400: Failure(
        N_("This request could not be understood"),
        N_("Something in the address or the form was not as it should be."),
        N_("Go back and try again, or begin at the start page."),
    ),
    404: Failure(
        N_("This page does not exist"),
        N_("The address may be cut off or mistyped, or the link may no longer be valid."),
        N_("Copy the whole link from your mail, or begin at the start page."),
    ),
    405: Failure(
        N_("This page cannot be used that way"),
        N_("The address takes another kind of request."),
        N_("Begin at the start page."),
    ),
    413: Failure(
        N_("That was too much at once"),
        N_("What you sent is larger than we can take."),
        N_("Go back, shorten your text and send again."),
    ),
    429: Failure(
        N_("Too many tries"),
        N_("To keep everybody safe we take a pause after many tries."),
        N_("Wait some minutes and try again."),
    ),
    500: Failure(
        N_("Something went wrong with us"),
        N_("It is our fault, and nothing you had sent before is lost."),
        N_("Try again in a little while."),
    ),
    503: Failure(
        N_("We are busy right now"),
        N_("Many people are using Kvarken at this moment. Nothing you sent was changed."),
        N_("Try again in a little while."),
    ),
}

# The database was away or others were in the way: nothing was changed, and trying again helps.
CONTENTIONS = (OperationalError, IntegrityError, StaleDataError, TimeoutError)


def handle_http(error: HTTPException) -> Response:
    """The page for an HTTP error; unknown codes borrow the words of their class."""
    if isinstance(error, SecurityError):
        return Response("Unknown host.\n", 400, mimetype="text/plain")
    code = error.code or 500
    failure = FAILURES.get(code) or FAILURES[400 if code < 500 else 500]
    wants_page = not request.path.startswith(("/feed/", "/api/"))
    page = render_template("errors/page.html", failure=failure, code=code) if wants_page else ""
    response = make_response(page or f"{gettext(failure.title)}\n", code)
    if not wants_page:
        response.mimetype = "text/plain"
    if code == 405 and error.response is None:
        allowed = getattr(error, "valid_methods", None)
        response.headers["Allow"] = ", ".join(sorted(allowed or ()))
    if code in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def handle_failures(app: Flask) -> None:
    """Gives the app its error pages; what nobody foresaw is logged and shown as a 500."""
    app.register_error_handler(HTTPException, handle_http)

    def handle_contention(error: Exception) -> Response:
        app.logger.warning("the database did not take it", exc_info=error)
        return handle_http(ServiceUnavailable())

    for kind in CONTENTIONS:
        app.register_error_handler(kind, handle_contention)

    def handle_unforeseen(error: Exception) -> Response:
        if app.testing:
            raise error
        # Flask's own line would name the address, and an address may be a secret link.
        app.logger.error("unforeseen error", exc_info=error)
        return handle_http(InternalServerError())

    app.register_error_handler(Exception, handle_unforeseen)
