"""A contact's own visits at the desk: what waits for an answer, what comes, what was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access import now, reading, settings, world
from app.actions.desk import renew_contact_feed
from app.forms import LATE_FORM, Act
from app.host.desk import SEE_OTHER, Desk, desk_contact_or_404, desk_page
from app.i18n import gettext
from app.mail.facts import join_link_of, people_of, place_of
from app.persistence.capabilities import find_token
from app.persistence.desk import answer_tokens, list_programmes_of, list_requests_for
from app.persistence.records import Purpose
from app.readiness_texts import ShownReadiness, ready_by_stop
from app.showing import ShownTime, show_time
from visits.catalogue import Contact
from visits.delegation import Delegation
from visits.itinerary import Stop
from visits.request import RequestState, VisitRequest

SHOWN_AFTER = timedelta(days=400)
MOST_PAST = 30


@dataclass(frozen=True, kw_only=True)
class ShownVisit:
    """One stop that the contact receives, with the way to its answer where there is one."""

    delegation: Delegation
    stop: Stop
    time: ShownTime
    people: str
    place: str
    join_link: str
    request: VisitRequest | None
    answer_url: str
    is_handed_on: bool
    ready: ShownReadiness | None

    @property
    def handed_to(self) -> Contact | None:
        """The colleague whom the contact has asked to take it."""
        return None if self.is_handed_on or self.request is None else self.request.handed_to

    @property
    def is_waiting(self) -> bool:
        """Whether the contact has yet to answer."""
        return bool(self.answer_url) and (
            self.request is not None and self.request.state is RequestState.WAITING
        )


def desk(token: str) -> ResponseReturnValue:
    """The first page of a desk."""
    opened = desk_contact_or_404(token)
    shown = tuple(_visits(opened))
    coming = [one for one in shown if one.stop.span.ends_at > now() and not one.is_waiting]
    past = [one for one in shown if one.stop.span.ends_at <= now()]
    return desk_page(
        opened,
        "host/desk.html",
        waiting=[one for one in shown if one.is_waiting],
        coming=coming,
        past=past[::-1][:MOST_PAST],
        feed=_feed_of(opened),
    )


def renew_feed(token: str) -> ResponseReturnValue:
    """A new address for the contact's own calendar feed; only the contact gets to see it."""
    opened = desk_contact_or_404(token)
    if opened.is_staff:
        abort(404)
    if not Act().validate_on_submit():
        flash(str(LATE_FORM), "warning")
    else:
        contact_id = opened.contact.id or 0
        renew_contact_feed(world(), contact_id=contact_id, by=opened.by, now=now())
        flash(gettext("Your calendar has a new address. An older one no longer works."), "success")
    return redirect(url_for("host.desk", token=opened.key, _anchor="feed"), SEE_OTHER)


def _visits(opened: Desk) -> Iterator[ShownVisit]:
    """Every stop of the contact's own, by time."""
    contact = opened.contact
    programmes = list_programmes_of(reading(), contact.id or 0, since=now() - SHOWN_AFTER)
    requests = list_requests_for(reading(), programmes)
    newest = {id(asked.stop): asked for asked in requests}
    links = _answer_links(opened, requests)
    ready = ready_by_stop(reading(), programmes, now=now())
    mine = [
        (stop, itinerary)
        for itinerary in programmes
        for stop in itinerary.standing
        if _is_mine(stop, newest.get(id(stop)), contact)
    ]
    for stop, itinerary in sorted(mine, key=lambda pair: pair[0].span):
        asked = newest.get(id(stop))
        yield ShownVisit(
            delegation=itinerary.delegation,
            stop=stop,
            time=show_time(
                stop.span, zone=stop.offer.site.zone, host_zone=itinerary.delegation.zone
            ),
            people=people_of(itinerary.delegation, names=stop.groups),
            place=place_of(stop),
            join_link=join_link_of(stop),
            request=asked,
            answer_url=links.get(asked.id or 0, "") if asked else "",
            is_handed_on=asked is not None and asked.handed_to is contact,
            ready=ready.get(stop.id or 0) if contact in (stop.contact, *stop.company) else None,
        )


def _is_mine(stop: Stop, asked: VisitRequest | None, contact: Contact) -> bool:
    is_handed_on = asked is not None and asked.handed_to is contact
    return contact in (stop.contact, *stop.company) or is_handed_on


def _answer_links(opened: Desk, requests: list[VisitRequest]) -> dict[int, str]:
    """Where each question that is still open is answered: by link, or on the office's own page."""
    contact = opened.contact
    open_ones = [
        asked
        for asked in requests
        if asked.may_answer(now=now()) and contact in (asked.stop.contact, asked.handed_to)
    ]
    if opened.is_staff:
        own_office = opened.host.node
        return {
            asked.id or 0: url_for(
                "staff.answer", reference=asked.itinerary.delegation.reference, id=asked.id
            )
            for asked in open_ones
            if asked.itinerary.delegation.node is own_office
        }
    tokens = answer_tokens(
        reading(), open_ones, contact_id=contact.id or 0, secret_key=settings().secret_key
    )
    return {key: url_for("host.answer", token=token) for key, token in tokens.items()}


def _feed_of(opened: Desk) -> str:
    """The address of the contact's own calendar feed; empty where there is none."""
    if opened.is_staff:
        return ""
    secret_key = settings().secret_key
    token = find_token(reading(), Purpose.FEED, opened.contact, secret_key=secret_key)
    return world().links.feed(token) if token else ""
