"""Small problems for the composer's tests, by hand and at random."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from string import ascii_lowercase
from typing import TypeVar
from zoneinfo import ZoneInfo

from visits.catalogue import Format, Theme
from visits.place import Point
from visits.planning.choice import Choice, PlannedStop, Staffing
from visits.planning.party import Party, Track
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.wishes import Lunch, Rest, Wishes
from visits.span import Span
from visits.travel import USUAL_ROADS, Locality

Key = TypeVar("Key")

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


THEMES = (Theme.ENERGY, Theme.TALENT, Theme.CLIMATE)
TRACKS = (Track(key="hr", size=20), Track(key="ict", size=20, musts=("b",)))
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


def random_problem(seed: int, *, least: int = 2, most: int = 5) -> Problem:
    """A problem with so few choices for a party without groups, often tight or impossible."""
    random = Random(seed)
    dates = [MONDAY, MONDAY + timedelta(days=1)]
    keys = ascii_lowercase[: random.randint(least, most)]
    choices = tuple(_random_choice(random, key, dates) for key in keys)
    problem = Problem(
        party=Party(
            zone=ZONE,
            languages=("fi", "en"),
            size=random.choice((20, 50)),
            interpretation=random.random() < 0.1,
        ),
        wishes=replace(_random_wishes(random, choices), latest_on=random.choice(dates)),
        choices=choices,
        avoided_hosts=_some(random, "klmnop", often=0.1),
        roads=random.choice((USUAL_ROADS, USUAL_ROADS, ())),
    )
    return replace(
        problem,
        fixed=_random_stops(random, problem, often=0.1),
        current=(current := _random_stops(random, problem, often=0.1)),
        agreed=tuple(stop.choice for stop in current),
    )


def random_groups(seed: int) -> Problem:
    """A smaller problem on one day for a party of two or three groups."""
    random = Random(seed)
    count = random.choice((2, 2, 2, 3))
    choices = tuple(_random_choice(random, key, [MONDAY]) for key in "abcd"[: 5 - count])
    keys = [choice.key for choice in choices]
    wishes = replace(_random_wishes(random, choices), plenary=_some(random, keys, often=0.3))
    from_hour = wishes.day_from.hour
    tracks = tuple(
        Track(
            key=key,
            size=random.choice((10, 15)),
            themes=random.choice(((), tuple(zip(random.sample(THEMES, 2), (1, 2), strict=True)))),
            musts=_some(random, keys, often=0.1),
            languages=random.choice(((), (), ("en", "fi"), ("fi",))),
        )
        for key in ("hr", "ict", "sales")[:count]
    )
    return Problem(
        party=Party(zone=ZONE, languages=("fi", "en"), size=50, tracks=tracks),
        wishes=replace(wishes, day_until=time(from_hour + random.randint(3, 5))),
        choices=tuple(
            replace(
                choice,
                most_people=random.choice((12, 25, 60, 60)),
                languages=random.choice((("sv", "en"), ("fi", "en"), choice.languages)),
            )
            for choice in choices
        ),
    )


def _random_wishes(random: Random, choices: tuple[Choice, ...]) -> Wishes:
    """Wishes of all kinds, each of them seldom."""
    keys, hosts = [choice.key for choice in choices], [choice.host for choice in choices]
    form = random.choice((Format.ONLINE, Format.ONLINE, Format.ON_SITE, Format.ON_SITE))
    from_hour, musts = (
        random.randint(8, 10),
        random.sample(keys, random.choice((0, 0, 0, 0, 0, 1, 2))),
    )
    return Wishes(
        earliest_on=MONDAY,
        latest_on=MONDAY,
        day_from=time(from_hour),
        day_until=time(from_hour + random.randint(3, 6)),
        latest_start=random.choice((None, None, None, time(from_hour + 2, 10))),
        format=form,
        also=random.choice(((), tuple(other for other in Format if other is not form))),
        longest_day=random.choice((90, 210, 300, 360)),
        most_screen=random.choice((None, None, None, 60, 90)),
        themes=random.choice((tuple(zip(THEMES, (3, 2, 0.5), strict=True)),) * 4 + ((),)),
        wished=tuple((key, 0.7) for key in _some(random, keys, often=0.2)),
        musts=tuple(musts),
        must_hosts=_some(random, hosts, often=0.1),
        must_themes=_some(random, THEMES, often=0.1),
        must_nots=tuple(sorted({*_some(random, keys, often=0.1)} - {*musts})),
        lunch=random.choice((None, Lunch(), Lunch(minutes=60))),
        rest=random.choice((None, None, None, Rest(), Rest(minutes=30, after=75))),
        most_stops=random.choice((2, 3, 6)),
        most_days=random.choice((1, 2)),
        starts_from=_random_locality(random),
        ends_at=_random_locality(random),
    )


def _some(random: Random, keys: Sequence[Key], *, often: float) -> tuple[Key, ...]:
    """One of the keys now and then, none otherwise."""
    return (random.choice(keys),) if random.random() < often else ()


def _random_locality(random: Random) -> Locality | None:
    town = random.choice((*POINTS, *[None] * 12))
    return None if town is None else Locality(town, POINTS[town])


def _random_choice(random: Random, key: str, dates: list[date]) -> Choice:
    host, town = random.choice("klmnop"), random.choice(tuple(POINTS))
    return Choice(
        key=key,
        host=host,
        contact=f"contact-{host}",
        company=_some(random, ("contact-k", "contact-z"), often=0.15 * (host != "k")),
        others=(
            Staffing(
                contact="contact-z",
                languages=random.choice(((), ("fi",), ("en",))),
                free=_random_free(random, dates),
            ),
        )
        * (random.random() < 0.2),
        town=town,
        point=POINTS[town],
        minutes=random.choice((15, 25, 30, 45, 60)),
        buffer_before=random.choice((0, 10, 20)),
        buffer_after=random.choice((0, 10, 20)),
        themes=tuple(random.sample(THEMES, random.randint(1, 2))),
        formats=(random.choice(tuple(Format)) if random.random() < 0.2 else Format.HYBRID,),
        languages=random.choice((("sv", "en"), ("sv", "en"), ("fi",), ("fi",), ("sv",))),
        most_people=random.choice((40, 60, 60, 60, 60)),
        depth=random.choice((0, 0, 1)),
        free=_random_free(random, dates),
        is_known=random.random() < 0.95,
    )


def _random_free(random: Random, dates: list[date]) -> tuple[Span, ...]:
    free = []
    for on in dates:
        if random.random() < 0.8:
            opens = at("08:00", on=on) + timedelta(minutes=5 * random.randint(0, 60))
            free.append(Span.of(opens, random.randint(45, 300)))
            if random.random() < 0.2:
                free.append(Span.of(free[-1].ends_at, 60))
    return tuple(free)


def _random_stops(random: Random, problem: Problem, *, often: float) -> tuple[PlannedStop, ...]:
    """A stop now and then, at any time, wished or not."""
    return tuple(
        PlannedStop(
            span=Span.of(at("08:00") + timedelta(minutes=5 * random.randint(0, 60)), one.minutes),
            choice=one.key,
            contact=one.contact,
            company=one.company,
            language=one.languages[0],
            format=random.choice((Format.ONLINE, Format.ON_SITE)),
        )
        for one in _some(random, problem.choices, often=often)
    )
