"""Stops as calendar invitations, worded for one reader."""

from app.i18n import gettext, use_language
from app.labels import label
from app.mail.facts import join_link_of, place_of, stop_facts, title_of
from app.mail.letter import Links
from app.mail.text import one_line
from visits.catalogue import Format
from visits.delegation import Delegation
from visits.invitation import Invitation, Person
from visits.itinerary import Stop
from visits.notification import Recipient


def invitation_for(
    stop: Stop, *, delegation: Delegation, recipient: Recipient, organizer: Person, links: Links
) -> Invitation:
    """What a reader's calendar is told of a stop, in the reader's language and zone.

    Serves mails and feeds alike; a stop that was given back comes out as cancelled.
    """
    with use_language(recipient.language):
        return Invitation(
            uid=stop.uid,
            sequence=stop.sequence,
            changed_at=stop.changed_at,
            span=stop.span,
            language=recipient.language,
            summary=_summary(stop, delegation=delegation, recipient=recipient),
            description=_description(stop, delegation=delegation, recipient=recipient, links=links),
            location=_location(stop),
            organizer=organizer,
            attendee=Person(recipient.email, one_line(recipient.name)),
            join_url=join_link_of(stop) if stop.stands else "",
            page_url=links.programme or links.status,
            point=None if stop.format is Format.ONLINE else stop.offer.site.point,
            is_cancelled=not stop.stands,
            categories=tuple(label(theme) for theme in stop.offer.themes),
        )


def _summary(stop: Stop, *, delegation: Delegation, recipient: Recipient) -> str:
    if recipient.is_host:
        visitors = {"organisation": one_line(delegation.organisation), "title": title_of(stop)}
        return gettext("Visit from %(organisation)s: %(title)s") % visitors
    return f"{title_of(stop)} – {one_line(stop.offer.host.name)}"


def _description(stop: Stop, *, delegation: Delegation, recipient: Recipient, links: Links) -> str:
    """The facts without the join link, which the calendar part puts on the first line itself."""
    facts = stop_facts(stop, delegation=delegation, recipient=recipient)
    lines = [f"{fact.name}: {fact.value}" for fact in facts if not fact.url]
    lines.append(f"{gettext('Reference')}: {one_line(delegation.reference)}")
    if links.programme:
        lines.append(f"{gettext('Programme')}: {links.programme}")
    return "\n".join(lines)


def _location(stop: Stop) -> str:
    place = place_of(stop)
    if place or join_link_of(stop):
        return place
    return label(Format.ONLINE)
