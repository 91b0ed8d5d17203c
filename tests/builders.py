"""Small valid things to begin a test with; name only what the test is about."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.actions.ask import Inquiry
from visits.availability import Opening
from visits.catalogue import Contact, Format, Host, Node, Offer, Site, Theme
from visits.delegation import Delegation, Group, Wishes
from visits.itinerary import Itinerary, Stop, blocked_span
from visits.language import Language
from visits.place import Point
from visits.request import VisitRequest
from visits.span import Span
from visits.wording import Wording

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
STOCKHOLM, HELSINKI = "Europe/Stockholm", "Europe/Helsinki"


def _made(kind: Any, defaults: dict[str, Any], changes: dict[str, Any]) -> Any:
    return kind(**{**defaults, **changes})


def words(text: str) -> Wording:
    return Wording(en=text, sv=f"{text} (sv)", fi=f"{text} (fi)")


def a_node(**changes: Any) -> Node:
    defaults = {
        "slug": "north",
        "name": words("North"),
        "town": "Umeå",
        "point": Point(63.825, 20.263),
        "zone": STOCKHOLM,
        "country": "SE",
    }
    node: Node = _made(Node, defaults, changes)
    return node


def a_host(**changes: Any) -> Host:
    defaults = {
        "node": a_node(),
        "slug": "umea-energi",
        "name": "Umeå Energi",
        "town": "Umeå",
        "about": words("Energy for a town"),
    }
    host: Host = _made(Host, defaults, changes)
    return host


def a_contact(**changes: Any) -> Contact:
    defaults = {
        "host": a_host(),
        "role": words("Project lead"),
        "email": "project.lead@example.org",
        "language": Language.SV,
    }
    contact: Contact = _made(Contact, defaults, changes)
    return contact


def an_offer(**changes: Any) -> Offer:
    host = a_host()
    site = Site(
        host=host,
        slug="umea",
        name="Umeå Energi",
        town="Umeå",
        address="Umeå",
        point=Point(63.825, 20.263),
        zone=STOCKHOLM,
    )
    defaults = {
        "site": site,
        "contact": a_contact(host=host),
        "slug": "industry-of-the-future",
        "title": words("Industry of the future"),
        "summary": words("Companies share heat"),
        "description": words("How companies solve problems together."),
        "themes": (Theme.ENERGY, Theme.INDUSTRY),
        "formats": (Format.ONLINE,),
        "languages": ("en", "sv"),
        "minutes": 60,
        "most_people": 100,
        "notice_days": 7,
        "openings": tuple(Opening(day, time(8), time(16)) for day in range(5)),
        "join_url": "https://meet.example.org/umea",
    }
    offer: Offer = _made(Offer, defaults, changes)
    return offer


def some_wishes(**changes: Any) -> Wishes:
    defaults = {
        "themes": ((Theme.ENERGY, 3), (Theme.INDUSTRY, 3), (Theme.TALENT, 2)),
        "earliest_on": date(2026, 12, 7),
        "latest_on": date(2027, 1, 29),
        "day_from": time(9),
        "day_until": time(13),
        "format": Format.ONLINE,
        "longest_day": 240,
    }
    wishes: Wishes = _made(Wishes, defaults, changes)
    return wishes


KIP_GROUPS = (
    Group("ICT", 10, (Theme.DIGITALISATION,)),
    Group("Environment and energy", 10, (Theme.ENERGY, Theme.CLIMATE)),
    Group("HR", 10, (Theme.TALENT,)),
    Group("Marketing", 10, (Theme.TALENT,)),
    Group("Safety", 10, (Theme.SAFETY,)),
)


def an_inquiry(**changes: Any) -> Inquiry:
    """Kokkola Industrial Park's request, the reference visit."""
    defaults = {
        "organisation": "Kokkola Industrial Park",
        "country": "FI",
        "contact_name": "Visit coordinator",
        "contact_email": "visits.kip@example.org",
        "zone": HELSINKI,
        "languages": ("en", "fi", "sv"),
        "language": Language.FI,
        "size": 50,
        "groups": KIP_GROUPS,
        "wishes": some_wishes(),
    }
    inquiry: Inquiry = _made(Inquiry, defaults, changes)
    return inquiry


def a_delegation(**changes: Any) -> Delegation:
    inquiry = an_inquiry()
    defaults = {
        **inquiry.__dict__,
        "node": a_node(),
        "reference": "KV-2345AB",
        "asked_at": NOW,
    }
    delegation: Delegation = _made(Delegation, defaults, changes)
    return delegation


def a_span(hour: int = 8, minutes: int = 60, *, on: date = date(2027, 1, 12)) -> Span:
    """So many minutes from an hour in UTC."""
    return Span.of(datetime(on.year, on.month, on.day, hour, tzinfo=UTC), minutes)


def a_stop(**changes: Any) -> Stop:
    offer = changes.get("offer") or an_offer()
    span = changes.get("span") or a_span()
    defaults = {
        "offer": offer,
        "contact": offer.contact,
        "span": span,
        "blocked": blocked_span(offer, span),
        "language": "en",
        "format": Format.ONLINE,
        "uid": "0123456789abcdef@localhost",
        "changed_at": NOW,
    }
    stop: Stop = _made(Stop, defaults, changes)
    return stop


def an_itinerary(**changes: Any) -> Itinerary:
    defaults = {"delegation": a_delegation(), "drafted_at": NOW, "stops": [a_stop()]}
    itinerary: Itinerary = _made(Itinerary, defaults, changes)
    return itinerary


def a_request(**changes: Any) -> VisitRequest:
    itinerary = changes.get("itinerary") or an_itinerary()
    defaults = {
        "itinerary": itinerary,
        "stop": itinerary.stops[0],
        "asked_at": NOW,
        "answer_by": NOW + timedelta(days=7),
    }
    request: VisitRequest = _made(VisitRequest, defaults, changes)
    return request
