"""Pages that explain: the start page, help, accessibility and privacy."""

from collections.abc import Iterable

from flask import render_template

from app.access import reading, settings
from app.persistence import catalogue
from visits.catalogue import Offer

FEW = 3


def start() -> str:
    """What Kvarken is for, how it works, and a few of the visits."""
    offers = catalogue.list_offers(reading())
    return render_template("public/start.html", offers=from_different_towns(offers)[:FEW])


def from_different_towns(offers: Iterable[Offer]) -> list[Offer]:
    """The first offer of each town, in the order given."""
    first: dict[str, Offer] = {}
    for offer in offers:
        first.setdefault(offer.site.town, offer)
    return list(first.values())


def help_and_contact() -> str:
    """Answers to what people ask, and whom to write to."""
    nodes = catalogue.list_nodes(reading())
    return render_template("public/help.html", nodes=nodes, email=settings().mail_from)


def accessibility() -> str:
    """The accessibility statement."""
    return render_template("public/accessibility.html", email=settings().mail_from)


def privacy() -> str:
    """What is stored about people, and how to have it corrected or erased."""
    return render_template("public/privacy.html", email=settings().mail_from)
