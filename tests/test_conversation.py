"""Everybody's calendar follows the programme, whatever happens and however mail travels."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import (
    NOW,
    a_contact,
    a_delegation,
    a_span,
    a_stop,
    an_itinerary,
    an_offer,
    some_wishes,
)
from visits.conversation import (
    MOST_INVITATIONS_AT_ONCE,
    MOST_TOLD_AT_ONCE,
    Card,
    Channel,
    Due,
    Told,
    address_of,
    cards_of,
    due,
    due_to,
    slice_of,
    takes_part,
)
from visits.delegation import Delegate, Group
from visits.invitation import InvitationState, Method
from visits.itinerary import Itinerary, ItineraryState, Stop, StopState
from visits.language import Language
from visits.span import Span

LATER = NOW + timedelta(hours=1)
KIP = "visits.kip@example.org"
LEAD = "project.lead@example.org"
HELD, CONFIRMED, CANCELLED = InvitationState
GROUPS = (Group("HR", 10), Group("ICT", 10))

Shown = tuple[Span, InvitationState]


def a_delegate(**changes: object) -> Delegate:
    defaults = {
        "delegation": a_delegation(size=20, groups=GROUPS, wishes=some_wishes(groups_apart=True)),
        "name": "Engineer",
        "email": "engineer@example.org",
        "language": Language.EN,
        "zone": "Europe/Helsinki",
        "added_at": NOW,
    }
    return Delegate(**{**defaults, **changes})  # type: ignore[arg-type]


@dataclass
class Client:
    """A calendar program: it takes a message unless it knows a newer one of the same UID."""

    events: dict[str, tuple[int, Shown | None]] = field(default_factory=dict)

    def receive(self, one: Due) -> None:
        sequence, _ = self.events.get(one.stop.uid, (-1, None))
        if one.sequence > sequence:
            is_off = one.method is Method.CANCEL
            self.events[one.stop.uid] = (one.sequence, None if is_off else (one.span, one.state))

    @property
    def shows(self) -> dict[str, Shown]:
        return {uid: shown for uid, (_, shown) in self.events.items() if shown is not None}


@dataclass
class World:
    """One visit, its ledger, and everything that was ever sent, in order."""

    itinerary: Itinerary
    delegates: list[Delegate] = field(default_factory=list)
    ledger: dict[tuple[str, str], Told] = field(default_factory=dict)
    sent: list[Due] = field(default_factory=list)
    now: datetime = NOW

    def tell(self) -> list[Due]:
        news = due(self.cards, tuple(self.ledger.values()), now=self.now)
        for one in news:
            self.ledger[one.stop.uid, address_of(one.reader.email)] = one.entered()
            one.stop.raise_to(one.sequence, now=self.now)
        self.sent += news
        return news

    @property
    def cards(self) -> list[Card]:
        return cards_of(self.itinerary, self.delegates)

    def wanted(self, email: str) -> dict[str, Shown]:
        """What the programme says to somebody, of the stops that go by calendar messages."""
        return {
            card.stop.uid: (card.span, card.state)
            for card in self.cards
            if address_of(card.reader.email) == email
            and self.ledger[card.stop.uid, email].channel is Channel.CARD
        }

    @property
    def readers(self) -> set[str]:
        return {email for _, email in self.ledger}


def replayed(messages: Iterable[Due]) -> dict[str, Client]:
    """Everybody's calendar after these messages arrived in this order."""
    clients: dict[str, Client] = {}
    for one in messages:
        if one.channel is Channel.CARD:
            clients.setdefault(address_of(one.reader.email), Client()).receive(one)
    return clients


def an_agreed_visit(*, stops: int = 2, **changes: object) -> World:
    """A published programme that everybody was told of."""
    world = World(an_itinerary(stops=[a_numbered_stop(number) for number in range(stops)]))
    world.delegates = list(changes.pop("delegates", ()))  # type: ignore[call-overload]
    world.tell()
    for stop in world.itinerary.stops:
        stop.confirm(now=NOW)
    world.itinerary.publish(now=NOW)
    world.tell()
    world.now = LATER
    return world


def a_numbered_stop(number: int, **changes: object) -> Stop:
    return a_stop(uid=f"{number}@localhost", span=a_span(6 + number), **changes)


def shortly(news: Sequence[Due]) -> list[tuple[str, str, InvitationState, int]]:
    """Who is told what of which stop."""
    return sorted((one.reader.email, one.stop.uid, one.state, one.sequence) for one in news)


