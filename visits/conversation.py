"""What each person's calendar was told of each stop, and what it must be told now.

Nothing is sent because something happened. What the programme says of a stop is compared with
what a person was told last, and the difference is due: a hold, a confirmation, a change, or that
it is off. So whoever is not affected hears nothing, and comparing twice is comparing once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from visits.catalogue import Format
from visits.delegation import TURN, Delegate, Delegation
from visits.invitation import InvitationState, Method
from visits.itinerary import Itinerary, ItineraryState, Stop, StopState
from visits.language import Language
from visits.notification import Recipient, contact_of, delegate_of, receiver_of
from visits.span import Span

MOST_INVITATIONS_AT_ONCE = 6
MOST_TOLD_AT_ONCE = 20


class Channel(StrEnum):
    """How somebody hears of a stop: by a calendar message, or by the programme's feed."""

    CARD = "card"
    FEED = "feed"


STATE_OF = {
    StopState.HELD: InvitationState.HELD,
    StopState.CONFIRMED: InvitationState.CONFIRMED,
    StopState.DROPPED: InvitationState.CANCELLED,
}


@dataclass(frozen=True)
class Card:
    """What one person's calendar should show of one stop.

    `says` stands for everything else that a calendar shows of it. With `is_turn` people take the
    stop in turns and nobody knows yet which one is theirs: it is told of, and never invited to.
    """

    stop: Stop
    reader: Recipient
    state: InvitationState
    span: Span
    says: str
    is_turn: bool = False


@dataclass(eq=False, kw_only=True)
class Told:
    """What one person was last told of one stop: a line of the ledger.

    `sequence` and `changed_at` are those of the last message; `says` is empty where nobody knows
    what it said. `asked_version` is that of the request the message asked to answer.
    """

    id: int | None = None
    stop: Stop
    email: str
    name: str
    language: Language
    zone: str
    is_host: bool
    is_delegate: bool
    channel: Channel
    state: InvitationState
    sequence: int
    changed_at: datetime
    span: Span
    says: str
    asked_version: int | None = None

    @property
    def reader(self) -> Recipient:
        """The person, as known when last written to."""
        return Recipient(
            self.email,
            self.name,
            self.language,
            self.zone,
            is_host=self.is_host,
            is_delegate=self.is_delegate,
        )

    @property
    def is_live(self) -> bool:
        """Whether the stop still stands in the person's calendar."""
        return self.state is not InvitationState.CANCELLED


@dataclass(frozen=True)
class Due:
    """One thing that one person must be told of one stop; `was` is what it was told before.

    `span` is the stop's time; for what is off, the one that was told last.
    """

    stop: Stop
    reader: Recipient
    was: Told | None
    channel: Channel
    state: InvitationState
    sequence: int
    changed_at: datetime
    span: Span
    says: str

    @property
    def method(self) -> Method:
        """What the calendar message does, where there is one."""
        return Method.CANCEL if self.state is InvitationState.CANCELLED else Method.REQUEST

    @property
    def before(self) -> Span | None:
        """The time that was told before, where it was another one and stood."""
        was = self.was
        return was.span if was and was.is_live and was.span != self.span else None

    def entered(self) -> Told:
        """The ledger's line once this is told, in place of the one there was."""
        reader = self.reader
        return Told(
            id=self.was.id if self.was else None,
            stop=self.stop,
            email=address_of(reader.email),
            name=reader.name,
            language=reader.language,
            zone=reader.zone,
            is_host=reader.is_host,
            is_delegate=reader.is_delegate,
            channel=self.channel,
            state=self.state,
            sequence=self.sequence,
            changed_at=self.changed_at,
            span=self.span,
            says=self.says,
        )


