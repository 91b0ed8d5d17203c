"""A season in parts that need not know of each other, to be planned by jobs of their own.

Two delegations need to know of each other where one host or one person could serve both in the
same week. What is connected in that way is a part. A part that is too large is cut where one
week ends: every delegation in it stays with the weeks in which it has most to choose from, which
may cost it something.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from visits.planning.choice import Choice, Staffing
from visits.planning.problem import Problem
from visits.planning.season import Season, SeasonPlan, SeasonVisit
from visits.planning.seasons.agenda import monday_of, week_span
from visits.planning.seasons.search import SeasonProgress, SeasonSearch
from visits.planning.seasons.visit import wished_span, within
from visits.span import Span, intersection

LARGEST_PART = 60
# No two buffers are longer together: what is nearer to the end of a week belongs to nobody.
WIDEST_BUFFERS = 480
WEEK = timedelta(days=7)
CENTURY = timedelta(days=36525)

# What a delegation may need of the others: a host or a person in a week.
Need = tuple[str, str, date]


def split(season: Season, *, largest: int = LARGEST_PART) -> tuple[Season, ...]:
    """Parts of a season whose plans never get into each other's way, in the visits' order.

    A part has at most `largest` delegations where the weeks allow it.
    """
    parts: list[Season] = []
    for visits in _connected(season.visits, season.limits.zone):
        parts.extend(_cut(replace(season, visits=visits), largest))
    place = {visit.key: number for number, visit in enumerate(season.visits)}
    return tuple(sorted(parts, key=lambda part: place[part.visits[0].key]))


def merged(season: Season, plans: Sequence[SeasonPlan], *, seed: int = 0) -> SeasonPlan:
    """One plan of the plans for a season's parts.

    What each could get alone is worked out anew for the whole season, so that shares and bound
    are those of the season and not of a part.
    """
    search = SeasonSearch(season, SeasonProgress(seed=seed))
    search.step(len(season.visits))
    return search.with_plans({one.key: one.plan for plan in plans for one in plan.assigned})


def _connected(visits: Sequence[SeasonVisit], zone: str) -> Iterator[tuple[SeasonVisit, ...]]:
    """Groups of visits that share a need, each in the order of the visits."""
    group_of = list(range(len(visits)))

    def root(place: int) -> int:
        while group_of[place] != place:
            group_of[place] = group_of[group_of[place]]
            place = group_of[place]
        return place

    first: dict[Need, int] = {}
    for place, visit in enumerate(visits):
        for need in _needs(visit.problem, zone):
            other = root(first.setdefault(need, place))
            group_of[max(root(place), other)] = min(root(place), other)
    groups: dict[int, list[SeasonVisit]] = defaultdict(list)
    for place, visit in enumerate(visits):
        groups[root(place)].append(visit)
    return (tuple(group) for _, group in sorted(groups.items()))


def _needs(problem: Problem, zone: str) -> Iterator[Need]:
    """Every host and person that could serve the delegation, in every week of its wishes."""
    window = wished_span(problem)
    for choice in problem.choices:
        staffings: tuple[Choice | Staffing, ...] = (choice, *choice.others)
        for staffed in staffings:
            people = (staffed.contact, *staffed.company)
            for span in intersection(staffed.free, (window,)):
                for monday in _mondays(span, zone):
                    yield "host", choice.host, monday
                    yield from (("person", person, monday) for person in people)


def _mondays(span: Span, zone: str) -> Iterator[date]:
    """The Mondays of all weeks a span lies in."""
    monday = monday_of(span, zone)
    while week_span(monday, zone).starts_at < span.ends_at:
        yield monday
        monday += WEEK


def _cut(season: Season, largest: int) -> tuple[Season, ...]:
    """The part itself, or parts on both sides of the end of a week that divides it best."""
    if len(season.visits) <= largest:
        return (season,)
    zone = season.limits.zone
    mondays = {need[2] for visit in season.visits for need in _needs(visit.problem, zone)}
    cuts = [_sides(season, monday) for monday in sorted(mondays)[1:]]
    if not cuts:
        return (season,)
    smaller = [min(len(earlier), len(later)) for earlier, later in cuts]
    if not max(smaller):
        return (season,)
    sides = cuts[smaller.index(max(smaller))]
    return tuple(
        part for side in sides for part in split(replace(season, visits=side), largest=largest)
    )


def _sides(season: Season, monday: date) -> tuple[tuple[SeasonVisit, ...], ...]:
    """The visits that stay before a Monday, and those that come after it, with that time only.

    Half of them stay, those with the most to choose from there; who can come on one side only,
    comes there.
    """
    limits = season.limits
    at = week_span(monday, limits.zone).starts_at
    before = Span(at - CENTURY, at)
    after = Span(at + timedelta(minutes=max(limits.rest, WIDEST_BUFFERS)), at + CENTURY)
    lateness = [_lateness(visit.problem, before, after) for visit in season.visits]
    by_lateness = sorted(range(len(lateness)), key=lambda place: (lateness[place], place))
    first_half = set(by_lateness[: len(lateness) // 2])
    stays = [late == 0 or (late < 1 and place in first_half) for place, late in enumerate(lateness)]
    placed = list(zip(season.visits, stays, strict=True))
    return (
        tuple(_within(visit, before) for visit, does_stay in placed if does_stay),
        tuple(_within(visit, after) for visit, does_stay in placed if not does_stay),
    )


def _lateness(problem: Problem, before: Span, after: Span) -> Fraction:
    """How much of what a delegation may choose from lies after a cut, 0 where there is nothing."""
    early, late = _free_minutes(problem, before), _free_minutes(problem, after)
    return Fraction(late, early + late) if early + late else Fraction(0)


def _free_minutes(problem: Problem, side: Span) -> int:
    """How much there is to choose from on one side of a cut."""
    wished = wished_span(problem).intersection(side)
    if wished is None:
        return 0
    spans = (span for each in problem.choices for span in intersection(each.free, (wished,)))
    return sum(span.minutes for span in spans)


def _within(visit: SeasonVisit, side: Span) -> SeasonVisit:
    choices = tuple(within(choice, side) for choice in visit.problem.choices)
    return replace(visit, problem=replace(visit.problem, choices=choices))