def test_a_host_holds_time_from_the_first_question_and_the_delegation_hears_nothing_yet() -> None:
    world = World(an_itinerary(stops=[a_numbered_stop(0)]))

    assert shortly(world.tell()) == [(LEAD, "0@localhost", HELD, 0)]


def test_a_yes_before_the_programme_is_out_changes_no_calendar() -> None:
    world = World(an_itinerary(stops=[a_numbered_stop(0)]))
    world.tell()
    world.itinerary.stops[0].confirm(now=LATER)

    assert world.tell() == []


def test_when_the_programme_is_out_holds_are_confirmed_and_the_delegation_is_invited() -> None:
    world = an_agreed_visit(stops=1)

    assert shortly(world.sent[1:]) == [
        (LEAD, "0@localhost", CONFIRMED, 1),
        (KIP, "0@localhost", CONFIRMED, 1),
    ]


def test_a_stop_that_moves_is_told_to_those_of_that_stop_and_to_nobody_else() -> None:
    world = an_agreed_visit()
    moved = world.itinerary.stops[0]
    world.itinerary.move_stop(moved, a_span(12), now=LATER)
    moved.hold_again(now=LATER)

    news = world.tell()

    assert shortly(news) == [(LEAD, "0@localhost", HELD, 3), (KIP, "0@localhost", HELD, 3)]
    assert {one.before for one in news} == {a_span(6)}
    assert world.tell() == []


def test_a_visit_that_is_cancelled_goes_out_of_every_calendar() -> None:
    world = an_agreed_visit()
    world.itinerary.cancel(now=LATER)

    news = world.tell()

    assert {(one.reader.email, one.method) for one in news} == {
        (LEAD, Method.CANCEL),
        (KIP, Method.CANCEL),
    }
    assert len(news) == 4
    assert world.tell() == []


def test_company_holds_time_too_and_is_let_go_alone() -> None:
    engineer = a_contact(email="engineer@example.org")
    stop = a_numbered_stop(0, company=[engineer])
    world = World(an_itinerary(stops=[stop]))
    first = world.tell()
    stop.company = []

    news = world.tell()

    assert {one.reader.email for one in first} == {LEAD, "engineer@example.org"}
    assert shortly(news) == [("engineer@example.org", "0@localhost", CANCELLED, 1)]


def test_somebody_who_comes_back_gets_a_higher_sequence_than_the_cancellation() -> None:
    engineer = a_contact(email="engineer@example.org")
    stop = a_numbered_stop(0, company=[engineer])
    world = World(an_itinerary(stops=[stop]))
    world.tell()
    stop.company = []
    world.tell()
    stop.company = [engineer]

    [back] = world.tell()

    assert (back.method, back.sequence) == (Method.REQUEST, 2)
    assert stop.sequence == 2


def test_a_delegate_is_invited_to_the_stops_of_the_own_group_only() -> None:
    delegate = a_delegate(group="HR")
    stops = [
        a_numbered_stop(0),
        a_numbered_stop(1, groups=("HR",)),
        a_numbered_stop(2, groups=("ICT",)),
        a_numbered_stop(3, groups=("HR", "ICT")),
        a_numbered_stop(4, groups=("HR 1/2",)),
        a_numbered_stop(5, groups=("ICT 1/2",)),
        a_numbered_stop(6, groups=("2/3",)),
    ]

    assert [takes_part(delegate, stop) for stop in stops] == [
        True,
        True,
        False,
        True,
        True,
        False,
        True,
    ]


def test_a_delegate_of_no_group_goes_with_everyone() -> None:
    delegate = a_delegate()

    assert takes_part(delegate, a_numbered_stop(0, groups=("HR", "ICT")))
    assert not takes_part(delegate, a_numbered_stop(0, groups=("HR",)))


def test_a_turn_is_told_of_and_never_invited_to() -> None:
    delegate = a_delegate(group="HR")
    stops = [
        a_numbered_stop(n, groups=(f"HR {n + 1}/2",), state=StopState.CONFIRMED) for n in (0, 1)
    ]
    itinerary = an_itinerary(
        delegation=delegate.delegation, stops=stops, state=ItineraryState.PUBLISHED
    )
    world = World(itinerary, [delegate])

    news = world.tell()

    channels = {one.channel for one in news if one.reader.is_delegate}
    assert channels == {Channel.FEED}
    assert {one.channel for one in news if not one.reader.is_delegate} == {Channel.CARD}


def test_who_has_more_than_one_part_in_a_stop_is_told_once() -> None:
    delegate = a_delegate(email=KIP.upper())
    stop = a_numbered_stop(0, state=StopState.CONFIRMED)
    world = World(an_itinerary(stops=[stop], state=ItineraryState.PUBLISHED), [delegate])

    assert shortly(world.tell()) == [(LEAD, stop.uid, CONFIRMED, 0), (KIP, stop.uid, CONFIRMED, 0)]


