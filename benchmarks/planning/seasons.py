"""A10: many delegations, the same hosts; the season planner against first come, first served.

Run with ``python -m benchmarks.planning.seasons [--delegations N --hosts N --weeks N ...]``. The
bound is the sum of what each delegation could at most get alone. First come, first served is the
same search after every delegation was composed once in its turn. Each plan is checked by
`check_season`.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from statistics import median
from time import process_time

from benchmarks.planning.table import Row, shown
from visits.catalogue import Format, Theme
from visits.planning.choice import Choice
from visits.planning.party import Party
from visits.planning.problem import Problem
from visits.planning.season import Limits, Season, SeasonPlan, SeasonVisit
from visits.planning.seasons.check import check_season
from visits.planning.seasons.search import SeasonSearch
from visits.planning.wishes import Wishes
from visits.span import Day, Span

ZONE = "Europe/Stockholm"
MONDAY = date(2026, 11, 2)
THEMES = tuple(Theme)
# Some themes are asked for more often than others.
WANTED = (5, 4, 4, 3, 2, 3, 2, 2, 1, 2, 1, 1)
WEEKS = 5
SEEDS = (1, 2, 3, 4, 5)
MOST_WORK = 1_000_000


@dataclass(frozen=True)
class Outcome:
    """What became of one season: first come, first served, and what the search made of it."""

    first_come: SeasonPlan
    ours: SeasonPlan
    clashes: int


def planned(season: Season, seconds: float) -> Outcome:
    """Plans a season for so many seconds of processor time, everything included."""
    started = process_time()
    search = SeasonSearch(season)
    search.step(2 * len(season.visits))
    first_come = search.plan()
    while process_time() - started < seconds and not search.is_over(MOST_WORK):
        search.step(1)
    ours = search.plan()
    return Outcome(first_come, ours, len(check_season(season, ours)))


def rows_of(seasons: list[Season], *, seconds: float, mark: str, is_goal: bool = True) -> list[Row]:
    """The share of the bound and the worst-off, ours against first come, over some seasons."""
    outcomes = [planned(season, seconds) for season in seasons]
    clashes = sum(outcome.clashes for outcome in outcomes)
    spent = median(outcome.ours.spent for outcome in outcomes)
    size = f"{len(seasons[0].visits)} x {len(seasons[0].visits[0].problem.choices)}"
    about = (
        f"{size}, {len(seasons)} seasons, {seconds:.0f} s, {spent:.0f} composed, {clashes} clashes"
    )
    totals = [outcome.ours.total / outcome.ours.bound for outcome in outcomes]
    turns = [outcome.first_come.total / outcome.first_come.bound for outcome in outcomes]
    worst = [outcome.ours.worst_off for outcome in outcomes]
    worst_turns = [outcome.first_come.worst_off for outcome in outcomes]
    return [
        _row(mark, f"total over bound: {about}", totals, turns, (0.95, 0.985) if is_goal else None),
        _row(mark, "worst-off, the same", worst, worst_turns, (0.80, 0.85) if is_goal else None),
    ]


def _row(
    mark: str,
    what: str,
    ours: list[float],
    other: list[float],
    goals: tuple[float, float] | None,
) -> Row:
    return Row(
        mark=mark,
        what=what,
        ours=median(ours),
        other=median(other),
        ratio=median(one / max(1e-9, turn) for one, turn in zip(ours, other, strict=True)),
        spread=f"{min(ours):.3f}-{max(ours):.3f}",
        goal=goals and goals[0],
        moonshot=goals and goals[1],
    )


def rows(mark: str = "A10") -> list[Row]:
    """The rows of the mark, the same with fewer weeks for as many visits, and the large season."""
    usual = [a_season(50, 120, seed=seed, weeks=WEEKS) for seed in SEEDS]
    tight = [a_season(50, 120, seed=seed, weeks=WEEKS - 1) for seed in SEEDS]
    large = [a_season(200, 2000, seed=1, weeks=WEEKS)]
    return [
        *rows_of(usual, seconds=30, mark=mark),
        *rows_of(tight, seconds=30, mark=f"{mark} tight", is_goal=False),
        *rows_of(large, seconds=60, mark=f"{mark} large"),
    ]


def a_season(delegations: int, hosts: int, *, seed: int, weeks: int) -> Season:
    """So many delegations and hosts; every host receives one or two delegations a week."""
    random = Random(seed)
    choices = tuple(_choice(random, number, weeks) for number in range(hosts))
    return Season(
        visits=tuple(_visit(random, number, choices, weeks) for number in range(delegations)),
        limits=Limits(
            zone=ZONE,
            most_a_week=tuple((choice.host, random.choice((1, 1, 2))) for choice in choices),
            rest=30,
        ),
    )


def _choice(random: Random, number: int, weeks: int) -> Choice:
    themes = random.choices(THEMES, k=random.choice((1, 1, 1, 2, 2, 3)))
    return Choice(
        key=f"o{number:04}",
        host=f"h{number:04}",
        contact=f"c{number:04}",
        town="Umeå",
        minutes=random.choice((30, 45, 45, 60)),
        themes=tuple(dict.fromkeys(themes)),
        formats=(Format.ONLINE,),
        languages=("sv", "en") if random.random() < 0.8 else ("sv",),
        most_people=random.choice((30, 60, 60, 100)),
        free=tuple(_opened(random, weeks)),
    )


def _opened(random: Random, weeks: int) -> Iterator[Span]:
    """Two or three half days of a few hours, each week the same."""
    weekdays = sorted(random.sample(range(5), random.choice((2, 3, 3, 4))))
    opens, hours = random.choice((8, 9, 12, 13)), random.choice((2, 3, 3))
    for week in range(weeks):
        for weekday in weekdays:
            on = MONDAY + timedelta(days=7 * week + weekday)
            span = Day(on, ZONE).between(time(opens), time(opens + hours))
            if span is not None:
                yield span


def _visit(random: Random, number: int, choices: tuple[Choice, ...], weeks: int) -> SeasonVisit:
    first = MONDAY + timedelta(days=random.randint(0, 7 * weeks - 5))
    themes = dict.fromkeys(random.choices(THEMES, WANTED, k=4))
    return SeasonVisit(
        key=f"v{number:03}",
        problem=Problem(
            party=Party(zone=ZONE, languages=("en",), size=random.choice((15, 25, 50))),
            wishes=Wishes(
                earliest_on=first,
                latest_on=first + timedelta(days=random.choice((2, 4, 4, 7))),
                day_from=time(8),
                day_until=time(16),
                longest_day=random.choice((240, 300)),
                most_stops=random.choice((4, 5)),
                themes=tuple((theme, float(random.randint(1, 3))) for theme in themes),
            ),
            choices=choices,
        ),
    )


def main() -> None:
    """Print the mark's rows, or those of one season of any size."""
    parser = ArgumentParser(description="The season planner against first come, first served.")
    parser.add_argument("--delegations", type=int)
    parser.add_argument("--hosts", type=int, default=120)
    parser.add_argument("--weeks", type=int, default=WEEKS)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.delegations is None:
        print(shown(rows()))
        return
    season = a_season(asked.delegations, asked.hosts, seed=asked.seed, weeks=asked.weeks)
    print(shown(rows_of([season], seconds=asked.seconds, mark="A10", is_goal=False)))


if __name__ == "__main__":
    main()
