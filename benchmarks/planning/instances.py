"""Visits for one row of stops: what the composer is measured on, online and in three towns."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from visits.catalogue import Format, Theme
from visits.place import Point
from visits.planning.choice import Choice
from visits.planning.party import Party
from visits.planning.problem import Problem
from visits.planning.wishes import Wishes
from visits.span import Span

ZONE = "Europe/Helsinki"
TUESDAY = date(2026, 11, 3)
THEMES = (
    (Theme.INDUSTRY, 3.0),
    (Theme.ENERGY, 2.0),
    (Theme.TALENT, 2.0),
    (Theme.CIRCULAR, 1.0),
)
MUSTS = 2
TOWNS = (
    ("Umeå", Point(63.825, 20.263)),
    ("Skellefteå", Point(64.750, 20.953)),
    ("Örnsköldsvik", Point(63.290, 18.716)),
)
# How far the sites of a town lie from its middle, in degrees.
SITES = ((0.0, 0.0), (0.01, 0.03), (-0.015, 0.02), (0.005, -0.05))


def online(offers: int, seed: int, *, half_days: int = 2) -> Problem:
    """So many offers online in the mornings of two days: at most six stops and 200 minutes each.

    Two musts, two themes that must be seen, two or three offers of each host. Contacts are free
    for one or two stretches of a morning, to five minutes.
    """
    random = Random(seed)
    dates = tuple(TUESDAY + timedelta(days=day) for day in range(half_days))
    choices = tuple(
        _choice(random, number, hosts=max(2, offers * 2 // 5), dates=dates)
        for number in range(offers)
    )
    return Problem(
        party=Party(zone=ZONE, languages=("fi", "en"), size=40),
        wishes=Wishes(
            earliest_on=dates[0],
            latest_on=dates[-1],
            day_from=time(9),
            day_until=time(13),
            longest_day=240,
            most_screen=200,
            themes=THEMES,
            musts=_musts(random, choices),
            must_themes=(Theme.SAFETY, Theme.PROPERTY),
            lunch=None,
            most_stops=6,
            days=half_days,
            most_days=half_days,
        ),
        choices=choices,
    )


def _choice(random: Random, number: int, *, hosts: int, dates: tuple[date, ...]) -> Choice:
    host = f"h{number % hosts:04}"
    spans = (span for on in dates for span in _stretches(random, on, opens=9, closes=13))
    return Choice(
        key=f"{host}-{number // hosts}",
        host=host,
        contact=f"{host}-contact",
        town="Umeå",
        minutes=random.choice((30, 30, 40, 45, 60)),
        buffer_before=random.choice((5, 10, 10)),
        buffer_after=random.choice((5, 10, 10)),
        themes=_some_themes(random),
        formats=(random.choice((Format.ONLINE, Format.HYBRID)),),
        languages=random.choice((("sv", "en"), ("sv", "en"), ("fi", "sv"))),
        most_people=random.choice((50, 80, 200)),
        free=tuple(spans),
    )


def _some_themes(random: Random) -> tuple[Theme, ...]:
    return tuple(random.sample(tuple(Theme), random.choice((1, 2, 2, 3))))


def _stretches(random: Random, on: date, *, opens: int, closes: int) -> Iterator[Span]:
    """One or two free stretches of an hour or more; on some days none."""
    midnight = datetime.combine(on, time(0), tzinfo=ZoneInfo(ZONE))
    begins = opens * 60 + 5 * random.randint(-6, 18)
    for _ in range(random.choice((0, 1, 1, 2))):
        minutes = 5 * random.randint(12, 30)
        if begins + minutes > (closes + 1) * 60:
            return
        yield Span.of(midnight + timedelta(minutes=begins), minutes)
        begins += minutes + 5 * random.randint(3, 12)


def _musts(random: Random, choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """Offers of different hosts that have time on every day."""
    dates = {span.starts_at.date() for choice in choices for span in choice.free}
    always = {
        choice.host: choice.key
        for choice in choices
        if {span.starts_at.date() for span in choice.free if span.minutes >= 90} == dates
    }
    return tuple(sorted(random.sample(sorted(always.values()), min(MUSTS, len(always)))))


def on_site(offers: int, seed: int, *, days: int = 2) -> Problem:
    """So many offers on site in three towns with four sites each, at most four stops a day.

    Visits take 45 to 120 minutes between eight and five, with lunch and the roads between.
    """
    random = Random(seed)
    dates = tuple(TUESDAY + timedelta(days=day) for day in range(days))
    return Problem(
        party=Party(zone=ZONE, languages=("fi", "en"), size=24),
        wishes=Wishes(
            earliest_on=dates[0],
            latest_on=dates[-1],
            day_from=time(8),
            day_until=time(17),
            format=Format.ON_SITE,
            longest_day=540,
            themes=THEMES,
            most_stops=4,
            days=days,
            most_days=days,
        ),
        choices=tuple(_visit(random, number, dates) for number in range(offers)),
    )


def _visit(random: Random, number: int, dates: tuple[date, ...]) -> Choice:
    town, middle = TOWNS[random.choice((0, 0, 1, 1, 2))]
    north, east = random.choice(SITES)
    spans = (span for on in dates for span in _stretches(random, on, opens=8, closes=17))
    longer = (Span(span.starts_at, span.ends_at + _hour(random)) for span in spans)
    return Choice(
        key=f"v{number:03}",
        host=f"h{number:03}",
        contact=f"h{number:03}-contact",
        town=town,
        point=Point(middle.lat + north, middle.lon + east),
        minutes=random.choice((45, 60, 60, 90, 120)),
        themes=_some_themes(random),
        formats=(random.choice((Format.ON_SITE, Format.HYBRID)),),
        languages=("sv", "en"),
        most_people=random.choice((25, 30, 60)),
        free=tuple(spans_without_overlap(longer)),
    )


def _hour(random: Random) -> timedelta:
    return timedelta(minutes=15 * random.randint(0, 12))


def spans_without_overlap(spans: Iterator[Span]) -> Iterator[Span]:
    """The spans in order, without those that begin before the one before has ended."""
    last: Span | None = None
    for span in spans:
        if last is None or span.starts_at >= last.ends_at:
            yield span
            last = span