def cards_of(itinerary: Itinerary, delegates: Sequence[Delegate] = ()) -> list[Card]:
    """Everybody's calendar as the programme would have it now, in order of time.

    Until the programme is out, only those who receive a stop hold time for it. Whoever has more
    than one part in a stop has one card: as a host first, then as the delegation's contact.
    """
    cards: dict[tuple[str, str], Card] = {}
    if itinerary.state is ItineraryState.CANCELLED:
        return []
    is_out = itinerary.state is ItineraryState.PUBLISHED
    for stop in itinerary.standing:
        state = STATE_OF[stop.state] if is_out else InvitationState.HELD
        readers = (*_hosts_of(stop), *(_guests_of(stop, itinerary, delegates) if is_out else ()))
        for reader in readers:
            turn = reader.is_delegate and is_turn(stop, itinerary.delegation)
            says = digest_of(stop, reader.language)
            card = Card(stop, reader, state, stop.span, says, turn)
            cards.setdefault((stop.uid, address_of(reader.email)), card)
    return list(cards.values())


def _hosts_of(stop: Stop) -> list[Recipient]:
    return [receiver_of(stop, contact) for contact in (stop.contact, *stop.company)]


def _guests_of(stop: Stop, itinerary: Itinerary, delegates: Sequence[Delegate]) -> list[Recipient]:
    coming = [delegate_of(one) for one in delegates if takes_part(one, stop)]
    return [contact_of(itinerary.delegation), *coming]


def takes_part(delegate: Delegate, stop: Stop) -> bool:
    """Whether a stop is for somebody's part of the delegation, or for a turn of that part."""
    return is_for_part(delegate.group, stop, delegate.delegation)


def is_for_part(part: str, stop: Stop, delegation: Delegation) -> bool:
    """Whether a stop is for everyone, for this part of the delegation, or for a turn of it."""
    if not stop.groups or {one.name for one in delegation.parts} <= set(stop.groups):
        return True
    return any(_whole_of(name, delegation) in ("", part) for name in stop.groups)


def _whole_of(name: str, delegation: Delegation) -> str | None:
    """The part of the delegation that a name stands for; of a turn, the part that takes turns.

    The whole delegation's name is empty.
    """
    if name in {part.name for part in delegation.parts}:
        return name
    turn = TURN.fullmatch(name)
    return (turn[1] or "") if turn else None


def is_turn(stop: Stop, delegation: Delegation) -> bool:
    """Whether people come to a stop in turns, so that nobody knows whose turn it is."""
    names = {part.name for part in delegation.parts}
    return any(name not in names and TURN.fullmatch(name) for name in stop.groups)


def digest_of(stop: Stop, language: Language) -> str:
    """Stands for what a calendar shows of a stop beside its time and how certain it is.

    What is only written better in another language is news to nobody.
    """
    offer, site = stop.offer, stop.offer.site
    is_there = stop.format is not Format.ONLINE
    shown = (
        offer.title.in_language(language).text,
        offer.host.name,
        (site.name, site.address, site.town, site.point) if is_there else None,
        offer.join_url if stop.format is not Format.ON_SITE else "",
        stop.format.value,
        stop.language,
        stop.groups,
    )
    return sha256(repr(shown).encode(errors="replace")).hexdigest()


def address_of(email: str) -> str:
    """A mailbox as the ledger knows it: capitals make no other one."""
    return email.strip().casefold()


def due(cards: Sequence[Card], told: Sequence[Told], *, now: datetime) -> list[Due]:
    """What everybody must be told, so that each calendar shows what its card says.

    A SEQUENCE is never lower than one the person has seen, and rises with every message. Somebody
    who would get more than MOST_INVITATIONS_AT_ONCE first invitations at once follows the feed
    instead, from then on; what is in the calendar already goes on in messages. Nobody is invited
    to what is over, or hears that it is worded anew.
    """
    lines = {(one.stop.uid, one.email): one for one in told}
    wanted = {(card.stop.uid, address_of(card.reader.email)): card for card in cards}
    by_feed = _followers(wanted, lines, now=now)
    news = [due_to(None, one, now=now) for key, one in lines.items() if key not in wanted]
    for key, card in wanted.items():
        was = lines.get(key)
        if card.span.ends_at <= now and (_is_first(was) or is_reworded(card, was)):
            continue
        follows = card.is_turn or key[1] in by_feed
        news.append(due_to(card, was, now=now, follows=follows))
    return sorted(filter(None, news), key=lambda one: (one.span, one.stop.uid))


