"""Pages for everybody; nobody signs in to see them."""

from flask import Blueprint

from app.public import browsing, pages, plan
from app.public.cards import facts_of

blueprint = Blueprint("public", __name__)

blueprint.add_url_rule("/", "start", pages.start)
blueprint.add_url_rule("/help", "help", pages.help_and_contact)
blueprint.add_url_rule("/accessibility", "accessibility", pages.accessibility)
blueprint.add_url_rule("/privacy", "privacy", pages.privacy)

blueprint.add_url_rule("/visits", "browse", browsing.browse)
blueprint.add_url_rule("/visits/<slug>", "offer", browsing.offer)
blueprint.add_url_rule("/map", "map", browsing.show_map)

blueprint.add_url_rule("/visit-plan", "visit_plan", plan.visit_plan)
blueprint.add_url_rule("/visit-plan/add/<slug>", "add_to_plan", plan.add_to_plan, methods=["POST"])
blueprint.add_url_rule(
    "/visit-plan/remove/<slug>", "remove_from_plan", plan.remove_from_plan, methods=["POST"]
)

blueprint.add_app_template_filter(facts_of, "facts")
