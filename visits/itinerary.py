"""The programme: stops in order, drafted, published, cancelled."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from visits.catalogue import Contact, Format, Offer
from visits.delegation import Delegation
from visits.errors import NotAllowedNow
from visits.span import Span


class ItineraryState(StrEnum):
    """How far a programme has come."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class StopState(StrEnum):
    """Whether a stop's slot is held, agreed on with the host, or given back."""

    HELD = "held"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


@dataclass(eq=False, kw_only=True)
class Stop:
    """One slot taken into an itinerary.

    `blocked` is the Span with the offer's buffers: what the contact, and everyone in `company`,
    cannot give to anyone else. `groups` are the parts of the delegation that come; none means
    everyone. A pinned stop stays where it is when the programme is planned anew.
    `uid` stays for life; `sequence` and `changed_at` rise with every change that a calendar
    has to hear of (RFC 5545 3.8.7.4).
    """

    id: int | None = None
    offer: Offer
    contact: Contact
    span: Span
    blocked: Span
    language: str
    format: Format
    uid: str
    changed_at: datetime
    sequence: int = 0
    state: StopState = StopState.HELD
    company: list[Contact] = field(default_factory=list)
    groups: tuple[str, ...] = ()
    is_pinned: bool = False

    @property
    def stands(self) -> bool:
        """Whether the stop is part of the programme."""
        return self.state is not StopState.DROPPED

    def move(self, span: Span, *, now: datetime) -> None:
        """To another time, with the offer's buffers around it."""
        self.span = span
        self.blocked = blocked_span(self.offer, span)
        self._change(now)

    def confirm(self, *, now: datetime) -> None:
        """Its host has said yes."""
        if self.state is not StopState.CONFIRMED:
            self.state = StopState.CONFIRMED
            self._change(now)

    def hold_again(self, *, now: datetime) -> None:
        """Nobody has agreed to it any more; the slot is still held."""
        if self.state is not StopState.HELD:
            self.state = StopState.HELD
            self._change(now)

    def raise_to(self, sequence: int, *, now: datetime) -> None:
        """Takes over a SEQUENCE that some calendar has heard of, where it is higher."""
        if sequence > self.sequence:
            self.sequence = sequence
            self.changed_at = now

    def drop(self, *, now: datetime) -> None:
        """Gives the slot back."""
        self.state = StopState.DROPPED
        self._change(now)

    def _change(self, now: datetime) -> None:
        self.sequence += 1
        self.changed_at = now


def blocked_span(offer: Offer, span: Span) -> Span:
    """The Span for which a contact is taken when an offer is received at `span`."""
    return span.widened(before=offer.buffer_before, after=offer.buffer_after)


@dataclass(eq=False, kw_only=True)
class Itinerary:
    """A delegation's programme; `version` goes up by one with every change."""

    id: int | None = None
    delegation: Delegation
    drafted_at: datetime
    state: ItineraryState = ItineraryState.DRAFT
    version: int = 1
    stops: list[Stop] = field(default_factory=list)
    published_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def standing(self) -> tuple[Stop, ...]:
        """The stops that are part of the programme, in order of time."""
        return tuple(sorted((s for s in self.stops if s.stands), key=lambda s: s.span))

    def was_told(self, stop: Stop) -> bool:
        """Whether a stop was ever in the published programme; what went before was in none."""
        if self.published_at is None:
            return False
        went_after = stop.changed_at > self.published_at or stop.changed_at == self.cancelled_at
        return stop.stands or went_after

    @property
    def called_off(self) -> tuple[Stop, ...]:
        """The stops that were in the published programme and are not any more, by time."""
        gone = (stop for stop in self.stops if not stop.stands and self.was_told(stop))
        return tuple(sorted(gone, key=lambda stop: stop.span))

    def add_stop(self, stop: Stop) -> None:
        """Takes one more stop into a draft or a published programme."""
        self._must_be(ItineraryState.DRAFT, ItineraryState.PUBLISHED)
        self.stops.append(stop)
        self.version += 1

    def move_stop(self, stop: Stop, span: Span, *, now: datetime) -> None:
        """Moves a stop of a draft or a published programme to another time.

        Whether its host must be asked anew is for the caller to say.
        """
        self._must_be(ItineraryState.DRAFT, ItineraryState.PUBLISHED)
        stop.move(span, now=now)
        self.version += 1

    def drop_stop(self, stop: Stop, *, now: datetime) -> None:
        """Takes a stop out of a draft or a published programme."""
        self._must_be(ItineraryState.DRAFT, ItineraryState.PUBLISHED)
        stop.drop(now=now)
        self.version += 1

    def publish(self, *, now: datetime) -> None:
        """Makes the programme final; every standing stop must be confirmed."""
        self._must_be(ItineraryState.DRAFT)
        if not self.is_agreed:
            raise NotAllowedNow("a stop still waits for its host")
        self.state = ItineraryState.PUBLISHED
        self.published_at = now
        self.version += 1

    @property
    def is_agreed(self) -> bool:
        """Whether there are stops and all their hosts have said yes."""
        standing = self.standing
        return bool(standing) and all(s.state is StopState.CONFIRMED for s in standing)

    @property
    def may_be_chosen_anew(self) -> bool:
        """Whether nothing is left of a draft, so that another programme can take its place."""
        return self.state is ItineraryState.DRAFT and not self.standing

    def cancel(self, *, now: datetime) -> tuple[Stop, ...]:
        """Calls the whole visit off; returns the stops that were given back."""
        self._must_be(ItineraryState.DRAFT, ItineraryState.PUBLISHED)
        dropped = self.standing
        for stop in dropped:
            stop.drop(now=now)
        self.state = ItineraryState.CANCELLED
        self.cancelled_at = now
        self.version += 1
        return dropped

    def _must_be(self, *states: ItineraryState) -> None:
        if self.state not in states:
            raise NotAllowedNow(f"the programme is {self.state}")
