"""What is said of an offer in few words."""

from collections.abc import Iterable

from app.formatting import format_length
from app.i18n import ngettext
from app.labels import label, language_name
from visits.catalogue import Format, Offer, Site

SIGNS = {Format.ONLINE: "screen", Format.ON_SITE: "pin", Format.HYBRID: "pin"}


def facts_of(offer: Offer) -> list[tuple[str, str]]:
    """Length, formats, group limit and languages, each with the name of its icon."""
    return [
        ("clock", format_length(offer.minutes)),
        *((SIGNS[one], label(one)) for one in _told(offer.formats)),
        ("people", up_to(offer.most_people)),
        ("language", ", ".join(language_name(tag) for tag in offer.languages)),
    ]


def _told(formats: Iterable[Format]) -> list[Format]:
    """The formats worth telling: on site and online says the other two as well."""
    told = set(formats)
    return [Format.HYBRID] if Format.HYBRID in told else sorted(told)


def up_to(people: int) -> str:
    """A group limit."""
    return ngettext("Up to %(n)s person", "Up to %(n)s people", people) % {"n": people}


def place_of(site: Site) -> str:
    """Where a site is, on one line; nothing is said twice."""
    town = "" if site.town in site.address else site.town
    return ", ".join(dict.fromkeys(part for part in (site.name, site.address, town) if part))
