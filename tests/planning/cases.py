"""Small problems for the composer's tests, and the slow way to their answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import combinations
from random import Random
from zoneinfo import ZoneInfo

from visits.catalogue import Format, Theme
from visits.place import Point
from visits.planning.check import check
from visits.planning.choice import Choice, PlannedStop
from visits.planning.party import Party
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.planning.wishes import Lunch, Wishes
from visits.span import Day, Span

ZONE = "Europe/Helsinki"
MONDAY = date(2026, 11, 2)
POINTS = {
    "Umeå": Point(63.825, 20.263),
    "Skellefteå": Point(64.750, 20.953),
    "Skelleftehamn": Point(64.667, 21.283),
}


def at(wall: str, *, on: date = MONDAY) -> datetime:
    """The instant of a wall time in the party's zone."""
    return datetime.combine(on, time.fromisoformat(wall), tzinfo=ZoneInfo(ZONE))


def span(wall: str, *, on: date = MONDAY) -> Span:
    """A span written as "09:00-10:00"."""
    starts, ends = wall.split("-")
    return Span(at(starts, on=on), at(ends, on=on))


def a_choice(key: str, *themes: Theme, free: tuple[Span, ...] = (), minutes: int = 45) -> Choice:
    """An online offer of its own host, free on Monday from 8 to 16 unless said otherwise."""
    return Choice(
        key=key,
        host=f"host-{key}",
        contact=f"contact-{key}",
        town="Umeå",
        point=POINTS["Umeå"],
        minutes=minutes,
        themes=themes or (Theme.ENERGY,),
        formats=(Format.ONLINE,),
        languages=("sv", "en"),
        most_people=60,
        free=free or (span("08:00-16:00"),),
    )


NEVER = replace(a_choice("never"), free=())


def a_problem(*choices: Choice, **wishes: object) -> Problem:
    """A party of 50 from Kokkola that wants energy and talent on one Monday."""
    wanted = Wishes(
        earliest_on=MONDAY,
        latest_on=MONDAY,
        themes=((Theme.ENERGY, 3), (Theme.TALENT, 2)),
    )
    return Problem(
        party=Party(zone=ZONE, languages=("fi", "en"), size=50),
        wishes=replace(wanted, **wishes),  # type: ignore[arg-type]
        choices=choices,
    )


def a_stop(choice: Choice, wall: str, *, on: date = MONDAY) -> PlannedStop:
    """The choice's stop that starts at a wall time, online and in English."""
    return PlannedStop(
        span=Span.of(at(wall, on=on), choice.minutes),
        choice=choice.key,
        contact=choice.contact,
        language="en",
        format=Format.ONLINE,
    )


def times(plan: Plan) -> list[tuple[str, str]]:
    """The stops of a plan as (choice, start) in the party's wall time."""
    return [
        (stop.choice, f"{stop.span.starts_at.astimezone(ZoneInfo(ZONE)):%H:%M}")
        for stop in plan.stops
    ]


def random_problem(seed: int) -> Problem:
    """A small problem, often tight and sometimes impossible."""
    random = Random(seed)
    is_on_site = random.random() < 0.4
    dates = [MONDAY, MONDAY + timedelta(days=1)]
    choices = tuple(_random_choice(random, key, dates) for key in "abcdef"[: random.randint(2, 5)])
    keys = [choice.key for choice in choices]
    from_hour = random.randint(8, 10)
    return Problem(
        party=Party(zone=ZONE, languages=("fi", "en"), size=random.choice((20, 50))),
        wishes=Wishes(
            earliest_on=MONDAY,
            latest_on=random.choice(dates),
            day_from=time(from_hour),
            day_until=time(from_hour + random.randint(3, 6)),
            format=Format.ON_SITE if is_on_site else Format.ONLINE,
            longest_day=random.choice((90, 210, 300, 360)),
            themes=((Theme.ENERGY, 3), (Theme.TALENT, 2), (Theme.CLIMATE, 0.5)),
            musts=tuple(random.sample(keys, random.choice((0, 0, 0, 1, 2)))),
            lunch=random.choice((None, Lunch(), Lunch(minutes=60))),
            most_stops=random.choice((2, 3, 6)),
            most_days=random.choice((1, 2)),
        ),
        choices=choices,
    )


