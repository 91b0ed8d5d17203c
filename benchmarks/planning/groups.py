"""Delegations of several groups: what the composer is measured on where groups share hosts."""

from dataclasses import replace
from datetime import date, datetime, time
from random import Random
from zoneinfo import ZoneInfo

from visits.catalogue import Format, Theme
from visits.planning.choice import Choice
from visits.planning.party import Party, Track
from visits.planning.problem import Problem
from visits.planning.wishes import Wishes
from visits.span import Span

ZONE = "Europe/Helsinki"
ON = date(2026, 11, 3)
PLENARY = 2
# Each group has a theme of its own that weighs most, and two that others wish for too.
GROUPS = (
    ("HR", 14, (Theme.TALENT, Theme.EQUALITY, Theme.SOCIAL)),
    ("ICT", 12, (Theme.DIGITALISATION, Theme.INDUSTRY, Theme.TALENT)),
    ("energy", 16, (Theme.ENERGY, Theme.CLIMATE, Theme.INDUSTRY)),
    ("city", 10, (Theme.URBAN_PLANNING, Theme.MOBILITY, Theme.CLIMATE)),
    ("property", 8, (Theme.PROPERTY, Theme.CIRCULAR, Theme.ENERGY)),
)
WEIGHTS = (3.0, 2.0, 1.0)


def five_groups(hosts: int, seed: int) -> Problem:
    """Five groups and so many hosts, one day online, two plenary stops that all must see.

    Every fifth host has two offers with one contact. Contacts are free for one to three
    stretches, so that groups compete for the good hours of the good hosts.
    """
    random = Random(seed)
    choices: list[Choice] = []
    for host in range(hosts):
        free = _free(random, shortest=12 if host < PLENARY else 4)
        for offer in range(2 if host % 5 == 4 else 1):
            choices.append(_choice(random, f"h{host:03}", offer, free))
    plenary = tuple(choice.key for choice in choices[:PLENARY])
    choices[:PLENARY] = [_for_everyone(choice) for choice in choices[:PLENARY]]
    return Problem(party=_party(), wishes=_wishes(plenary), choices=tuple(choices))


def _party() -> Party:
    tracks = tuple(
        Track(key=key, size=size, themes=tuple(zip(themes, WEIGHTS, strict=True)))
        for key, size, themes in GROUPS
    )
    size = sum(track.size for track in tracks)
    return Party(zone=ZONE, languages=("fi", "en"), size=size, tracks=tracks)


def _wishes(plenary: tuple[str, ...]) -> Wishes:
    return Wishes(
        earliest_on=ON,
        latest_on=ON,
        day_from=time(9),
        day_until=time(16),
        format=Format.ONLINE,
        longest_day=420,
        most_stops=7,
        musts=plenary,
        plenary=plenary,
        most_days=1,
    )


def _free(random: Random, *, shortest: int) -> tuple[Span, ...]:
    """One to three stretches of the day, each of at least so many quarters of an hour."""
    spans: list[Span] = []
    quarter = random.randint(0, 10)
    for _ in range(random.choice((1, 1, 2, 3))):
        length = random.randint(shortest, shortest + 6)
        if quarter + length > 28:
            break
        spans.append(Span.of(_at(quarter), 15 * length))
        quarter += length + random.randint(2, 6)
    return tuple(spans) or (Span.of(_at(10), 15 * shortest),)


def _at(quarter: int) -> datetime:
    """So many quarters of an hour after nine in the party's zone."""
    wall = time(9 + quarter // 4, quarter % 4 * 15)
    return datetime.combine(ON, wall, tzinfo=ZoneInfo(ZONE))


def _choice(random: Random, host: str, offer: int, free: tuple[Span, ...]) -> Choice:
    return Choice(
        key=f"{host}-{offer}",
        host=host,
        contact=f"{host}-contact",
        town="Umeå",
        minutes=random.choice((30, 30, 45, 45, 60)),
        themes=tuple(random.sample(tuple(Theme), random.choice((1, 2, 2, 3)))),
        formats=(random.choice((Format.ONLINE, Format.HYBRID)),),
        languages=random.choice((("sv", "en"), ("sv", "en"), ("fi", "sv"), ("sv",))),
        most_people=random.choice((10, 15, 20, 30, 80)),
        free=free,
    )


def _for_everyone(choice: Choice) -> Choice:
    """The choice as one that a whole party can see."""
    return replace(choice, languages=("sv", "en"), most_people=100)
