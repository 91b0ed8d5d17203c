"""The checker sees every broken rule: a sound programme, broken in one way at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from tests.planning.cases import MONDAY, TRACKS, a_choice, a_problem, a_stop, span
from visits.catalogue import Format, Theme
from visits.planning.check import Clash, ClashKind, check
from visits.planning.choice import PlannedStop, Staffing
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.wishes import Lunch, Rest
from visits.span import Span
from visits.travel import Locality

FIRST, SECOND = a_choice("a"), a_choice("b", Theme.TALENT)
THIRD = a_choice("c", Theme.CLIMATE)
STOPS = (a_stop(FIRST, "09:00"), a_stop(SECOND, "10:00"))
EITHER = (Format.HYBRID,)
UMEÅ, SKELLEFTEÅ = Locality("Umeå"), Locality("Skellefteå")
Case = tuple[Callable[[], Problem], tuple[PlannedStop, ...], tuple[Clash, ...]]


def _plan(*stops: PlannedStop) -> Plan:
    return Plan(outcome=Outcome.FOUND, stops=stops)


def _wishing(**wishes: object) -> Problem:
    return a_problem(FIRST, SECOND, **wishes)


def _with_second(**changes: object) -> Problem:
    return a_problem(FIRST, replace(SECOND, **changes))  # type: ignore[arg-type]


def _in_groups(**wishes: object) -> Problem:
    problem = _wishing(**wishes)
    return replace(problem, party=replace(problem.party, tracks=TRACKS))


def _for(stop: PlannedStop, *tracks: str) -> PlannedStop:
    return replace(stop, tracks=tracks)


def _on_site(**wishes: object) -> Problem:
    """The first in Umeå, the second an hour and three quarters away in Skellefteå."""
    return a_problem(
        replace(FIRST, formats=EITHER, point=None),
        replace(SECOND, formats=EITHER, point=None, town="Skellefteå"),
        THIRD,
        format=Format.ON_SITE,
        also=(Format.ONLINE,),
        **{"longest_day": 480, "lunch": None, **wishes},
    )


def _there(stop: PlannedStop) -> PlannedStop:
    return replace(stop, format=Format.ON_SITE)


ONE = {
    "must": (lambda: _wishing(musts=("b",)), STOPS[:1], ClashKind.MUST_MISSING),
    "fixed": (
        lambda: replace(_wishing(), fixed=(a_stop(SECOND, "11:00"),)),
        STOPS,
        ClashKind.FIXED_MOVED,
    ),
    "length": (lambda: _with_second(minutes=60), STOPS, ClashKind.LENGTH),
    "quarter": (_wishing, (STOPS[0], a_stop(SECOND, "10:05")), ClashKind.QUARTER),
    "contact": (lambda: _with_second(contact="c"), STOPS, ClashKind.CONTACT),
    "company": (lambda: _with_second(company=("c",)), STOPS, ClashKind.CONTACT),
    "free": (
        lambda: _with_second(free=(span("08:00-10:30"),)),
        STOPS,
        ClashKind.NOT_FREE,
    ),
    "unread calendar": (lambda: _with_second(is_known=False), STOPS, ClashKind.UNREAD_CALENDAR),
    "latest start": (lambda: _wishing(latest_start=time(9, 45)), STOPS, ClashKind.LATEST_START),
    "hours": (lambda: _wishing(day_until=time(10, 30)), STOPS, ClashKind.HOURS),
    "language": (lambda: _with_second(languages=("sv",)), STOPS, ClashKind.LANGUAGE),
    "size": (lambda: _with_second(most_people=49), STOPS, ClashKind.SIZE),
    "format": (lambda: _with_second(formats=(Format.ON_SITE,)), STOPS, ClashKind.FORMAT),
    "a better format": (
        lambda: replace(
            _with_second(formats=EITHER),
            wishes=replace(_wishing().wishes, format=Format.ON_SITE, also=(Format.ONLINE,)),
        ),
        STOPS,
        ClashKind.FORMAT,
    ),
    "must not": (lambda: _wishing(must_nots=("b",)), STOPS, ClashKind.RULED_OUT),
    "no host": (lambda: _wishing(no_hosts=("host-b",)), STOPS, ClashKind.RULED_OUT),
    "no theme": (
        lambda: _wishing(no_themes=(Theme.TALENT,), musts=("b",)),
        STOPS,
        ClashKind.RULED_OUT,
    ),
    "avoided": (
        lambda: replace(_wishing(), avoided_hosts=("host-b",)),
        STOPS,
        ClashKind.AVOIDED_HOST,
    ),
    "same host": (
        lambda: replace(_with_second(host="host-a"), fixed=STOPS[:1]),
        STOPS,
        ClashKind.SAME_HOST,
    ),
    "overlap": (_wishing, (STOPS[0], a_stop(SECOND, "09:30")), ClashKind.OVERLAP),
    "fixed at once": (
        lambda: replace(_wishing(), fixed=(STOPS[0], a_stop(SECOND, "09:30"))),
        (STOPS[0], a_stop(SECOND, "09:30")),
        ClashKind.OVERLAP,
    ),
    "buffer": (lambda: _with_second(buffer_before=20), STOPS, ClashKind.BUFFER),
    "contact of both": (
        lambda: _with_second(contact="contact-a"),
        (STOPS[0], replace(STOPS[1], contact="contact-a")),
        ClashKind.DOUBLE_BOOKED,
    ),
    "company of both": (
        lambda: _with_second(company=("contact-a",)),
        (STOPS[0], replace(STOPS[1], company=("contact-a",))),
        ClashKind.DOUBLE_BOOKED,
    ),
    "longest day": (lambda: _wishing(longest_day=104), STOPS, ClashKind.LONGEST_DAY),
    "most stops": (lambda: _wishing(most_stops=1), STOPS, ClashKind.MOST_STOPS),
    "most screen": (lambda: _wishing(most_screen=89), STOPS, ClashKind.MOST_SCREEN),
    "lunch": (
        _wishing,
        (a_stop(FIRST, "11:45"), a_stop(SECOND, "12:45")),
        ClashKind.LUNCH,
    ),
    "rest": (lambda: _wishing(rest=Rest(minutes=20, after=100)), STOPS, ClashKind.REST),
    "road": (
        _on_site,
        (_there(STOPS[0]), _there(a_stop(SECOND, "11:15"))),
        ClashKind.ROAD,
    ),
    "road unknown": (
        lambda: replace(_on_site(), roads=()),
        (_there(STOPS[0]), _there(a_stop(SECOND, "13:00"))),
        ClashKind.ROAD,
    ),
    "road to the end": (
        lambda: _on_site(ends_at=UMEÅ),
        (_there(a_stop(SECOND, "13:45")),),
        ClashKind.ROAD_TO_END,
    ),
    "road from the start": (
        lambda: _on_site(starts_from=UMEÅ),
        (_there(a_stop(SECOND, "09:30")),),
        ClashKind.ROAD_FROM_START,
    ),
    "lunch on the road": (
        lambda: _on_site(lunch=Lunch(minutes=45)),
        (_there(a_stop(FIRST, "10:45")), _there(a_stop(SECOND, "13:45"))),
        ClashKind.LUNCH,
    ),
    "rest on the road": (
        lambda: _on_site(rest=Rest(minutes=20, after=180)),
        (_there(STOPS[0]), _there(a_stop(SECOND, "11:45"))),
        ClashKind.REST,
    ),
}


def test_check_passes_a_sound_programme() -> None:
    assert check(_wishing(), _plan(*STOPS)) == ()


@pytest.mark.parametrize("case", ONE)
def test_check_sees_the_one_broken_rule(case: str) -> None:
    problem, stops, kind = ONE[case]

    assert check(problem(), _plan(*stops)) == (Clash(kind, "b"),)


OTHER: dict[str, Case] = {
    "must host": (
        lambda: _wishing(must_hosts=("host-b",)),
        STOPS[:1],
        (Clash(ClashKind.MUST_HOST_MISSING, "host-b"),),
    ),
    "must theme": (
        lambda: _wishing(must_themes=(Theme.TALENT,)),
        STOPS[:1],
        (Clash(ClashKind.MUST_THEME_MISSING, Theme.TALENT),),
    ),
    "date": (
        lambda: _wishing(latest_on=MONDAY - timedelta(days=1), earliest_on=MONDAY - timedelta(3)),
        STOPS,
        (Clash(ClashKind.DATE, "a"), Clash(ClashKind.DATE, "b")),
    ),
    "weekday": (
        lambda: _wishing(weekdays=(1,)),
        STOPS,
        (Clash(ClashKind.WEEKDAY, "a"), Clash(ClashKind.WEEKDAY, "b")),
    ),
    "twice": (
        _wishing,
        (*STOPS, a_stop(FIRST, "11:00")),
        (Clash(ClashKind.TWICE, "a"),),
    ),
    "unknown": (
        _wishing,
        (replace(STOPS[0], choice="nobody"),),
        (Clash(ClashKind.UNKNOWN, "nobody"),),
    ),
    "unknown group": (_wishing, (_for(STOPS[0], "hr"),), (Clash(ClashKind.UNKNOWN_GROUP, "a"),)),
    "plenary in turns": (
        lambda: _in_groups(plenary=("a",)),
        (_for(STOPS[0], "hr"), _for(STOPS[1], "ict"), _for(a_stop(FIRST, "11:00"), "ict")),
        (Clash(ClashKind.PLENARY, "a"),),
    ),
    "a group's must": (
        _in_groups,
        (_for(STOPS[0], "ict"), _for(STOPS[1], "hr")),
        (Clash(ClashKind.MUST_MISSING, "b", "ict"),),
    ),
    "everyone's must": (
        lambda: _in_groups(musts=("a",)),
        (_for(STOPS[0], "ict"), STOPS[1]),
        (Clash(ClashKind.MUST_MISSING, "a", "hr"),),
    ),
    "a plenary must": (
        lambda: _in_groups(plenary=("b",)),
        (_for(STOPS[1], "ict"),),
        (Clash(ClashKind.MUST_MISSING, "b", "hr"), Clash(ClashKind.PLENARY, "b")),
    ),
    "turns too close": (
        _in_groups,
        (STOPS[1], _for(a_stop(FIRST, "11:00"), "hr"), _for(a_stop(FIRST, "12:00"), "ict")),
        (Clash(ClashKind.DOUBLE_BOOKED, "a"),),
    ),
    "days of all groups": (
        lambda: replace(
            _in_groups(latest_on=MONDAY + timedelta(1), most_days=1),
            choices=(FIRST, replace(SECOND, free=(span("08:00-16:00", on=MONDAY + timedelta(1)),))),
        ),
        (_for(STOPS[0], "hr"), a_stop(SECOND, "10:00", on=MONDAY + timedelta(1))),
        (Clash(ClashKind.MOST_DAYS),),
    ),
}


@pytest.mark.parametrize("case", OTHER)
def test_check_sees_all_broken_rules(case: str) -> None:
    problem, stops, clashes = OTHER[case]

    assert check(problem(), _plan(*stops)) == clashes


SOUND: dict[str, tuple[Callable[[], Problem], tuple[PlannedStop, ...]]] = {
    "free stretches that touch": (
        lambda: _with_second(free=(span("08:00-10:30"), span("10:30-11:00"))),
        STOPS,
    ),
    "another staffing": (
        lambda: _with_second(
            contact="c", others=(Staffing(contact="contact-b", free=(span("10:00-10:45"),)),)
        ),
        STOPS,
    ),
    "where it stands": (
        lambda: replace(_wishing(), current=(a_stop(SECOND, "10:05"),)),
        (STOPS[0], a_stop(SECOND, "10:05")),
    ),
    "interpreters": (
        lambda: replace(
            _with_second(languages=("sv",)),
            party=replace(_wishing().party, interpretation=True),
        ),
        (STOPS[0], replace(STOPS[1], language="sv")),
    ),
    "a must of an avoided host": (
        lambda: replace(_wishing(musts=("b",), no_hosts=("host-b",)), avoided_hosts=("host-b",)),
        STOPS,
    ),
    "musts of one host": (
        lambda: replace(
            _with_second(host="host-a"), wishes=replace(_wishing().wishes, musts=("a", "b"))
        ),
        STOPS,
    ),
    "fixed as close as they were put": (
        lambda: replace(_with_second(buffer_before=60), fixed=STOPS),
        STOPS,
    ),
    "fixed whatever is wished": (
        lambda: replace(
            _wishing(longest_day=15, most_stops=1, most_screen=15, weekdays=(5,)), fixed=STOPS
        ),
        STOPS,
    ),
    "what fixed stops break": (
        lambda: replace(
            _wishing(rest=Rest(minutes=30, after=60)),
            fixed=(a_stop(FIRST, "11:45"), a_stop(SECOND, "12:45")),
        ),
        (a_stop(FIRST, "11:45"), a_stop(SECOND, "12:45")),
    ),
    "lunch between": (
        _wishing,
        (a_stop(FIRST, "11:30"), a_stop(SECOND, "13:15")),
    ),
    "rest between": (
        lambda: _wishing(rest=Rest(minutes=15, after=60)),
        STOPS,
    ),
    "a long stop by itself": (lambda: _wishing(rest=Rest(minutes=15, after=30)), STOPS),
    "online on the way": (
        _on_site,
        (_there(STOPS[0]), a_stop(THIRD, "10:00"), _there(a_stop(SECOND, "12:30"))),
    ),
    "online far from anywhere": (
        lambda: _on_site(starts_from=UMEÅ, ends_at=SKELLEFTEÅ),
        (a_stop(THIRD, "08:00"),),
    ),
    "lunch before setting out": (
        lambda: _on_site(starts_from=UMEÅ, lunch=Lunch(), day_from=time(12)),
        (_there(a_stop(SECOND, "14:00")),),
    ),
    "turns": (
        _in_groups,
        (_for(STOPS[0], "hr"), _for(STOPS[1], "ict"), _for(a_stop(FIRST, "11:00"), "ict")),
    ),
    "a group without stops": (_in_groups, (_for(STOPS[1], "ict"),)),
    "a must of all who come": (
        lambda: replace(_in_groups(), avoided_hosts=("host-b",)),
        (_for(STOPS[1], "ict"),),
    ),
}


@pytest.mark.parametrize("case", SOUND)
def test_check_passes_what_is_allowed(case: str) -> None:
    problem, stops = SOUND[case]

    assert check(problem(), _plan(*stops)) == ()


def test_check_counts_who_comes() -> None:
    problem = replace(_in_groups(), choices=(FIRST, replace(SECOND, most_people=20)))
    alone, together = _for(STOPS[1], "ict"), _for(STOPS[1], "hr", "ict")

    assert check(problem, _plan(alone)) == ()
    assert check(problem, _plan(together)) == (Clash(ClashKind.SIZE, "b"),)


def test_check_asks_every_group_for_its_languages() -> None:
    problem = _in_groups()
    finns = replace(TRACKS[0], languages=("fi",))
    problem = replace(problem, party=replace(problem.party, tracks=(finns, TRACKS[1])))

    assert check(problem, _plan(_for(STOPS[1], "ict"))) == ()
    assert check(problem, _plan(STOPS[1])) == (Clash(ClashKind.LANGUAGE, "b"),)


def test_check_sees_one_day_too_many() -> None:
    tuesday = MONDAY + timedelta(days=1)
    second = replace(SECOND, free=(span("08:00-16:00", on=tuesday),))
    problem = a_problem(FIRST, second, latest_on=tuesday, most_days=2)
    stops = (STOPS[0], replace(STOPS[1], span=Span.of(STOPS[1].span.starts_at + timedelta(1), 45)))

    assert check(problem, _plan(*stops)) == (Clash(ClashKind.MOST_DAYS),)
    asked = replace(problem, wishes=replace(problem.wishes, musts=("a", "b")))
    assert check(asked, _plan(*stops)) == ()


def test_every_kind_of_clash_has_a_broken_programme() -> None:
    seen = {kind for _, _, kind in ONE.values()}
    seen |= {clash.kind for _, _, clashes in OTHER.values() for clash in clashes}

    assert seen == set(ClashKind)
