"""Getting ready: what is asked, once, of whom, by when, and when it is needed no more."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import NOW, a_contact, a_delegation, a_span, a_stop, an_offer, words
from visits.catalogue import Format
from visits.errors import InvalidValue
from visits.itinerary import Stop, StopState
from visits.readiness import (
    LONGEST_AHEAD,
    Asked,
    Given,
    Interpreter,
    Needs,
    Particulars,
    Photos,
    Task,
    given_to,
    is_over,
    missing,
    needs_of,
    no_longer_needed,
    tasks_of,
    usual_needs,
)

EVERYTHING = Needs(
    safety=words("Wear a helmet"),
    names_days=7,
    wants_diets=True,
    wants_access=True,
    test_url="https://meet.example.org/test",
    interpreter=Interpreter.OFFERED,
    material=words("Questions"),
)
NAMES = Particulars(names=("Delegate One",))


def stop_at(offer_id: int, *, day: int = 0, **changes: Any) -> Stop:
    offer = an_offer(id=offer_id, slug=f"offer-{offer_id}", contact=a_contact(id=offer_id))
    usual = {"offer": offer, "span": a_span(on=date(2027, 1, 12 + day)), "format": Format.ON_SITE}
    return a_stop(**{**usual, **changes})


def given(task: Task, particulars: Particulars | None, **changes: Any) -> Given:
    usual = {"delegation": a_delegation(), "given_at": NOW}
    return Given(
        **{**usual, **changes},
        asked=task.asked,
        offer=task.offer,
        part=task.part,
        particulars=particulars,
    )


def test_format_decides_what_is_asked() -> None:
    on_site, online, both = (
        EVERYTHING.asks(one) for one in (Format.ON_SITE, Format.ONLINE, Format.HYBRID)
    )

    assert on_site == tuple(one for one in Asked if one is not Asked.CONNECTION)
    assert online == (Asked.INTERPRETER, Asked.MATERIAL, Asked.CONNECTION)
    assert both == tuple(Asked)


def test_usual_needs_follow_how_people_can_take_part() -> None:
    online, mixed = an_offer(), an_offer(formats=(Format.ONLINE, Format.HYBRID))

    assert usual_needs(online) == Needs()
    assert usual_needs(mixed) == Needs(photos=Photos.ASK_FIRST, wants_access=True)
    assert needs_of(online, {online.id: EVERYTHING}) == EVERYTHING


@pytest.mark.parametrize("days", [-1, LONGEST_AHEAD + 1])
def test_days_ahead_are_limited(days: int) -> None:
    with pytest.raises(InvalidValue):
        Needs(names_days=days)
    with pytest.raises(InvalidValue):
        Needs(material_days=days)


def test_names_are_asked_once_for_all_hosts_and_are_due_for_the_first() -> None:
    stops = [stop_at(1, day=1), stop_at(2), stop_at(3), stop_at(4)]
    needs = {1: Needs(names_days=7), 2: Needs(names_days=3), 3: Needs(), 4: Needs(names_days=0)}

    (task,) = tasks_of(stops, needs, now=NOW)

    first = stops[1].span.starts_at.date()
    assert (task.key, task.stops) == ((Asked.NAMES, None, ""), (stops[1], stops[3], stops[0]))
    assert task.due_on == first + timedelta(days=1 - 7)


def test_each_host_has_rules_of_its_own() -> None:
    stops = [stop_at(1), stop_at(2, day=1), stop_at(2, day=2)]
    needs = {1: Needs(safety=words("A helmet")), 2: Needs(safety_url="https://a.example.org/")}

    tasks = tasks_of(stops, needs, now=NOW)

    assert [(one.key, one.stops) for one in tasks] == [
        ((Asked.SAFETY, 1, ""), (stops[0],)),
        ((Asked.SAFETY, 2, ""), (stops[1], stops[2])),
    ]


def test_changed_rules_are_accepted_anew() -> None:
    stop = stop_at(1)
    (task,) = tasks_of([stop], {1: Needs(safety=words("A helmet"))}, now=NOW)
    accepted = given(task, Particulars(mark=task.mark))

    (same,) = tasks_of([stop], {1: Needs(safety=words("A helmet"))}, [accepted], now=NOW)
    (other,) = tasks_of([stop], {1: Needs(safety=words("Boots"))}, [accepted], now=NOW)

    assert (same.is_done, other.is_done) == (True, False)


def test_what_is_missing_comes_by_its_day_and_erased_counts_as_missing() -> None:
    stop = stop_at(1)
    tasks = tasks_of([stop], {1: EVERYTHING}, now=NOW)
    by_kind = {one.asked: one for one in tasks}
    kept = [
        given(by_kind[Asked.NAMES], None, erased_at=NOW),
        given(by_kind[Asked.INTERPRETER], Particulars()),
    ]

    left = missing(tasks_of([stop], {1: EVERYTHING}, kept, now=NOW))

    assert [one.asked for one in left] == [
        Asked.NAMES,
        Asked.MATERIAL,
        Asked.DIETS,
        Asked.ACCESS,
        Asked.SAFETY,
    ]


def test_host_that_does_not_need_names_is_not_given_them() -> None:
    gate, none = stop_at(1), stop_at(2)
    needs = {1: Needs(names_days=7), 2: Needs(wants_diets=True)}
    (names, diets) = tasks_of([gate, none], needs, now=NOW)
    both = [given(names, NAMES), given(diets, Particulars())]

    tasks = tasks_of([gate, none], needs, both, now=NOW)

    assert [one.asked for one in given_to(gate, tasks)] == [Asked.NAMES]
    assert [one.asked for one in given_to(none, tasks)] == [Asked.DIETS]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2027, 1, 12, 22, 59, tzinfo=UTC), False),  # 23:59 in Umeå
        (datetime(2027, 1, 12, 23, 0, tzinfo=UTC), True),
    ],
)
def test_stop_is_over_when_its_day_ends_at_the_site(now: datetime, *, expected: bool) -> None:
    stop = stop_at(1)
    assert stop.span.starts_at.date() == date(2027, 1, 12)

    assert is_over(stop, now=now) is expected


def test_nothing_is_needed_of_people_once_the_last_stop_is_over() -> None:
    first, last = stop_at(1), stop_at(2, day=2)
    needs = {1: EVERYTHING, 2: Needs(names_days=7)}
    tasks = tasks_of([first, last], needs, now=NOW)
    kept = [given(one, Particulars(mark=one.mark)) for one in tasks]

    def over(now: datetime, stops: list[Stop]) -> list[Asked]:
        left = tasks_of(stops, needs, kept, now=now)
        return [one.asked for one in no_longer_needed(kept, left)]

    ends = first.span.ends_at
    assert over(NOW, [first, last]) == []
    assert over(ends + timedelta(days=1), [first, last]) == [Asked.DIETS, Asked.ACCESS]
    assert over(ends + timedelta(days=3), [first, last]) == [Asked.NAMES, Asked.DIETS, Asked.ACCESS]
    assert over(NOW, []) == [Asked.NAMES, Asked.DIETS, Asked.ACCESS]


def test_stop_that_was_taken_out_asks_nothing() -> None:
    gone = stop_at(1, state=StopState.DROPPED)

    assert tasks_of([gone], {1: EVERYTHING}, now=NOW) == ()


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ((), ["ICT", "HR"]),
        (("HR",), ["HR"]),
        (("HR 2/3",), ["HR"]),
        (("2/3",), ["ICT", "HR"]),
        (("Gone",), ["ICT", "HR"]),
    ],
)
def test_people_are_asked_for_by_the_parts_that_come(
    groups: tuple[str, ...], expected: list[str]
) -> None:
    stop, needs = stop_at(1, groups=groups), {1: Needs(names_days=7, safety=words("A helmet"))}

    tasks = tasks_of([stop], needs, parts=("ICT", "HR"), now=NOW)

    assert [one.part for one in tasks if one.asked is Asked.NAMES] == expected
    assert [one.part for one in tasks if one.asked is Asked.SAFETY] == [""]


def test_host_is_given_only_those_who_come_to_it() -> None:
    ours, theirs = stop_at(1, groups=("ICT",)), stop_at(2, groups=("HR",))
    needs, parts = {1: Needs(names_days=7), 2: Needs(names_days=7)}, ("ICT", "HR")
    tasks = tasks_of([ours, theirs], needs, parts=parts, now=NOW)
    kept = [given(one, NAMES) for one in tasks]

    tasks = tasks_of([ours, theirs], needs, kept, parts=parts, now=NOW)

    assert [one.part for one in given_to(ours, tasks)] == ["ICT"]
    assert [one.part for one in given_to(theirs, tasks)] == ["HR"]
