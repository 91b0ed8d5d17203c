"""A9: why nothing fits, for impossible requests over 100 and 1,000 offers.

Every conflict is looked at again afterwards, outside the timing: it cannot be met, and it can with
any one wish less. Every correction is composed with. The other side is the plain way: every set of
wishes in order of size, each composed with anew, and no amounts looked for.

Seconds are those of the processor, on one thread: others at work on the machine count less.

Run with ``python -m benchmarks.planning.explaining``.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import combinations
from random import Random
from statistics import mean, median
from time import process_time

from benchmarks.planning.table import Row, shown
from visits.catalogue import Format, Theme
from visits.planning.choice import Choice
from visits.planning.explain import Explanation, explain
from visits.planning.explaining.relax import Wish, wishes_of, without
from visits.planning.party import Party
from visits.planning.problem import Problem
from visits.planning.solve import can_be_met
from visits.planning.wishes import Lunch, Wishes
from visits.span import Span, days
from visits.travel import Locality

EARLIEST, LATEST_WISHED, LATEST = date(2026, 11, 2), date(2026, 11, 13), date(2026, 11, 27)
ZONE = "Europe/Helsinki"
TOWNS = ("Umeå", "Skellefteå", "Örnsköldsvik")
REPEATS = 5
GOAL, MOONSHOT = 0.5, 0.2
# The plain way is given up after so long: its time is then a lower bound, and so is the ratio.
MOST_SECONDS = 5.0


@dataclass(frozen=True)
class Request:
    """An impossible request, named after what is impossible about it."""

    name: str
    problem: Problem


def requests(offers: int, *, seed: int = 1) -> Iterator[Request]:
    """Impossible requests of several kinds over one catalogue."""
    plain = _catalogue(offers, seed=seed)
    keys = [choice.key for choice in plain.choices]

    def asking(name: str, problem: Problem, **wishes: object) -> Request:
        changed = replace(problem.wishes, **wishes)  # type: ignore[arg-type]
        return Request(name, replace(problem, wishes=changed))

    morning = _only(plain, keys[:3], hours=(9, 10))
    yield asking("three musts, one hour", morning, musts=tuple(keys[:3]), most_days=1)
    yield asking(
        "five musts, one day",
        _only(plain, keys[:5], hours=(8, 16)),
        musts=tuple(keys[:5]),
        most_days=1,
        longest_day=240,
        most_stops=4,
    )
    yield asking(
        "three towns, one day on site",
        _in_three_towns(_only(plain, keys[:3], hours=(9, 16))),
        musts=tuple(keys[:3]),
        most_days=1,
        longest_day=360,
        format=Format.ON_SITE,
        starts_from=Locality("Umeå"),
    )
    late = _only(plain, keys[:2], hours=(15, 18), since=date(2026, 11, 16))
    yield asking("musts closed in those weeks", late, musts=tuple(keys[:2]))
    foreign = replace(plain, party=replace(plain.party, languages=("de",), size=300))
    yield asking("nobody speaks it, too many come", foreign, musts=tuple(keys[:2]))
    yield asking(
        "nothing at all, at dawn", plain, day_from=time(4), day_until=time(6), format=Format.ON_SITE
    )
    yield asking(
        "host and theme ruled out",
        plain,
        must_hosts=(plain.choices[0].host, plain.choices[9].host),
        must_themes=(Theme.SAFETY,),
        must_nots=tuple(each.key for each in plain.choices if each.host == plain.choices[0].host),
        no_themes=plain.choices[9].themes,
    )


def _catalogue(offers: int, *, seed: int) -> Problem:
    """A party of 50 for two weeks, and offers of half as many hosts over four."""
    random = Random(seed)
    return Problem(
        party=Party(zone=ZONE, languages=("fi", "en"), size=50),
        wishes=Wishes(
            earliest_on=EARLIEST,
            latest_on=LATEST_WISHED,
            lunch=Lunch(),
            themes=((Theme.CLIMATE, 3), (Theme.INDUSTRY, 3), (Theme.TALENT, 2)),
        ),
        choices=tuple(_offer(random, number) for number in range(offers)),
    )


def _offer(random: Random, number: int) -> Choice:
    weekdays = random.sample(range(5), random.randint(2, 4))
    opens = random.randint(8, 11)
    free = tuple(
        span
        for day in days(EARLIEST, LATEST, ZONE)
        if day.on.weekday() in weekdays and random.random() < 0.8
        if (span := day.between(time(opens), time(opens + random.randint(2, 5)))) is not None
    )
    return Choice(
        key=f"offer-{number:04}",
        host=f"host-{number // 2:04}",
        contact=f"host-{number // 2:04}",
        town=random.choice(TOWNS),
        minutes=random.choice((30, 45, 60)),
        themes=tuple(random.sample(tuple(Theme), random.randint(1, 3))),
        formats=(Format.ONLINE,),
        languages=random.choice((("sv", "en"), ("sv", "en"), ("sv",))),
        most_people=random.choice((60, 80, 200)),
        free=free,
    )


def _only(
    problem: Problem, keys: list[str], *, hours: tuple[int, int], since: date = EARLIEST
) -> Problem:
    """The problem with some offers in English and free at these hours alone."""
    spans = (day.between(time(hours[0]), time(hours[1])) for day in days(since, LATEST, ZONE))
    free: tuple[Span, ...] = tuple(span for span in spans if span is not None)
    choices = tuple(
        replace(choice, free=free, languages=("en",), minutes=45) if choice.key in keys else choice
        for choice in problem.choices
    )
    return replace(problem, choices=choices)


def _in_three_towns(problem: Problem) -> Problem:
    """The problem with its first three offers on site, each in another town."""
    first = (
        replace(choice, formats=(Format.ON_SITE,), town=town)
        for choice, town in zip(problem.choices, TOWNS, strict=False)
    )
    return replace(problem, choices=(*first, *problem.choices[len(TOWNS) :]))


def plain_escapes(problem: Problem, *, until: float) -> list[frozenset[Wish]]:
    """The smallest sets to let go of, by trying every one in order of size, as far as time goes."""
    wishes = wishes_of(problem)
    found: list[frozenset[Wish]] = []
    for size in range(1, len(wishes) + 1):
        for group in combinations(wishes, size):
            if any(known <= set(group) for known in found):
                continue
            if process_time() > until:
                return found
            if can_be_met(without(problem, group)):
                found.append(frozenset(group))
    return found


def faults(problem: Problem, explanation: Explanation) -> int:
    """How many conflicts are not smallest, and how many corrections open nothing."""
    wishes = wishes_of(problem)
    wrong = 0 if explanation.conflicts else 1
    for conflict in explanation.conflicts:
        others = [wish for wish in wishes if wish not in conflict]
        wrong += can_be_met(without(problem, others))
        wrong += sum(not can_be_met(without(problem, [*others, wish])) for wish in conflict)
    return wrong + sum(
        not can_be_met(correction.applied_to(problem)) for correction in explanation.corrections
    )


def _seconds(call: Callable[[], object]) -> float:
    before = process_time()
    call()
    return process_time() - before


def measured(request: Request, *, repeats: int = REPEATS) -> tuple[list[float], Explanation]:
    """How long explaining takes, each time anew, and what it says."""
    seconds = [_seconds(lambda: explain(request.problem)) for _ in range(repeats)]
    return seconds, explain(request.problem)


def rows(mark: str = "A9", *, sizes: tuple[int, ...] = (100, 1000)) -> list[Row]:
    """Two rows for each size: the slowest of the requests, and all of them by the plain way."""
    return [row for offers in sizes for row in _rows(mark, offers)]


def _rows(mark: str, offers: int) -> Iterator[Row]:
    asked = list(requests(offers))
    explained = [measured(request) for request in asked]
    wrong = sum(
        faults(request.problem, found) for request, (_, found) in zip(asked, explained, strict=True)
    )
    if wrong:
        raise AssertionError(f"{wrong} conflicts or corrections do not hold")
    slowest = max(range(len(asked)), key=lambda place: median(explained[place][0]))
    seconds = explained[slowest][0]
    yield Row(
        mark=mark,
        what=f"CPU s, {offers} offers, slowest of {len(asked)} requests: {asked[slowest].name}",
        ours=median(seconds),
        spread=f"{min(seconds):.3f}-{max(seconds):.3f}",
        goal=GOAL,
        moonshot=MOONSHOT,
    )
    plain = [_plain_seconds(request) for request in asked]
    ratios = [other / median(ours) for other, (ours, _) in zip(plain, explained, strict=True)]
    yield Row(
        mark=mark,
        what=f"CPU s, {offers} offers, mean of {len(asked)}; other: every set, at most 5 s",
        ours=mean(median(ours) for ours, _ in explained),
        other=mean(plain),
        ratio=median(ratios),
        spread=f"{min(ratios):.0f}-{max(ratios):.0f}",
        goal=GOAL,
        moonshot=MOONSHOT,
    )


def _plain_seconds(request: Request) -> float:
    """The plain way's time, at most MOST_SECONDS and a little."""
    before = process_time()
    plain_escapes(request.problem, until=before + MOST_SECONDS)
    return process_time() - before


def main() -> None:
    """Print every request on its own, then the rows."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--offers", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--quick", action="store_true", help="the requests alone, without rows")
    given = parser.parse_args()
    for offers in given.offers:
        for request in requests(offers):
            seconds, found = measured(request)
            print(
                f"{offers} offers, {request.name}: {median(seconds):.3f} s,"
                f" {len(found.conflicts)} conflicts, {len(found.corrections)} corrections,"
                f" {'all' if found.is_complete else 'not all'} of them"
            )
    if not given.quick:
        print(shown(rows(sizes=tuple(given.offers))))


if __name__ == "__main__":
    main()
