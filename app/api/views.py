"""The addresses for other programs."""

from flask import Blueprint

from app.api import plan

blueprint = Blueprint("api", __name__)

blueprint.add_url_rule("/api/plan", "plan", plan.compose_plan, methods=["POST"])
