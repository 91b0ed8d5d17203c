"""Pages for delegations: asking for a visit, and following it.

The addresses of a visit carry a secret token; whoever has the link may use it.
"""

from flask import Blueprint

from app.delegation import asking, changing, choosing, following, left_out, programme

blueprint = Blueprint("delegation", __name__)

# Asking for a visit.
blueprint.add_url_rule("/ask", "begin", asking.begin)
blueprint.add_url_rule("/ask/<step>", "step", asking.step, methods=["GET", "POST"])
blueprint.add_url_rule("/ask/check", "check", asking.check, methods=["GET", "POST"])
blueprint.add_url_rule("/ask/sent/<token>", "sent", asking.sent)

# Following a visit.
blueprint.add_url_rule("/visit/<token>", "status", following.status)
blueprint.add_url_rule(
    "/visit/<token>/programmes", "programmes", choosing.programmes, methods=["GET", "POST"]
)
blueprint.add_url_rule("/visit/<token>/programmes/<key>/left-out", "left_out", left_out.left_out)
blueprint.add_url_rule("/visit/<token>/change", "change", changing.change, methods=["GET", "POST"])
blueprint.add_url_rule("/visit/<token>/programme", "programme", programme.programme)
blueprint.add_url_rule("/visit/<token>/programme.ics", "download", programme.download)
blueprint.add_url_rule("/visit/<token>/cancel", "cancel", following.cancel, methods=["GET", "POST"])
