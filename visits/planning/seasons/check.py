"""An independent look at a season plan: what visits do to each other, and each plan by itself.

Written from the rules alone; it shares no code with the season's search.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations
from zoneinfo import ZoneInfo

from visits.planning.check import Clash, check
from visits.planning.season import Held, Season, SeasonPlan


class SeasonClashKind(StrEnum):
    """Which rule a season plan breaks."""

    PROGRAMME = "programme"
    MISSING = "missing"
    CONTACT_TWICE = "contact_twice"
    REST = "rest"
    WEEKLY_LIMIT = "weekly_limit"


@dataclass(frozen=True, kw_only=True)
class SeasonClash:
    """A rule that is broken: by whose visits, at which contact or host, in which week.

    `clash` says what is wrong with one delegation's programme taken by itself.
    """

    kind: SeasonClashKind
    visits: tuple[str, ...]
    where: str = ""
    week: date | None = None
    clash: Clash | None = None


def check_season(season: Season, plan: SeasonPlan) -> tuple[SeasonClash, ...]:
    """Everything that is wrong with a plan for a season, none for a sound one."""
    stays = [*_stays(season, plan), *season.held]
    return (*_alone(season, plan), *_contacts(season, stays), *_weeks(season, stays))


def _alone(season: Season, plan: SeasonPlan) -> Iterator[SeasonClash]:
    """What is wrong with single programmes, and whose is missing."""
    plans = {one.key: one.plan for one in plan.assigned}
    for visit in season.visits:
        if visit.key not in plans:
            yield SeasonClash(kind=SeasonClashKind.MISSING, visits=(visit.key,))
            continue
        for clash in check(visit.problem, plans[visit.key]):
            kind = SeasonClashKind.PROGRAMME
            yield SeasonClash(kind=kind, visits=(visit.key,), where=clash.choice, clash=clash)


def _stays(season: Season, plan: SeasonPlan) -> Iterator[Held]:
    """Everybody's time that the programmes take."""
    plans = {one.key: one.plan for one in plan.assigned}
    for visit in season.visits:
        for stop in plans[visit.key].stops if visit.key in plans else ():
            choice = visit.problem.choice(stop.choice)
            for person in {stop.contact, *stop.company}:
                yield Held(
                    visit=visit.key,
                    host=choice.host,
                    contact=person,
                    span=stop.span,
                    before=choice.buffer_before,
                    after=choice.buffer_after,
                )


def _contacts(season: Season, stays: list[Held]) -> Iterator[SeasonClash]:
    """Whose time is given to two visits at once, or to the second one too soon."""
    of_contact: dict[str, list[Held]] = defaultdict(list)
    for stay in stays:
        of_contact[stay.contact].append(stay)
    waiting = {visit.key for visit in season.visits}
    for contact, all_stays in sorted(of_contact.items()):
        for one, other in combinations(sorted(all_stays, key=lambda stay: stay.span), 2):
            pair = {one.visit, other.visit}
            if len(pair) == 2 and pair & waiting:
                yield from _pair(contact, one, other, rest=season.limits.rest)


def _pair(contact: str, one: Held, other: Held, *, rest: int) -> Iterator[SeasonClash]:
    """The two are in order of their start."""
    visits = (one.visit, other.visit)
    pause = other.span.starts_at - one.span.ends_at
    if pause < timedelta(minutes=one.after + other.before):
        yield SeasonClash(kind=SeasonClashKind.CONTACT_TWICE, visits=visits, where=contact)
    elif pause < timedelta(minutes=rest):
        yield SeasonClash(kind=SeasonClashKind.REST, visits=visits, where=contact)


def _weeks(season: Season, stays: list[Held]) -> Iterator[SeasonClash]:
    """Which hosts receive more delegations in a week than they can bear."""
    zone = ZoneInfo(season.limits.zone)
    waiting = {visit.key for visit in season.visits}
    visits: dict[tuple[str, date], set[str]] = defaultdict(set)
    for stay in stays:
        on = stay.span.starts_at.astimezone(zone).date()
        visits[stay.host, on - timedelta(days=on.weekday())].add(stay.visit)
    most = dict(season.limits.most_a_week)
    for (host, week), keys in sorted(visits.items()):
        if host in most and len(keys) > most[host] and keys & waiting:
            yield SeasonClash(
                kind=SeasonClashKind.WEEKLY_LIMIT,
                visits=tuple(sorted(keys)),
                where=host,
                week=week,
            )
