"""A sketch of a programme: what it clashes with, costs, and how it is mended."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from tests.planning.cases import MONDAY, ZONE, a_choice, a_problem, a_stop, at, span
from visits.catalogue import Theme
from visits.planning.by_hand.mend import mended
from visits.planning.by_hand.sketch import Line, Sketch
from visits.planning.by_hand.weigh import worth_of
from visits.planning.choice import Choice, Staffing
from visits.planning.clash import Clash, ClashKind
from visits.planning.desk import ONLY_WISHES, Desk, Standing
from visits.planning.effect import revision_between
from visits.planning.party import Track
from visits.planning.solve import solve
from visits.revision import Appointment, Move
from visits.span import Day, Span

ENERGY = a_choice("energy")
TALENT = a_choice("talent", Theme.TALENT)
WIND = a_choice("wind")
TAKEN = frozenset(ClashKind) - ONLY_WISHES


def a_desk(*choices: Choice, **changes: object) -> Desk:
    """Energy at nine and talent at ten, with nobody else to visit unless named."""
    problem = a_problem(*(choices or (ENERGY, TALENT)))
    standing = (
        Standing(stop_id=1, planned=a_stop(ENERGY, "09:00")),
        Standing(stop_id=2, planned=a_stop(TALENT, "10:00")),
    )
    desk = Desk(problem=problem, version=7, standing=standing)
    return replace(desk, **changes)  # type: ignore[arg-type]


def moved(desk: Desk, key: str, wall: str, *, is_pinned: bool = False) -> Sketch:
    sketch = desk.sketch()
    line = next(one for one in sketch.lines if one.choice == key)
    return sketch.changed(line, replace(line, starts_at=at(wall), is_pinned=is_pinned))


def starts(sketch: Sketch) -> dict[str, str]:
    """When each choice starts, in UTC; "out" for what is taken out."""
    return {
        line.choice: f"{line.starts_at.astimezone(UTC):%H:%M}" if line.starts_at else "out"
        for line in sketch.lines
    }


def test_lines_stand_in_order_of_time_and_what_is_taken_out_comes_last() -> None:
    desk = a_desk()
    sketch = desk.sketch()

    without = sketch.without(sketch.lines[0])

    assert [line.choice for line in sketch.lines] == ["energy", "talent"]
    assert [line.choice for line in without.lines] == ["talent", "energy"]
    assert without.lines[-1] == Line(choice="energy", starts_at=None, stop_id=1)


def test_a_new_line_that_is_taken_out_is_gone() -> None:
    sketch = a_desk().sketch()
    line = Line(choice="wind", starts_at=at("13:00"))

    assert sketch.with_line(line).without(line) == sketch


def test_the_programme_as_it_stands_clashes_with_nothing_and_costs_nothing() -> None:
    desk = a_desk()

    cost = desk.cost(desk.sketch())

    assert (cost.clashes, cost.effect.revision.is_empty) == ((), True)
    assert (cost.asked_anew, cost.asked_first, cost.let_go) == ((), (), ())
    assert (desk.met(desk.current), cost.effect.later, cost.effect.longer) == (100, 0, 0)


def test_a_stop_that_moves_asks_its_host_anew() -> None:
    desk = a_desk()

    cost = desk.cost(moved(desk, "talent", "10:30"))

    assert cost.asked_anew == ("host-talent",)
    assert (cost.effect.later, cost.effect.longer) == (30, 30)
    before, after = span("10:00-10:45"), span("10:30-11:15")
    assert cost.effect.revision.moves == (Move("talent", before, after),)


def test_a_time_that_the_host_proposed_asks_nobody() -> None:
    desk = a_desk(proposed={"talent": (span("10:30-11:15"),)})

    assert desk.cost(moved(desk, "talent", "10:30")).asked_anew == ()


def test_another_host_is_asked_and_the_one_before_let_go() -> None:
    desk = a_desk(ENERGY, TALENT, WIND)
    sketch = desk.sketch()
    energy = sketch.lines[0]
    wind = Line(choice="wind", starts_at=energy.starts_at)

    cost = desk.cost(sketch.without(energy).with_line(wind))

    assert (cost.asked_first, cost.let_go) == (("host-wind",), ("host-energy",))
    nine = span("09:00-09:45")
    assert cost.effect.revision.goes == (Appointment(nine, "energy"),)
    assert cost.effect.revision.comes == (Appointment(nine, "wind"),)


def test_stops_upon_each_other_bar_a_sketch() -> None:
    desk = a_desk()

    cost = desk.cost(moved(desk, "talent", "09:00"))

    assert cost.barred
    assert ClashKind.OVERLAP in {clash.kind for clash in cost.barred}


def test_a_longer_day_breaks_a_wish_and_bars_nothing() -> None:
    desk = a_desk()

    cost = desk.cost(moved(desk, "talent", "13:30"))

    assert cost.barred == ()
    assert cost.wishes_broken == (Clash(ClashKind.LONGEST_DAY, "talent"),)


def test_a_clash_in_force_is_no_reason_to_keep_a_stop_that_goes() -> None:
    closed = replace(ENERGY, free=(span("13:00-15:00"),))
    desk = a_desk(closed, TALENT)
    sketch = desk.sketch()

    goes = desk.cost(sketch.without(sketch.lines[1]))
    moves = desk.cost(moved(desk, "talent", "10:30"))

    assert goes.clashes == goes.stands == (Clash(ClashKind.NOT_FREE, "energy"),)
    assert (goes.barred, moves.barred) == ((), goes.clashes)


@pytest.mark.parametrize("kind", sorted(TAKEN))
def test_what_takes_time_that_is_not_free_is_never_only_a_wish(kind: ClashKind) -> None:
    """A new kind bars until somebody has said that it is only a wish."""
    assert kind in {
        ClashKind.UNKNOWN,
        ClashKind.UNKNOWN_GROUP,
        ClashKind.FIXED_MOVED,
        ClashKind.LENGTH,
        ClashKind.CONTACT,
        ClashKind.NOT_FREE,
        ClashKind.UNREAD_CALENDAR,
        ClashKind.LANGUAGE,
        ClashKind.SIZE,
        ClashKind.FORMAT,
        ClashKind.OVERLAP,
        ClashKind.DOUBLE_BOOKED,
        ClashKind.ROAD,
    }


def test_mending_moves_what_nobody_has_touched() -> None:
    desk = a_desk()

    sound = mended(desk, moved(desk, "talent", "09:15"))

    assert sound is not None
    assert desk.clashes(desk.stops_of(sound)) == ()
    assert starts(sound)["talent"] == "07:15"
    assert starts(sound)["energy"] != "07:00"


def test_mending_leaves_a_pinned_stop_and_moves_the_one_that_was_touched() -> None:
    desk = a_desk()
    sketch = moved(desk, "talent", "09:15")
    energy = next(line for line in sketch.lines if line.choice == "energy")

    sound = mended(desk, sketch.changed(energy, replace(energy, is_pinned=True)))

    assert sound is not None
    assert starts(sound)["energy"] == "07:00"
    assert starts(sound)["talent"] != "07:15"
    assert desk.clashes(desk.stops_of(sound)) == ()


def test_mending_keeps_the_same_stops_rather_than_better_ones() -> None:
    desk = a_desk(ENERGY, TALENT, WIND)

    sound = mended(desk, moved(desk, "talent", "09:15"))

    assert sound is not None
    assert set(starts(sound)) == {"energy", "talent"}


def test_mending_does_not_bring_back_what_was_taken_out() -> None:
    tight = replace(ENERGY, free=(span("09:00-09:45"),))
    desk = a_desk(tight, TALENT, WIND)
    sketch = desk.sketch()
    energy = next(line for line in sketch.lines if line.choice == "energy")

    sound = mended(desk, moved(desk, "talent", "16:15").without(energy))

    assert sound is not None
    assert starts(sound)["energy"] == "out"


def test_two_pins_upon_each_other_cannot_be_mended() -> None:
    desk = a_desk()
    sketch = moved(desk, "talent", "09:15", is_pinned=True)
    lines = tuple(replace(line, is_pinned=True) for line in sketch.lines)

    assert mended(desk, replace(sketch, lines=lines)) is None


def test_nothing_and_what_is_gone_cannot_be_mended() -> None:
    desk = a_desk()
    sketch = desk.sketch()
    gone = a_desk(TALENT)

    assert mended(desk, sketch.without(sketch.lines[0]).without(sketch.lines[1])) is None
    assert mended(gone, gone.sketch()) is None


def test_groups_are_mended_apart() -> None:
    problem = a_problem(ENERGY, TALENT, WIND)
    tracks = (Track(key="hr", size=20, musts=("wind",)), Track(key="ict", size=30))
    desk = a_desk(problem=replace(problem, party=replace(problem.party, tracks=tracks)))

    sound = mended(desk, moved(desk, "talent", "09:15"))

    assert sound is not None
    assert desk.clashes(desk.stops_of(sound)) == ()


def test_an_older_sketch_is_kept_on_top_of_what_stands_now() -> None:
    desk = a_desk(ENERGY, TALENT, WIND)
    gone = Line(choice="gone", starts_at=at("12:00"), stop_id=9)
    unknown = Line(choice="unheard-of", starts_at=at("12:00"))
    wind = Line(choice="wind", starts_at=at("13:00"))
    late = replace(desk.sketch().lines[0], starts_at=at("09:30"))

    rebased = desk.rebased(Sketch(6, (late, gone, unknown, wind)))

    assert rebased.version == 7
    assert starts(rebased) == {"energy": "07:30", "talent": "08:00", "wind": "11:00"}


def test_a_stop_that_moves_is_received_by_somebody_who_is_free() -> None:
    other = Staffing(contact="other", company=("helper",), free=(span("13:00-15:00"),))
    staffed = replace(ENERGY, free=(span("08:00-12:00"),), others=(other,))
    desk = a_desk(staffed, TALENT)

    stops = {stop.choice: stop for stop in desk.stops_of(moved(desk, "energy", "13:00"))}

    assert (stops["energy"].contact, stops["energy"].company) == ("other", ("helper",))


def test_times_of_a_day_are_the_quarters_that_leave_room_and_what_was_proposed() -> None:
    odd = Span.of(at("13:05"), 45)
    narrow = replace(ENERGY, free=(span("08:50-10:00"),))
    desk = a_desk(narrow, TALENT, proposed={"energy": (odd,)})

    found = desk.starts_on(narrow, Day(MONDAY, ZONE))

    assert [f"{one:%H:%M}" for one in found] == ["07:00", "07:15", "11:05"]
    assert desk.starts_on(narrow, Day(MONDAY + timedelta(days=1), ZONE)) == ()


def test_worth_is_counted_as_the_composer_counts() -> None:
    choices = (ENERGY, WIND, TALENT, a_choice("both", Theme.ENERGY, Theme.TALENT))
    problem = a_problem(*choices, wished=(("wind", 2.0),))

    plan = solve(problem)

    assert worth_of(problem, plan.stops) == plan.score > 0


def test_worth_of_groups_is_the_sum_of_their_own() -> None:
    problem = a_problem(ENERGY, TALENT)
    tracks = (Track(key="hr", size=20, themes=((Theme.TALENT, 1),)), Track(key="ict", size=30))
    apart = replace(problem, party=replace(problem.party, tracks=tracks))
    stops = (replace(a_stop(TALENT, "09:00"), tracks=("hr",)), a_stop(ENERGY, "10:00"))

    assert worth_of(apart, stops) == 1600 * 1 + 1600 * 3


def test_the_same_sketch_differs_in_nothing() -> None:
    desk = a_desk()

    assert revision_between(desk.current, desk.stops_of(desk.sketch())).is_empty
