"""Stops as calendar invitations, worded for one reader."""

from dataclasses import replace

from app.i18n import gettext, use_language
from app.labels import label
from app.mail.facts import join_link_of, place_of, stop_facts, title_of
from app.mail.letter import Links
from app.mail.text import one_line
from visits.catalogue import Format
from visits.conversation import STATE_OF, Due
from visits.delegation import Delegation
from visits.invitation import Invitation, InvitationState, Person
from visits.itinerary import Stop
from visits.notification import Recipient


def invitation_for(
    stop: Stop, *, delegation: Delegation, recipient: Recipient, organizer: Person, links: Links
) -> Invitation:
    """What a reader's calendar is told of a stop, in the reader's language and zone.

    Serves feeds and downloads; a stop that was given back comes out as cancelled.
    """
    written = _plain(
        stop, delegation=delegation, recipient=recipient, organizer=organizer, links=links
    )
    return _as(written, STATE_OF[stop.state], stop=stop)


def card_for(due: Due, *, delegation: Delegation, organizer: Person) -> Invitation:
    """The calendar message that is due to its reader.

    What goes into a calendar is shared with colleagues, so no secret link stands in it.
    """
    plain = _plain(
        due.stop, delegation=delegation, recipient=due.reader, organizer=organizer, links=Links()
    )
    written = replace(plain, sequence=due.sequence, changed_at=due.changed_at, span=due.span)
    return _as(written, due.state, stop=due.stop)


def _plain(
    stop: Stop, *, delegation: Delegation, recipient: Recipient, organizer: Person, links: Links
) -> Invitation:
    with use_language(recipient.language):
        return Invitation(
            uid=stop.uid,
            sequence=stop.sequence,
            changed_at=stop.changed_at,
            span=stop.span,
            language=recipient.language,
            summary=_summary(stop, delegation=delegation, recipient=recipient),
            description=_description(stop, delegation=delegation, recipient=recipient, links=links),
            location=place_of(stop),
            organizer=organizer,
            attendee=Person(recipient.email, one_line(recipient.name)),
            page_url=links.programme or links.status,
            point=None if stop.format is Format.ONLINE else stop.offer.site.point,
            categories=tuple(label(theme) for theme in stop.offer.themes),
        )


def _as(written: Invitation, state: InvitationState, *, stop: Stop) -> Invitation:
    """How certain it is, also in words for clients that do not show it.

    How to join is told once it is certain.
    """
    is_held = state is InvitationState.HELD
    join_url = join_link_of(stop) if state is InvitationState.CONFIRMED else ""
    with use_language(written.language):
        status = f"{gettext('Status')}: {label(state)}\n" if is_held else ""
        nowhere = "" if join_url else label(Format.ONLINE)
    return replace(
        written,
        description=f"{status}{written.description}",
        location=written.location or nowhere,
        join_url=join_url,
        is_tentative=is_held,
        is_cancelled=state is InvitationState.CANCELLED,
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