def slice_of(news: Sequence[Due]) -> list[Due]:
    """What is told at once: all to hosts and the delegation's contact, and some to its people.

    What is due to one person is told together.
    """
    told = [one for one in news if not one.reader.is_delegate]
    theirs: dict[str, list[Due]] = {}
    for one in news:
        if one.reader.is_delegate:
            theirs.setdefault(address_of(one.reader.email), []).append(one)
    mails = 0
    for some in theirs.values():
        if mails >= MOST_TOLD_AT_ONCE:
            break
        told += some
        by_feed = {one.channel for one in some} & {Channel.FEED}
        mails += sum(one.channel is Channel.CARD for one in some) + len(by_feed)
    return sorted(told, key=lambda one: (one.span, one.stop.uid))


def due_to(
    card: Card | None,
    was: Told | None,
    *,
    now: datetime,
    follows: bool = False,
    again: bool = False,
) -> Due | None:
    """What one person must be told of one stop; None where nothing is due.

    No card means that the stop is off for that person. Who `follows` the feed hears of new stops
    by it. `again` is for what asks something: it goes out though the same was told before.
    """
    if card is None:
        return _off(was, now=now) if was is not None and was.is_live else None
    if _is_known(card, was) and not again:
        return None
    if was is not None and was.is_live:
        channel = was.channel
    else:
        channel = Channel.FEED if follows else Channel.CARD
    return Due(
        stop=card.stop,
        reader=card.reader,
        was=was,
        channel=channel,
        state=card.state,
        sequence=_sequence(card.stop, was),
        changed_at=_changed_at(was, now=now),
        span=card.span,
        says=card.says,
    )


def _followers(
    wanted: Mapping[tuple[str, str], Card],
    lines: Mapping[tuple[str, str], Told],
    *,
    now: datetime,
) -> set[str]:
    """Who follows the feed: a guest who does so already, or would get too much at once."""
    guests = [
        (email, lines.get((uid, email)), card)
        for (uid, email), card in wanted.items()
        if not (card.reader.is_host or card.is_turn)
    ]
    followers = {email for email, was, _ in guests if was and was.channel is Channel.FEED}
    first = Counter(
        email for email, was, card in guests if _is_first(was) and card.span.ends_at > now
    )
    return followers | {email for email, n in first.items() if n > MOST_INVITATIONS_AT_ONCE}


def _is_first(was: Told | None) -> bool:
    return was is None or not was.is_live


def is_reworded(card: Card | Due, was: Told | None) -> bool:
    """Whether a stop stands as it was told before, and only what is said of it can differ."""
    return was is not None and was.is_live and (was.state, was.span) == (card.state, card.span)


def _is_known(card: Card, was: Told | None) -> bool:
    return (
        was is not None
        and (was.state, was.span) == (card.state, card.span)
        and was.says in ("", card.says)
    )


def _off(was: Told, *, now: datetime) -> Due:
    return Due(
        stop=was.stop,
        reader=was.reader,
        was=was,
        channel=was.channel,
        state=InvitationState.CANCELLED,
        sequence=_sequence(was.stop, was),
        changed_at=_changed_at(was, now=now),
        span=was.span,
        says=was.says,
    )


def _sequence(stop: Stop, was: Told | None) -> int:
    return stop.sequence if was is None else max(stop.sequence, was.sequence + 1)


def _changed_at(was: Told | None, *, now: datetime) -> datetime:
    return now if was is None else max(now, was.changed_at)
