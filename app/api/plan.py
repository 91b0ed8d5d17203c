"""A problem comes in, the best programme goes out: the composer for other programs.

`docs/api.md` describes it. Nothing is read from the database or written to it, and no cookie is
looked at; so there is nothing that a forged request could change.
"""

import json
from hmac import compare_digest

from flask import Response, abort, jsonify, request

from app.access import settings
from visits.errors import InvalidValue
from visits.planning.document import problem_from_document
from visits.planning.problem import Problem
from visits.planning.solve import WORK_LIMIT, solve
from visits.planning.writing import plan_to_document

LARGEST_PROBLEM = 2 * 1024 * 1024
LARGEST_SEED = 2**31 - 1
MOST_WORK = 10 * WORK_LIMIT


def compose_plan() -> Response:
    """The plan for the problem in the body; `seed` and `limit` may stand in the address."""
    if not _has_key():
        refusal = _said(401, reason="the key is missing or wrong")
        refusal.headers["WWW-Authenticate"] = "Bearer"
        return refusal
    if request.mimetype != "application/json":
        return _said(415, reason="send the problem as application/json")
    request.max_content_length = LARGEST_PROBLEM
    body = request.get_data()
    try:
        seed = _number("seed", usual=0, most=LARGEST_SEED)
        limit = _number("limit", usual=WORK_LIMIT, most=MOST_WORK)
        plan = solve(_problem(body), seed=seed, limit=limit)
    except InvalidValue as refused:
        return _said(422, field=refused.field, reason=refused.reason)
    return jsonify(plan_to_document(plan))


def _has_key() -> bool:
    """Whether the request carries the key; a 404 where none is set."""
    key = settings().api_key
    if not key:
        abort(404)
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    is_right = compare_digest(given.strip().encode(), key.encode())
    return is_right and scheme.lower() == "bearer"


def _number(name: str, *, usual: int, most: int) -> int:
    """A whole number of the address."""
    text = request.args.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= most):
        raise InvalidValue(name, f"a whole number up to {most}")
    return int(text)


def _problem(body: bytes) -> Problem:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidValue("document", "not JSON") from None
    return problem_from_document(document)


def _said(code: int, **document: str) -> Response:
    response = jsonify(document)
    response.status_code = code
    return response
