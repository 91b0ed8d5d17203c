"""Taking slots into a programme, asking their hosts, and giving slots back."""

import secrets
from collections.abc import Mapping, Sequence

from app.actions.calendars import tell_on_card
from app.actions.hold_clock import answer_due, next_reminder
from app.actions.telling import KVARKEN, Teller, note
from app.actions.transaction import Transaction
from app.persistence.records import What
from app.persistence.slots import hold
from visits.catalogue import Offer
from visits.errors import SlotTaken
from visits.itinerary import Itinerary, Stop, blocked_span
from visits.notification import Message, MessageKind, host_of
from visits.planning.choice import PlannedStop
from visits.request import RequestState, VisitRequest

ENDED_BY_HOST = frozenset({RequestState.DECLINED, RequestState.LAPSED})


def take_slots(
    tx: Transaction,
    itinerary: Itinerary,
    *,
    planned: Sequence[PlannedStop],
    offers: Mapping[str, Offer],
) -> None:
    """Holds the planned slots, all or none, and asks their hosts; raises SlotTaken."""
    stops = [_stop(tx, one, offer=offers[one.choice]) for one in planned]
    for stop in stops:
        itinerary.add_stop(stop)
    tx.session.add(itinerary)
    hold(tx.session, stops)
    for stop in stops:
        ask_host(tx, itinerary, stop)


def ask_host(tx: Transaction, itinerary: Itinerary, stop: Stop) -> None:
    """A new question to the contact of a stop, by mail, with the time held in its calendar."""
    request = VisitRequest(
        itinerary=itinerary, stop=stop, asked_at=tx.now, answer_by=answer_due(tx, stop)
    )
    request.next_reminder_at = next_reminder(request, now=tx.now)
    tx.session.add(request)
    tx.session.flush()
    message = Message(
        kind=MessageKind.ASKED,
        recipient=host_of(stop),
        delegation=itinerary.delegation,
        itinerary=itinerary,
        stop=stop,
        request=request,
    )
    tell_on_card(tx, message)
    note(tx, itinerary.delegation, What.HOST_ASKED, by=KVARKEN, **about(stop))


def withdraw(tx: Transaction, request: VisitRequest, *, by: Teller) -> None:
    """Takes a question back; the host hears of it by its calendar, at the end of the action.

    Unless the host said no or stayed silent: then there is nothing to take back.
    """
    if request.state in ENDED_BY_HOST:
        return
    request.withdraw(now=tx.now)
    note(tx, request.itinerary.delegation, What.WITHDRAWN, by=by, **about(request.stop))


def about(stop: Stop) -> dict[str, object]:
    """What the timeline keeps of a stop."""
    return {
        "offer": stop.offer.slug,
        "host": stop.offer.host.name,
        "starts_at": stop.span.starts_at.isoformat(),
        "ends_at": stop.span.ends_at.isoformat(),
    }


def staff(stop: Stop, planned: PlannedStop) -> None:
    """Gives a stop the people who are to receive it, and the groups that come.

    Raises SlotTaken where somebody no longer receives the offer.
    """
    receivers = (stop.contact, *stop.company, *stop.offer.contacts)
    known = {str(contact.id): contact for contact in receivers}
    if not known.keys() >= {planned.contact, *planned.company}:
        raise SlotTaken(stop.offer.id or 0)
    stop.contact = known[planned.contact]
    stop.company = [known[one] for one in planned.company]
    stop.groups = planned.tracks


def _stop(tx: Transaction, planned: PlannedStop, *, offer: Offer) -> Stop:
    stop = Stop(
        offer=offer,
        contact=offer.contact,
        span=planned.span,
        blocked=blocked_span(offer, planned.span),
        language=planned.language,
        format=planned.format,
        uid=f"{secrets.token_hex(16)}@{tx.world.settings.mail_domain}",
        changed_at=tx.now,
    )
    staff(stop, planned)
    return stop
