"""One visit with everything that is known of it, for a coordinator of its own office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.access import current_coordinator, for_staff, now, reading
from app.persistence.addresses import DeadAddress, dead_among
from app.persistence.catalogue import list_offers_by_id, list_offers_by_slug
from app.persistence.connections import list_unread
from app.persistence.delegations import find_delegation_by_reference, list_programmes
from app.persistence.incoming import list_incoming
from app.persistence.incoming_records import IncomingMail
from app.persistence.itineraries import find_itinerary, find_open_revision, list_requests
from app.persistence.outbox import list_mails_for_staff
from app.persistence.participants import count_participants
from app.persistence.records import OutboxMail, ProposedRevision
from app.persistence.timeline import list_entries
from app.persistence.visits import Stage, find_stage
from app.readiness_texts import ready_by_stop
from app.showing import ShownTime, show_time, time_in_words
from app.staff.words import happening, mail_state_name, stage_name
from app.wished import more_wishes
from visits.catalogue import Offer
from visits.delegation import Delegation
from visits.itinerary import Itinerary, Stop
from visits.request import VisitRequest
from visits.revision import Appointment, Revision, difference
from visits.span import Span

LONGEST_REFERENCE = 16


@dataclass(frozen=True)
class ShownChange:
    """One line of the difference between the programme and the proposed one."""

    kind: str
    offer: Offer
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ShownPart:
    """A stop, its time on the office's clock, and the newest question to its host.

    `unread_at` is when a calendar of the contact's that is no longer read was read last.
    """

    stop: Stop
    time: ShownTime
    asked: VisitRequest | None
    may_answer: bool
    unread_at: datetime | None


@dataclass
class VisitFile:
    """A visit and what hangs on it, each read once and only where it is needed."""

    delegation: Delegation

    @property
    def key(self) -> int:
        """The delegation's id."""
        assert self.delegation.id is not None, "a visit that is shown is stored"
        return self.delegation.id

    @cached_property
    def itinerary(self) -> Itinerary | None:
        """The programme that was chosen."""
        return find_itinerary(reading(), self.key)

    @cached_property
    def requests(self) -> list[VisitRequest]:
        """Every question to its hosts."""
        if self.itinerary is None or self.itinerary.id is None:
            return []
        return list_requests(reading(), self.itinerary.id)

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return find_stage(
            reading(),
            self.delegation,
            itinerary=self.itinerary,
            requests=self.requests,
            now=now(),
        )

    @cached_property
    def mails(self) -> list[OutboxMail]:
        """Every mail that was or will be sent, to whoever is no mere participant."""
        return list_mails_for_staff(reading(), self.key)

    @property
    def dead(self) -> dict[str, DeadAddress]:
        """The addresses that its mails have not reached."""
        return dead_among(self.mails)

    @cached_property
    def incoming(self) -> list[IncomingMail]:
        """Every mail that came in about it."""
        return list_incoming(reading(), self.key)

    @cached_property
    def participants(self) -> int:
        """How many of the delegation are on its list."""
        return count_participants(reading(), self.key)

    @cached_property
    def change(self) -> ProposedRevision | None:
        """The change that waits to be accepted."""
        if self.itinerary is None or self.itinerary.id is None:
            return None
        return find_open_revision(reading(), self.itinerary.id)


def open_visit(reference: str) -> VisitFile:
    """The visit of a reference; another office's is a 404 like one that does not exist."""
    if len(reference) > LONGEST_REFERENCE or not reference.isascii() or not reference.isprintable():
        abort(404)
    found = find_delegation_by_reference(reading(), reference)
    if found is None or found.node.id != current_coordinator().node.id:
        abort(404)
    return VisitFile(found)


@for_staff
def visit(reference: str) -> ResponseReturnValue:
    """The visit's page."""
    return show_visit(open_visit(reference))


def show_visit(file: VisitFile, *, problem: str = "") -> ResponseReturnValue:
    """The visit's page, with what stood in the way of an action."""
    zone = current_coordinator().node.zone
    delegation = file.delegation
    wished = _wished(file)
    page = render_template(
        "staff/visit.html",
        file=file,
        stage=file.stage,
        zone=zone,
        problem=problem,
        parts=_parts(file, zone=zone),
        ready=ready_by_stop(reading(), [file.itinerary] if file.itinerary else [], now=now()),
        programmes=[] if file.itinerary else list_programmes(reading(), file.key),
        changes=_changes(file, zone=zone),
        must_sees=[one for one in wished if one.id in delegation.wishes.must_sees],
        more_wishes=more_wishes(delegation.wishes, wished),
        happenings=[happening(one, zone=zone) for one in list_entries(reading(), file.key)],
        stage_name=stage_name,
        mail_state_name=mail_state_name,
    )
    return page, 422 if problem else 200


def _wished(file: VisitFile) -> list[Offer]:
    """Every offer that the wishes name; most often they are in the programme."""
    wishes = file.delegation.wishes
    named = dict.fromkeys((*wishes.must_sees, *wishes.hearts, *wishes.no_thanks))
    stops = file.itinerary.stops if file.itinerary else ()
    known = {stop.offer.id: stop.offer for stop in stops}
    missing = [one for one in named if one not in known]
    known |= {offer.id: offer for offer in list_offers_by_id(reading(), missing)}
    return [known[one] for one in named if one in known]


def _parts(file: VisitFile, *, zone: str) -> list[ShownPart]:
    newest = {id(asked.stop): asked for asked in file.requests}
    stops = file.itinerary.standing if file.itinerary else ()
    is_any_unknown = any(not stop.contact.is_busy_known for stop in stops)
    unread = list_unread(reading(), now=now()) if is_any_unknown else {}
    parts = []
    for stop in stops:
        asked = newest.get(id(stop))
        time = show_time(stop.span, zone=zone, host_zone=file.delegation.zone)
        may_answer = asked is not None and asked.may_answer(now=now())
        unread_at = unread.get(stop.contact.id or 0)
        parts.append(ShownPart(stop, time, asked, may_answer, unread_at))
    return parts


def _changes(file: VisitFile, *, zone: str) -> list[ShownChange]:
    if file.change is None or file.itinerary is None:
        return []
    planned = file.change.plan.stops
    revision = difference(
        (Appointment(stop.span, stop.offer.slug, stop.groups) for stop in file.itinerary.standing),
        (Appointment(stop.span, stop.choice, stop.tracks) for stop in planned),
    )
    offers = {stop.offer.slug: stop.offer for stop in file.itinerary.stops}
    missing = [stop.choice for stop in planned if stop.choice not in offers]
    offers |= {offer.slug: offer for offer in list_offers_by_slug(reading(), missing)}
    return lines_of(revision, offers, zone=zone, theirs=file.delegation.zone)


def lines_of(
    revision: Revision, offers: Mapping[str, Offer], *, zone: str, theirs: str
) -> list[ShownChange]:
    """A difference line by line, in times of the reader's zone and the delegation's."""

    def words(span: Span) -> str:
        return time_in_words(span, zone=zone, host_zone=theirs)

    return [
        *(ShownChange("stays", offers[one.offer], after=words(one.span)) for one in revision.stays),
        *(
            ShownChange("moves", offers[one.offer], words(one.before), words(one.after))
            for one in revision.moves
        ),
        *(ShownChange("goes", offers[one.offer], words(one.span)) for one in revision.goes),
        *(ShownChange("comes", offers[one.offer], after=words(one.span)) for one in revision.comes),
    ]