@pytest.mark.parametrize(
    ("stops", "channel"),
    [(MOST_INVITATIONS_AT_ONCE, Channel.CARD), (MOST_INVITATIONS_AT_ONCE + 1, Channel.FEED)],
)
def test_who_would_get_too_many_invitations_follows_the_feed(stops: int, channel: Channel) -> None:
    world = an_agreed_visit(stops=stops)

    channels = {one.reader.email: one.channel for one in world.sent if one.state is CONFIRMED}

    assert channels == {LEAD: Channel.CARD, KIP: channel}


def test_who_follows_the_feed_goes_on_to_follow_it() -> None:
    world = an_agreed_visit(stops=MOST_INVITATIONS_AT_ONCE + 1)
    world.itinerary.add_stop(a_numbered_stop(12, state=StopState.CONFIRMED))
    world.itinerary.stops[0].drop(now=LATER)

    news = {(one.reader.email, one.stop.uid): one.channel for one in world.tell()}

    assert news == {
        (KIP, "0@localhost"): Channel.FEED,
        (KIP, "12@localhost"): Channel.FEED,
        (LEAD, "0@localhost"): Channel.CARD,
        (LEAD, "12@localhost"): Channel.CARD,
    }


def test_what_is_in_a_calendar_already_goes_on_in_messages_however_much_it_is() -> None:
    world = an_agreed_visit(stops=MOST_INVITATIONS_AT_ONCE)
    for number in range(MOST_INVITATIONS_AT_ONCE + 1):
        world.itinerary.add_stop(a_numbered_stop(number + 10, state=StopState.CONFIRMED))
    world.itinerary.stops[0].drop(now=LATER)

    news = {one.stop.uid: one for one in world.tell() if one.reader.email == KIP}

    assert news["0@localhost"].channel is Channel.CARD
    assert {one.channel for uid, one in news.items() if uid != "0@localhost"} == {Channel.FEED}


def test_nobody_is_invited_to_what_is_over() -> None:
    world = an_agreed_visit(stops=1)
    world.now = world.itinerary.stops[0].span.ends_at
    world.delegates = [a_delegate()]

    assert world.tell() == []


def test_another_place_or_link_is_told_and_what_no_calendar_shows_is_not() -> None:
    offer = an_offer()
    stop = a_numbered_stop(0, offer=offer, state=StopState.CONFIRMED)
    world = World(an_itinerary(stops=[stop], state=ItineraryState.PUBLISHED))
    world.tell()

    offer.notice_days = 30
    unseen = world.tell()
    offer.join_url = "https://meet.example.org/another"
    seen = world.tell()

    assert unseen == []
    assert {one.sequence for one in seen} == {1}


def test_a_line_of_which_nobody_knows_what_it_said_is_taken_as_said() -> None:
    world = an_agreed_visit(stops=1)
    for one in world.ledger.values():
        one.says = ""

    assert world.tell() == []


def test_the_stamp_is_the_moment_of_telling_and_never_goes_back() -> None:
    world = an_agreed_visit(stops=1)
    world.itinerary.move_stop(world.itinerary.stops[0], a_span(12), now=LATER)
    told = {one.changed_at for one in world.tell()}
    world.now = LATER - timedelta(minutes=30)
    world.itinerary.cancel(now=world.now)

    after = {one.changed_at for one in world.tell()}

    assert (told, after) == ({LATER}, {LATER})


def test_a_question_goes_out_again_though_nothing_is_new() -> None:
    world = World(an_itinerary(stops=[a_numbered_stop(0)]))
    world.tell()
    [card], [was] = world.cards, world.ledger.values()

    assert due_to(card, was, now=LATER) is None
    again = due_to(card, was, now=LATER, again=True)

    assert again is not None
    assert (again.method, again.sequence) == (Method.REQUEST, 1)


ENGINEER = a_contact(email="engineer@example.org")
ADDRESSES = ("a@example.org", "b@example.org", LEAD, KIP)


