"""Whether the process lives and whether it can serve, for the machines that watch it."""

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from app.access import database
from app.persistence.migrate import has_pending

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """The database can be reached and has the schema that this code needs."""
    try:
        is_ready = not has_pending(database().engine)
    except SQLAlchemyError:
        is_ready = False
    if is_ready:
        return Response("ready\n", mimetype="text/plain")
    return Response("not ready\n", status=503, mimetype="text/plain")
