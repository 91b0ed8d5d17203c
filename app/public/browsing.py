"""Finding visits: the list, one offer, the map."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import abort, render_template, request

from app.access import now, reading, visit_plan
from app.i18n import current_language, gettext
from app.map_parts import map_assets, map_texts
from app.persistence import catalogue
from app.public.cards import place_of
from app.public.search import NAMES, Choices, read_search
from app.public.week import coming_closures
from app.weekly import weekly_hours
from visits.atlas import Atlas, Mark, catalogue_atlas
from visits.catalogue import Format, Offer, Site, Theme

OFFERS_PER_PAGE = 24
SLUG = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True)
class Place:
    """A site with what it shows, under the number it has on the map."""

    number: int
    site: Site
    offers: tuple[Offer, ...]


def browse() -> str:
    """The offers that fit a search, which the address says in full."""
    choices = Choices(
        towns=tuple(catalogue.list_towns(reading())),
        hosts=tuple(catalogue.list_hosts(reading())),
        languages=tuple(catalogue.offer_languages(reading())),
    )
    search = read_search(request.args, choices=choices)
    offers = catalogue.list_offers(reading(), search.wanted)
    pages = max(1, -(-len(offers) // OFFERS_PER_PAGE))
    page = min(search.page, pages)
    return render_template(
        "public/browse.html",
        choices=choices,
        themes=tuple(Theme),
        formats=tuple(Format),
        given=search.given,
        ignored=[gettext(NAMES[name]) for name in search.ignored],
        count=len(offers),
        offers=offers[(page - 1) * OFFERS_PER_PAGE : page * OFFERS_PER_PAGE],
        page=page,
        pages=pages,
    )


def offer_or_404(slug: str) -> Offer:
    """The offer with a slug that came from outside."""
    found = catalogue.find_offer(reading(), slug) if SLUG.fullmatch(slug) else None
    return found or abort(404)


def offer(slug: str) -> str:
    """All there is to know about one offer."""
    return offer_page(offer_or_404(slug))


def offer_page(offer: Offer, *, errors: Sequence[tuple[str, str]] = ()) -> str:
    """The page of an offer; `errors` are what to say of its button, which has the id "plan"."""
    today = now().astimezone(ZoneInfo(offer.site.zone)).date()
    return render_template(
        "public/offer.html",
        offer=offer,
        place=place_of(offer.site),
        hours=weekly_hours(offer.openings),
        closures=coming_closures(offer, today=today),
        is_in_plan=offer.slug in visit_plan(),
        errors=errors,
    )


def show_map() -> str:
    """Every place that shows something, on a map and in a list with the same numbers."""
    offers = catalogue.list_offers(reading())
    by_site: dict[str, list[Offer]] = {}
    for one in offers:
        by_site.setdefault(one.site.slug, []).append(one)
    sites = [site for site in catalogue.list_sites(reading()) if site.slug in by_site]
    places = [
        Place(number, site, tuple(by_site[site.slug])) for number, site in enumerate(sites, 1)
    ]
    return render_template("public/map.html", places=places, atlas=_atlas(places))


def _atlas(places: list[Place]) -> Atlas:
    marks = [
        Mark(
            place.number,
            place.site.point,
            place.site.name,
            (place.site.town, *(_title(one) for one in place.offers)),
        )
        for place in places
    ]
    return catalogue_atlas(
        marks, assets=map_assets(), texts=map_texts(gettext("Map of the places you can visit"))
    )


def _title(offer: Offer) -> str:
    return offer.title.in_language(current_language()).text
