"""Composing the reference visit: three programmes, against a plain greedy baseline in one run.

Run with ``python -m benchmarks.compose``. Seconds differ between machines: compare the ratios.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial
from statistics import median
from time import perf_counter

from visits.catalogue import Format, Theme
from visits.place import Point
from visits.planning.alternatives import alternatives
from visits.planning.choice import Choice
from visits.planning.party import Party
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.wishes import Wishes
from visits.planning.worth import Worth
from visits.span import Day, Span, days, gaps

EARLIEST, LATEST = date(2026, 11, 2), date(2026, 11, 27)
ROUNDS = 7
UMEA, SKELLEFTEA, ORNSKOLDSVIK = "Umeå", "Skellefteå", "Örnsköldsvik"
POINTS = {
    UMEA: Point(63.825, 20.263),
    SKELLEFTEA: Point(64.750, 20.953),
    "Skelleftehamn": Point(64.667, 21.283),
    ORNSKOLDSVIK: Point(63.290, 18.716),
}
# key, host, town, themes, minutes, opening hours, weekdays
OFFERS: tuple[tuple[str, str, str, str, int, tuple[int, int], str], ...] = (
    ("industry-project", "energi", UMEA, "climate industry energy", 50, (8, 15), "01234"),
    ("energy-cases", "energi", UMEA, "energy property", 40, (9, 15), "0123"),
    ("klockarbacken", "energi", UMEA, "industry urban_planning", 45, (9, 14), "124"),
    ("platform", "viable", UMEA, "circular equality", 40, (9, 16), "01234"),
    ("transition", "science-city", SKELLEFTEA, "industry talent", 60, (9, 15), "0123"),
    ("sara", "science-city", SKELLEFTEA, "property climate", 45, (10, 15), "234"),
    ("recycling", "ronnskar", "Skelleftehamn", "circular industry", 60, (8, 12), "123"),
    ("deep-storage", "ronnskar", "Skelleftehamn", "climate safety", 45, (8, 12), "13"),
    ("leaching", "ronnskar", "Skelleftehamn", "industry safety", 50, (12, 15), "24"),
    ("jobba-lev", "municipality", ORNSKOLDSVIK, "talent digitalisation", 45, (8, 16), "0134"),
    ("biorefinery", "processum", ORNSKOLDSVIK, "energy circular industry", 30, (9, 16), "01234"),
    ("workplaces", "viable", UMEA, "equality talent social", 45, (9, 15), "024"),
    ("energy-data", "energi", UMEA, "digitalisation energy", 30, (13, 16), "14"),
    ("housing", "municipality", ORNSKOLDSVIK, "urban_planning social", 40, (9, 12), "13"),
)


def reference(*, copies: int = 1) -> Problem:
    """The reference visit; with more copies, that many times as many hosts and offers."""
    return Problem(
        party=Party(zone="Europe/Helsinki", languages=("fi", "sv", "en"), size=50),
        wishes=Wishes(
            earliest_on=EARLIEST,
            latest_on=LATEST,
            day_from=time(9),
            day_until=time(15),
            longest_day=270,
            themes=((Theme.CLIMATE, 3), (Theme.INDUSTRY, 3), (Theme.TALENT, 2), (Theme.ENERGY, 1)),
            musts=("industry-project-0",),
        ),
        choices=tuple(_choice(row, copy) for copy in range(copies) for row in OFFERS),
    )


def _choice(row: tuple[str, str, str, str, int, tuple[int, int], str], copy: int) -> Choice:
    key, host, town, themes, minutes, (opens, closes), weekdays = row
    spans = (
        day.between(time(opens), time(closes))
        for day in days(EARLIEST, LATEST, "Europe/Stockholm")
        if str(day.on.weekday()) in weekdays and (day.on.day + copy) % 5
    )
    return Choice(
        key=f"{key}-{copy}",
        host=f"{host}-{copy}",
        contact=f"{host}-{copy}",
        town=town,
        point=POINTS[town],
        minutes=minutes,
        themes=tuple(Theme(theme) for theme in themes.split()),
        formats=(Format.HYBRID,),
        languages=("sv", "en"),
        most_people=60,
        free=tuple(span for span in spans if span is not None),
    )


def greedy(problem: Problem) -> int:
    """The baseline: the musts, then always the offer that adds most at its first free time."""
    best = 0
    for day in days(problem.wishes.earliest_on, problem.wishes.latest_on, problem.party.zone):
        window = day.between(problem.wishes.day_from, problem.wishes.day_until)
        if window is not None and day.on.weekday() in problem.wishes.weekdays:
            best = max(best, _greedy_day(problem, window))
    return best


def _greedy_day(problem: Problem, window: Span) -> int:
    """The worth of one greedy day, 0 where a must does not fit."""
    worth = Worth(problem.wishes, problem.choices)
    stops: list[tuple[int, Span]] = []
    musts = [problem.choice(key) for key in problem.wishes.musts]
    left = set(range(len(problem.choices)))
    while left:
        counts = worth.counts(index for index, _ in stops)
        wanted = [index for index in left if problem.choices[index] in musts]
        index = max(wanted or left, key=lambda each: (worth.gain(counts, each), -each))
        left.remove(index)
        span = _first_time(problem, window, problem.choices[index], stops)
        if span is not None:
            stops.append((index, span))
            host = problem.choices[index].host
            left = {other for other in left if problem.choices[other].host != host}
        elif wanted:
            return 0
    return worth.score(worth.counts(index for index, _ in stops))


def _first_time(
    problem: Problem, window: Span, choice: Choice, stops: list[tuple[int, Span]]
) -> Span | None:
    """The first free quarter of an hour that leaves buffers, the longest day and lunch."""
    wishes, spans = problem.wishes, [span for _, span in stops]
    if len(stops) == wishes.most_stops:
        return None
    starts_at = window.starts_at
    while starts_at < window.ends_at:
        span = Span.of(starts_at, choice.minutes)
        together = sorted([*spans, span])
        whole = Span(together[0].starts_at, max(each.ends_at for each in together))
        if (
            window.contains(span)
            and any(free.contains(span) for free in choice.free)
            and not any(span.widened(before=10, after=10).overlaps(other) for other in spans)
            and whole.minutes <= wishes.longest_day
            and _has_lunch(problem, together)
        ):
            return span
        starts_at += timedelta(minutes=15)
    return None


def _has_lunch(problem: Problem, spans: list[Span]) -> bool:
    lunch = problem.wishes.lunch
    on = spans[0].starts_at.date()
    window = lunch and Day(on, problem.party.zone).between(lunch.opens, lunch.closes)
    if not lunch or not window:
        return True
    return any(pause.minutes >= lunch.minutes for pause in gaps((window,), spans))


def measured(run: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = perf_counter()
    run()
    return perf_counter() - started


def main() -> None:
    """Print times, ratios and scores for the reference visit and for bigger catalogues."""
    print(f"{'offers':>6} {'plans s':>8} {'greedy s':>8} {'ratio':>6} {'score':>7} {'greedy':>7}")
    for copies in (1, 3, 29):
        problem = reference(copies=copies)
        plans: tuple[Plan, ...] = alternatives(problem)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(measured(partial(alternatives, problem)))
            theirs.append(measured(partial(greedy, problem)))
        seconds, baseline = median(ours), median(theirs)
        print(
            f"{len(problem.choices):6} {seconds:8.3f} {baseline:8.3f} {seconds / baseline:6.2f} "
            f"{plans[0].score:7} {greedy(problem):7} {plans[0].outcome} ({len(plans)} plans)"
        )


if __name__ == "__main__":
    main()