def step(world: World, draw: Random) -> None:
    """One thing that can happen to a visit, where its state allows it."""
    itinerary, now = world.itinerary, world.now
    standing = itinerary.standing
    stop = draw.choice(standing) if standing else None
    is_off = itinerary.state is ItineraryState.CANCELLED
    what = draw.randrange(12)
    if what == 0:
        group = draw.choice(["", "HR", "ICT"])
        email = draw.choice(ADDRESSES)
        if email not in {one.email for one in world.delegates}:
            world.delegates.append(
                a_delegate(delegation=itinerary.delegation, email=email, group=group)
            )
    elif what == 1 and world.delegates:
        world.delegates.remove(draw.choice(world.delegates))
    elif is_off:
        return
    elif what == 2 and draw.random() < 0.1:
        itinerary.cancel(now=now)
    elif what in (3, 4) and len(itinerary.stops) < 12:
        number = len(itinerary.stops)
        groups = draw.choice([(), ("HR",), ("ICT",), ("HR 1/2",)])
        itinerary.add_stop(a_numbered_stop(number, groups=groups))
    elif what == 5 and itinerary.state is ItineraryState.DRAFT:
        for one in standing:
            one.confirm(now=now)
        if itinerary.is_agreed:
            itinerary.publish(now=now)
    elif stop is not None:
        change(itinerary, stop, draw, now=now)


def change(itinerary: Itinerary, stop: Stop, draw: Random, *, now: datetime) -> None:
    """One thing that can happen to a stop."""
    what = draw.randrange(6)
    if what == 0:
        itinerary.move_stop(stop, a_span(draw.randrange(6, 18)), now=now)
    elif what == 1:
        stop.confirm(now=now)
    elif what == 2:
        stop.hold_again(now=now)
    elif what == 3:
        itinerary.drop_stop(stop, now=now)
    elif what == 4:
        stop.company = [] if stop.company else [ENGINEER]
    else:
        stop.contact = draw.choice([a_contact(), ENGINEER])
        stop.company = []


def a_history(seed: int, *, steps: int = 25) -> World:
    """A visit to which much has happened, told of after some of it."""
    draw = Random(seed)
    delegation = a_delegate().delegation
    world = World(an_itinerary(delegation=delegation, stops=[a_numbered_stop(0)]))
    for _ in range(steps):
        world.now += timedelta(minutes=draw.randrange(3))
        step(world, draw)
        if draw.random() < 0.7:
            world.tell()
    world.tell()
    return world


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_whatever_happens_every_calendar_ends_as_the_programme_says(seed: int) -> None:
    world = a_history(seed)
    draw = Random(seed)
    shuffled = [*world.sent, *draw.sample(world.sent, len(world.sent) // 2)]
    draw.shuffle(shuffled)

    for arrived in (world.sent, shuffled):
        clients = replayed(arrived)
        shown = {email: clients.get(email, Client()).shows for email in world.readers}
        assert shown == {email: world.wanted(email) for email in world.readers}
    assert world.tell() == []


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_sequences_and_instants_only_rise_and_nobody_is_told_what_they_know(seed: int) -> None:
    world = a_history(seed)

    told: dict[tuple[str, str], Due] = {}
    for one in world.sent:
        key = (one.stop.uid, address_of(one.reader.email))
        last = told.get(key)
        if last is not None:
            assert one.sequence > last.sequence
            assert one.changed_at >= last.changed_at
            assert (one.state, one.span, one.says) != (last.state, last.span, last.says)
        assert one.stop.sequence >= one.sequence
        told[key] = one


def test_with_sequences_that_do_not_rise_a_calendar_ends_wrong() -> None:
    world = an_agreed_visit(stops=1)
    world.itinerary.cancel(now=LATER)
    world.tell()

    flat = replayed(replace(one, sequence=0) for one in world.sent)

    assert replayed(world.sent)[KIP].shows == {}
    assert flat[KIP].shows == {"0@localhost": (a_span(6), CONFIRMED)}


def test_nobody_hears_that_what_is_over_is_worded_anew() -> None:
    world = an_agreed_visit(stops=1)
    world.now = world.itinerary.stops[0].span.ends_at
    world.itinerary.stops[0].offer.join_url = "https://meet.example.org/another"

    assert world.tell() == []


def test_of_many_people_some_are_told_at_once_and_everybody_else_is() -> None:
    stops = [a_numbered_stop(number, state=StopState.CONFIRMED) for number in (0, 1)]
    itinerary = an_itinerary(stops=stops, state=ItineraryState.PUBLISHED)
    people = [a_delegate(email=f"{number}@example.org") for number in range(30)]
    news = due(cards_of(itinerary, people), [], now=NOW)

    told = Counter(one.reader.email for one in slice_of(news))

    assert len(news) == 2 * (30 + 2)
    assert (told[LEAD], told[KIP]) == (2, 2)
    assert len(told) == 2 + MOST_TOLD_AT_ONCE / len(stops)
    assert set(told.values()) == {2}