def _random_choice(random: Random, key: str, dates: list[date]) -> Choice:
    free = []
    for on in dates:
        if random.random() < 0.8:
            opens = at("08:00", on=on) + timedelta(minutes=5 * random.randint(0, 60))
            free.append(Span.of(opens, random.randint(45, 300)))
    themes = random.sample((Theme.ENERGY, Theme.TALENT, Theme.CLIMATE), random.randint(1, 2))
    host = random.choice("klmnop")
    town = random.choice(tuple(POINTS))
    return Choice(
        key=key,
        host=host,
        contact=f"contact-{host}",
        town=town,
        point=POINTS[town],
        minutes=random.choice((15, 25, 30, 45, 60)),
        buffer_before=random.choice((0, 10, 20)),
        buffer_after=random.choice((0, 10, 20)),
        themes=tuple(themes),
        formats=(random.choice(tuple(Format)) if random.random() < 0.1 else Format.HYBRID,),
        languages=random.choice((("sv", "en"), ("sv", "en"), ("fi",), ("fi",), ("sv",))),
        most_people=random.choice((40, 60, 60, 60, 60)),
        free=tuple(free),
    )


def best_value(problem: Problem) -> tuple[int, int, int] | None:
    """The best (score, stops kept, times kept) of all sound programmes, by trying everything."""
    asked = {*problem.wishes.musts, *(stop.choice for stop in problem.fixed)}
    keys = [choice.key for choice in problem.choices]
    subsets = [
        subset
        for size in range(1, len(keys) + 1)
        for subset in combinations(keys, size)
        if asked <= set(subset) and (asked or plain_score(problem, subset))
    ]
    for days in range(problem.wishes.days, problem.wishes.most_days + 1):
        if asked and not any(_sound_programmes(problem, tuple(asked), days)):
            continue
        return _best_of(problem, subsets, days)
    return None


def _best_of(
    problem: Problem, subsets: list[tuple[str, ...]], days: int
) -> tuple[int, int, int] | None:
    current = {stop.choice for stop in problem.current}

    def hoped(subset: tuple[str, ...]) -> tuple[int, int, int]:
        kept = len(current & set(subset))
        return plain_score(problem, subset), kept, kept

    best: tuple[int, int, int] | None = None
    for subset in sorted(subsets, key=hoped, reverse=True):
        if best is not None and hoped(subset) <= best:
            break
        score, kept, most = hoped(subset)
        for stops in _sound_programmes(problem, subset, days):
            slots = len({(stop.choice, stop.span) for stop in stops} & _slots(problem))
            best = max(best or (0, 0, 0), (score, kept, slots))
            if slots == most:
                break
    return best


def _slots(problem: Problem) -> set[tuple[str, Span]]:
    return {(stop.choice, stop.span) for stop in problem.current}


def plain_score(problem: Problem, keys: tuple[str, ...]) -> int:
    """Each theme gives 16, 8, 4, 2, 1 hundred times its weight for its first stops."""
    chosen = [problem.choice(key) for key in keys]
    score = 0
    for theme, weight in problem.wishes.themes:
        count = min(5, sum(theme in choice.themes for choice in chosen))
        score += round(weight * 100) * (32 - 2 ** (5 - count))
    return score


def _sound_programmes(
    problem: Problem, keys: tuple[str, ...], days: int
) -> Iterator[tuple[PlannedStop, ...]]:
    wishes = replace(problem.wishes, most_days=days, days=1)
    asked = replace(problem, wishes=wishes)
    alone = replace(problem, fixed=(), wishes=replace(wishes, musts=()))
    fixed = {stop.choice: stop for stop in problem.fixed}
    slots = [
        [fixed[key]]
        if key in fixed
        else [
            stop for stop in _single_stops(problem, problem.choice(key)) if _is_sound(alone, stop)
        ]
        for key in keys
    ]
    return (stops for stops in _programmes(slots, ()) if _is_sound(asked, *stops))


def _is_sound(problem: Problem, *stops: PlannedStop) -> bool:
    return not check(problem, Plan(outcome=Outcome.FOUND, stops=stops))


def _programmes(
    slots: list[list[PlannedStop]], stops: tuple[PlannedStop, ...]
) -> Iterator[tuple[PlannedStop, ...]]:
    """Every way to take one slot of each without overlaps."""
    if not slots:
        yield stops
        return
    for stop in slots[0]:
        if not any(stop.span.overlaps(other.span) for other in stops):
            yield from _programmes(slots[1:], (*stops, stop))


def _single_stops(problem: Problem, choice: Choice) -> Iterator[PlannedStop]:
    language = next((tag for tag in ("fi", "en") if tag in choice.languages), "sv")
    on = problem.wishes.earliest_on
    while on <= problem.wishes.latest_on:
        starts_at = Day(on, ZONE).at(problem.wishes.day_from)
        ends_at = Day(on, ZONE).at(problem.wishes.day_until)
        while starts_at + timedelta(minutes=choice.minutes) <= ends_at:
            span = Span.of(starts_at, choice.minutes)
            if any(free.contains(span) for free in choice.free):
                yield PlannedStop(
                    span=span,
                    choice=choice.key,
                    contact=choice.contact,
                    language=language,
                    format=problem.wishes.format,
                )
            starts_at += timedelta(minutes=15)
        on += timedelta(days=1)
