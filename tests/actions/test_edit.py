"""A coordinator's sketch is put in force whole, tells whom it concerns, and never breaks in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from itertools import combinations

import pytest

from app.actions.cancel import cancel_visit
from app.actions.edit import BreaksRules, Decision, open_desk, save_sketch
from app.persistence.catalogue import list_offers
from app.persistence.itineraries import find_itinerary
from app.world import World
from tests.actions.story import (
    A_COORDINATOR,
    NO,
    YES,
    all_confirm,
    answer,
    chosen,
    itinerary_of,
    mails_of,
    open_change,
    requests_of,
    told,
)
from tests.builders import an_inquiry, some_wishes
from visits.catalogue import Format
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.itinerary import ItineraryState, StopState
from visits.planning.by_hand.sketch import Line, Sketch
from visits.planning.clash import Clash, ClashKind
from visits.planning.desk import Desk
from visits.request import Answer, AnswerKind, RequestState
from visits.span import Day, Span

KIP = "visits.kip@example.org"


def desk_of(world: World, delegation_id: int) -> Desk:
    with world.database.reading() as session:
        itinerary = find_itinerary(session, delegation_id)
        assert itinerary is not None
        return open_desk(session, itinerary, now=world.clock())


def save(world: World, delegation_id: int, sketch: Sketch, *, breaks_wishes: bool = False) -> None:
    save_sketch(
        world,
        delegation_id=delegation_id,
        decision=Decision(sketch, breaks_wishes=breaks_wishes),
        by=A_COORDINATOR,
        now=world.clock(),
    )


def a_roomy_visit(world: World) -> int:
    """A visit with time to spare on its day."""
    wishes = some_wishes(day_from=time(9), day_until=time(16), longest_day=420)
    return chosen(world, an_inquiry(wishes=wishes))


def elsewhere(desk: Desk) -> tuple[Sketch, Line]:
    """The sketch with one stop at another time of the day where nothing clashes."""
    sketch = desk.sketch()
    for line in sketch.lines:
        assert line.starts_at is not None
        choice = desk.choice(line.choice)
        assert choice is not None
        for at in desk.starts_on(choice, Day(line.starts_at.date(), desk.problem.party.zone)):
            moved = sketch.changed(line, replace(line, starts_at=at))
            if at != line.starts_at and not desk.clashes(desk.stops_of(moved)):
                return moved, line
    raise AssertionError("no stop has another time that day")


def with_last_later(desk: Desk, minutes: int = 60) -> Sketch:
    sketch = desk.sketch()
    last = sketch.lines[-1]
    assert last.starts_at is not None
    return sketch.changed(
        last, replace(last, starts_at=last.starts_at + timedelta(minutes=minutes))
    )


def with_a_new_stop(desk: Desk) -> Sketch:
    """The programme with another visit instead of its last stop, where nothing clashes."""
    sketch = desk.sketch()
    sketch = sketch.without(sketch.lines[-1])
    used = {line.choice for line in sketch.lines}
    days = {stop.span.starts_at.date() for stop in desk.current}
    for choice in desk.problem.choices:
        for on in sorted(days):
            for starts_at in desk.starts_on(choice, Day(on, desk.problem.party.zone)):
                wider = sketch.with_line(Line(choice=choice.key, starts_at=starts_at))
                if choice.key not in used and not desk.clashes(desk.stops_of(wider)):
                    return wider
    raise AssertionError("nothing else can be had that day")


def test_a_sketch_that_changes_nothing_does_nothing(world: World) -> None:
    delegation_id = chosen(world)
    before = told(world, delegation_id), mails_of(world, delegation_id)

    save(world, delegation_id, desk_of(world, delegation_id).sketch())

    assert (told(world, delegation_id), mails_of(world, delegation_id)) == before


def test_a_moved_stop_is_asked_for_anew_and_the_others_are_left_alone(world: World) -> None:
    delegation_id = a_roomy_visit(world)
    asked = {one.stop.id: one for one in requests_of(world, delegation_id)}
    mails = mails_of(world, delegation_id)
    sketch, line = elsewhere(desk_of(world, delegation_id))
    moved = asked.pop(line.stop_id)

    save(world, delegation_id, sketch)

    starts = {one.id: one.span.starts_at for one in itinerary_of(world, delegation_id).standing}
    assert starts == {one.stop_id: one.starts_at for one in sketch.lines}
    states = {one.id: one.state for one in requests_of(world, delegation_id)}
    assert states[moved.id] is RequestState.WITHDRAWN
    assert {states[one.id] for one in asked.values()} == {RequestState.WAITING}
    sent = mails_of(world, delegation_id) - mails
    assert sent == {("asked", moved.stop.contact.email): 1, ("changed", KIP): 1}
    assert told(world, delegation_id)[-2:] == ["edited", "host_asked"]


def test_a_stop_that_is_taken_out_tells_its_host(world: World) -> None:
    delegation_id = chosen(world)
    desk = desk_of(world, delegation_id)
    sketch = desk.sketch()
    gone = itinerary_of(world, delegation_id).standing[0]
    mails = mails_of(world, delegation_id)

    save(world, delegation_id, sketch.without(sketch.lines[0]))

    standing = itinerary_of(world, delegation_id).standing
    assert gone.id not in [stop.id for stop in standing]
    sent = mails_of(world, delegation_id) - mails
    assert sent == {("withdrawn", gone.contact.email): 1, ("changed", KIP): 1}


def test_a_new_stop_is_held_and_its_host_asked(world: World) -> None:
    delegation_id = a_roomy_visit(world)
    desk = desk_of(world, delegation_id)
    before = {line.choice for line in desk.sketch().lines}
    sketch = with_a_new_stop(desk)

    save(world, delegation_id, sketch)

    standing = itinerary_of(world, delegation_id).standing
    [new] = [stop for stop in standing if stop.offer.slug not in before]
    assert (new.state, len(standing)) == (StopState.HELD, len(before))
    assert mails_of(world, delegation_id)[("asked", new.contact.email)] == 1


def test_a_pin_is_kept_and_tells_nobody(world: World) -> None:
    delegation_id = chosen(world)
    sketch = desk_of(world, delegation_id).sketch()
    mails = mails_of(world, delegation_id)
    first = sketch.lines[0]

    save(world, delegation_id, sketch.changed(first, replace(first, is_pinned=True)))

    pinned = [stop.is_pinned for stop in itinerary_of(world, delegation_id).standing]
    assert pinned == [True, *[False] * (len(pinned) - 1)]
    assert mails_of(world, delegation_id) == mails


def pin_all_but_first(world: World, delegation_id: int) -> None:
    sketch = desk_of(world, delegation_id).sketch()
    lines = tuple(replace(line, is_pinned=True) for line in sketch.lines[1:])
    save(world, delegation_id, replace(sketch, lines=(sketch.lines[0], *lines)))


def test_a_pinned_stop_stays_when_a_host_declines(world: World) -> None:
    delegation_id = chosen(world)
    pin_all_but_first(world, delegation_id)
    first, *others = requests_of(world, delegation_id)

    answer(world, first, NO)

    change = open_change(world, delegation_id)
    assert change is not None
    planned = {stop.choice: stop.span for stop in change.plan.stops}
    assert [planned.get(one.stop.offer.slug) for one in others] == [one.stop.span for one in others]


def test_a_pin_holds_no_host_that_says_no(world: World) -> None:
    delegation_id = chosen(world)
    pin_all_but_first(world, delegation_id)
    last = requests_of(world, delegation_id)[-1]

    answer(world, last, NO)

    change = open_change(world, delegation_id)
    assert change is not None
    assert last.stop.offer.slug not in {stop.choice for stop in change.plan.stops}


def test_a_host_that_declined_is_replaced_by_hand_and_the_proposal_is_set_aside(
    world: World,
) -> None:
    delegation_id = a_roomy_visit(world)
    last = requests_of(world, delegation_id)[-1]
    answer(world, last, NO)
    desk = desk_of(world, delegation_id)
    line = next(one for one in desk.sketch().lines if one.stop_id == last.stop.id)

    save(world, delegation_id, desk.sketch().without(line), breaks_wishes=True)

    assert open_change(world, delegation_id) is None
    assert mails_of(world, delegation_id)[("withdrawn", last.stop.contact.email)] == 0


def test_a_stop_moved_to_a_time_its_host_proposed_needs_no_new_question(world: World) -> None:
    delegation_id = a_roomy_visit(world)
    *others, last = requests_of(world, delegation_id)
    later = Span.of(last.stop.span.starts_at + timedelta(minutes=60), last.stop.offer.minutes)
    answer(world, last, Answer(AnswerKind.PROPOSE, proposals=(later,)))
    for request in others:
        answer(world, request, YES)

    save(world, delegation_id, with_last_later(desk_of(world, delegation_id)), breaks_wishes=True)

    itinerary = itinerary_of(world, delegation_id)
    assert (itinerary.state, itinerary.standing[-1].span) == (ItineraryState.PUBLISHED, later)
    assert mails_of(world, delegation_id)[("changed", KIP)] == 0


def test_a_sketch_of_an_older_version_is_stale_and_changes_nothing(world: World) -> None:
    delegation_id = a_roomy_visit(world)
    older, _ = elsewhere(desk_of(world, delegation_id))
    newer = desk_of(world, delegation_id).sketch()
    save(world, delegation_id, newer.without(newer.lines[0]))
    before = itinerary_of(world, delegation_id).version, told(world, delegation_id)

    with pytest.raises(Stale):
        save(world, delegation_id, older)

    assert (itinerary_of(world, delegation_id).version, told(world, delegation_id)) == before


def at_night(desk: Desk) -> Sketch:
    return with_last_later(desk, minutes=12 * 60)


def upon_each_other(desk: Desk) -> Sketch:
    first, second, *rest = desk.sketch().lines
    same = replace(second, starts_at=first.starts_at)
    return replace(desk.sketch(), lines=(first, same, *rest))


@pytest.mark.parametrize("change", [at_night, upon_each_other])
def test_what_is_not_free_or_overlaps_is_refused_even_knowingly(
    world: World, change: Callable[[Desk], Sketch]
) -> None:
    delegation_id = a_roomy_visit(world)
    sketch = change(desk_of(world, delegation_id))
    before = itinerary_of(world, delegation_id).version

    with pytest.raises(BreaksRules):
        save(world, delegation_id, sketch, breaks_wishes=True)

    assert itinerary_of(world, delegation_id).version == before


def test_a_broken_wish_is_saved_only_knowingly(world: World) -> None:
    delegation_id = chosen(world, an_inquiry(wishes=some_wishes(must_sees=(1,))))
    sketch = desk_of(world, delegation_id).sketch()
    must = next(stop for stop in itinerary_of(world, delegation_id).standing if stop.offer.id == 1)
    without = sketch.without(next(one for one in sketch.lines if one.stop_id == must.id))

    with pytest.raises(BreaksRules) as refused:
        save(world, delegation_id, without)
    save(world, delegation_id, without, breaks_wishes=True)

    assert refused.value.clashes == (Clash(ClashKind.MUST_MISSING, must.offer.slug),)
    assert must.id not in [stop.id for stop in itinerary_of(world, delegation_id).standing]


def test_a_time_that_another_visit_took_meanwhile_is_refused(world: World) -> None:
    first, second = a_roomy_visit(world), a_roomy_visit(world)
    theirs = itinerary_of(world, first).standing[-1]
    desk = desk_of(world, second)
    line = Line(choice=theirs.offer.slug, starts_at=theirs.span.starts_at)
    own = [one for one in desk.sketch().lines if one.choice == line.choice]
    sketch = desk.sketch().without(own[0]) if own else desk.sketch()

    with pytest.raises((BreaksRules, SlotTaken)):
        save(world, second, sketch.with_line(line), breaks_wishes=True)

    assert itinerary_of(world, second).version == desk.version


def test_the_last_stop_goes_with_the_visit_only(world: World) -> None:
    delegation_id = chosen(world)
    sketch = desk_of(world, delegation_id).sketch()
    empty = replace(sketch, lines=tuple(replace(one, starts_at=None) for one in sketch.lines))

    with pytest.raises(NotAllowedNow):
        save(world, delegation_id, empty, breaks_wishes=True)


def test_a_published_programme_loses_a_stop_and_stays_so(world: World) -> None:
    delegation_id = a_roomy_visit(world)
    all_confirm(world, delegation_id)
    sketch = desk_of(world, delegation_id).sketch()
    gone = itinerary_of(world, delegation_id).standing[0]
    mails = mails_of(world, delegation_id)

    save(world, delegation_id, sketch.without(sketch.lines[0]))

    itinerary = itinerary_of(world, delegation_id)
    assert itinerary.state is ItineraryState.PUBLISHED
    assert gone.id not in [stop.id for stop in itinerary.standing]
    sent = mails_of(world, delegation_id) - mails
    assert sent == {("cancelled", KIP): 1, ("cancelled", gone.contact.email): 1}
    assert told(world, delegation_id)[-2:] == ["edited", "stop_cancelled"]


def test_a_stop_moved_in_a_published_programme_asks_its_host_anew(world: World) -> None:
    delegation_id = a_roomy_visit(world)
    all_confirm(world, delegation_id)
    sketch, line = elsewhere(desk_of(world, delegation_id))
    mails = mails_of(world, delegation_id)

    save(world, delegation_id, sketch)

    itinerary = itinerary_of(world, delegation_id)
    moved = next(stop for stop in itinerary.standing if stop.id == line.stop_id)
    held = [stop.id for stop in itinerary.standing if stop.state is StopState.HELD]
    assert (itinerary.state, held) == (ItineraryState.PUBLISHED, [moved.id])
    sent = mails_of(world, delegation_id) - mails
    assert sent == {("asked", moved.contact.email): 1, ("held", KIP): 1}
    waiting = [
        one for one in requests_of(world, delegation_id) if one.state is RequestState.WAITING
    ]
    assert [one.stop.id for one in waiting] == [moved.id]


def test_a_new_stop_of_a_published_programme_is_held_until_its_host_says_yes(world: World) -> None:
    delegation_id = a_roomy_visit(world)
    all_confirm(world, delegation_id)
    gone = itinerary_of(world, delegation_id).standing[-1]
    mails = mails_of(world, delegation_id)

    save(world, delegation_id, with_a_new_stop(desk_of(world, delegation_id)))

    itinerary = itinerary_of(world, delegation_id)
    [new] = [stop for stop in itinerary.standing if stop.state is StopState.HELD]
    sent = mails_of(world, delegation_id) - mails
    assert itinerary.state is ItineraryState.PUBLISHED
    assert sent == {
        ("cancelled", KIP): 1,
        ("cancelled", gone.contact.email): 1,
        ("asked", new.contact.email): 1,
        ("held", KIP): 1,
    }


def test_a_cancelled_visit_is_not_edited(world: World) -> None:
    delegation_id = chosen(world)
    sketch = desk_of(world, delegation_id).sketch()
    cancel_visit(world, delegation_id=delegation_id, by=A_COORDINATOR, now=world.clock())

    with pytest.raises((NotAllowedNow, Stale)):
        save(world, delegation_id, sketch.without(sketch.lines[0]))


def test_when_the_stop_that_waited_is_taken_out_the_rest_is_published(world: World) -> None:
    delegation_id = chosen(world)
    *others, last = requests_of(world, delegation_id)
    for request in others:
        answer(world, request, YES)
    sketch = desk_of(world, delegation_id).sketch()
    line = next(one for one in sketch.lines if one.stop_id == last.stop.id)

    save(world, delegation_id, sketch.without(line))

    assert itinerary_of(world, delegation_id).state is ItineraryState.PUBLISHED


def test_stops_of_one_contact_follow_each_other_into_their_times(world: World) -> None:
    with world.database.reading() as session:
        offers = [one for one in list_offers(session) if Format.ONLINE in one.formats]
        pairs = combinations(offers, 2)
        one, other = next(pair for pair in pairs if pair[0].contact is pair[1].contact)
        musts = tuple(offer.id for offer in (one, other) if offer.id is not None)
    wishes = some_wishes(must_sees=musts, day_from=time(8), day_until=time(16), longest_day=480)
    delegation_id = chosen(world, an_inquiry(size=10, groups=(), wishes=wishes))
    desk = desk_of(world, delegation_id)
    first, second = (line for line in desk.sketch().lines if line.choice in {one.slug, other.slug})
    sketch = into_each_others_times(desk, first, second)

    save(world, delegation_id, sketch, breaks_wishes=True)

    starts = {stop.id: stop.span.starts_at for stop in itinerary_of(world, delegation_id).standing}
    assert starts[first.stop_id] == second.starts_at


def into_each_others_times(desk: Desk, first: Line, second: Line) -> Sketch:
    """The first stop at the second one's time, and that one later, where it can stand."""
    assert second.starts_at is not None
    sketch = desk.sketch().changed(first, replace(first, starts_at=second.starts_at))
    choice = desk.choice(second.choice)
    assert choice is not None
    for days in range(15):
        on = second.starts_at.date() + timedelta(days=days)
        for at in desk.starts_on(choice, Day(on, desk.problem.party.zone)):
            moved = sketch.changed(second, replace(second, starts_at=at))
            if at > second.starts_at and not desk.cost(moved).barred:
                return moved
    raise AssertionError("the second stop has no later time")
