"""The slow way to a composer's answer: every programme is tried, and `check` alone judges it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from visits.catalogue import Format, Theme
from visits.planning.check import ClashKind, check
from visits.planning.choice import Choice, PlannedStop, Staffing
from visits.planning.plan import Outcome, Plan
from visits.planning.problem import Problem
from visits.span import Span, days

# Score, agreed stops at their time, current stops at their time, current stops at any time.
Value = tuple[int, int, int, int]
NOTHING: Value = (0, 0, 0, 0)

# What is missing may still come; every other clash stays, whatever is added.
MAY_STILL_COME = {
    ClashKind.MUST_MISSING,
    ClashKind.MUST_HOST_MISSING,
    ClashKind.MUST_THEME_MISSING,
    ClashKind.FIXED_MOVED,
}


@dataclass(frozen=True, eq=False)
class Slot:
    """One way to take a choice: who receives, how, and when; each is made once."""

    choice: Choice
    staffing: Staffing
    format: Format
    span: Span


Place = tuple[Choice, tuple[str, ...]]
Part = tuple[Slot, tuple[str, ...]]


def best_value(problem: Problem) -> Value | None:
    """The best value of all sound programmes, None where there is none."""
    musts = (problem.wishes.musts, problem.wishes.must_hosts, problem.wishes.must_themes)
    asked = problem.fixed or any(musts) or any(track.musts for track in problem.party.tracks)
    least = problem.wishes.days
    zone = ZoneInfo(problem.party.zone)
    fixed_days = {stop.span.starts_at.astimezone(zone).date() for stop in problem.fixed}
    most = max(problem.wishes.most_days, len(fixed_days))
    for count in range(least, min(5, most) + 1 if asked else least + 1):
        wishes = replace(problem.wishes, days=count, most_days=count)
        found = _Trial(replace(problem, wishes=wishes)).best()
        if found is not None and (asked or found > NOTHING):
            return found
    return None


def value_of(problem: Problem, plan: Plan) -> Value | None:
    """What a plan itself says it is worth, None where it has no stops."""
    if not plan.stops:
        return None
    return (plan.score, plan.agreed_kept, plan.slots_kept, plan.stops_kept)


def worth_of(problem: Problem, stops: Sequence[PlannedStop]) -> int:
    """What each row's stops are worth by its themes and wishes, added up."""
    keys = [track.key for track in problem.party.tracks] or [""]
    return sum(
        plain_score(
            problem,
            [one.choice for one in stops if not key or not one.tracks or key in one.tracks],
            track=key,
        )
        for key in keys
    )


def plain_score(problem: Problem, keys: Sequence[str], *, track: str = "") -> int:
    """Each theme gives 16, 8, 4, 2, 1 hundred times its weight for its first stops."""
    weights = next((one.themes for one in problem.party.tracks if one.key == track), ())
    weights = weights or problem.wishes.themes or tuple((theme, 1.0) for theme in Theme)
    chosen = [problem.choice(key) for key in keys]
    score = sum(round(weight * 100) * 16 for key, weight in problem.wishes.wished if key in keys)
    for theme, weight in weights:
        count = min(5, sum(theme in choice.themes for choice in chosen))
        score += round(weight * 100) * (32 - 2 ** (5 - count))
    return score


class _Trial:
    """All ways to give each group (or the party) each choice at some time, or not at all."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tracks = tuple(track.key for track in problem.party.tracks)
        self.current_keys = {stop.choice for stop in problem.current}
        slots = {choice.key: tuple(self._slots_of(choice)) for choice in problem.choices}
        self.places = tuple(self._places())
        self.slots = {
            (choice.key, tracks): tuple(
                slot for slot in slots[choice.key] if self._may_become_sound(((slot, tracks),))
            )
            for choice, tracks in self.places
        }
        # A set of places is one number: a bit for each.
        self.fitting: dict[int, bool] = {0: True}

    def best(self) -> Value | None:
        """The best value there is."""
        best: Value | None = None
        hoped = {chosen: self._hoped(chosen) for chosen in range(1 << len(self.places))}
        for chosen in sorted(hoped, key=lambda one: hoped[one], reverse=True):
            if best is not None and hoped[chosen] <= best:
                break
            for parts in self._programmes(chosen) if self._fits(chosen) else ():
                if self._is_sound(parts):
                    best = max(best or NOTHING, self._value(parts))
                if best == hoped[chosen] or not self.current_keys:
                    break
        return best

    def _fits(self, chosen: int) -> bool:
        """Whether these places can be had together; only if they can with each one left out."""
        if chosen not in self.fitting:
            less = [chosen & ~(1 << place) for place in self._numbers(chosen)]
            self.fitting[chosen] = all(map(self._fits, less)) and any(self._programmes(chosen))
        return self.fitting[chosen]

    def _numbers(self, chosen: int) -> list[int]:
        return [place for place in range(len(self.places)) if chosen >> place & 1]

    def _programmes(self, chosen: int) -> Iterator[tuple[Part, ...]]:
        """Every way to have these places at once, musts and fixed stops not asked about."""
        places = [self.places[place] for place in self._numbers(chosen)]
        places.sort(key=lambda place: len(self.slots[place[0].key, place[1]]))
        return self._extended((), places)

    def _places(self) -> Iterator[Place]:
        """Each choice for each group; what is plenary for all at once."""
        for choice in self.problem.choices:
            if not self.tracks:
                parts: Sequence[tuple[str, ...]] = [()]
            elif choice.key in self.problem.wishes.plenary:
                parts = [self.tracks]
            else:
                parts = [(track,) for track in self.tracks]
            taken = [
                one.tracks or self.tracks for one in self.problem.fixed if one.choice == choice.key
            ]
            for part in parts:
                if not any(set(part) <= set(tracks) for tracks in taken):
                    yield choice, part

    def _slots_of(self, choice: Choice) -> Iterator[Slot]:
        own = Staffing(contact=choice.contact, company=choice.company, free=choice.free)
        wishes = self.problem.wishes
        forms = [
            form
            for form in (wishes.format, *wishes.also)
            if form in choice.formats or Format.HYBRID in choice.formats
        ]
        for staffing in (own, *choice.others) if forms else ():
            for span in self._spans(choice):
                yield Slot(choice, staffing, forms[0], span)

    def _spans(self, choice: Choice) -> Iterator[Span]:
        standing = {one.span for one in self.problem.current if one.choice == choice.key}
        yield from sorted(standing)
        wishes, zone = self.problem.wishes, self.problem.party.zone
        for day in days(wishes.earliest_on, wishes.latest_on, zone):
            starts_at, ends_at = day.at(wishes.day_from), day.at(wishes.day_until)
            starts_at += timedelta(minutes=-starts_at.minute % 15)
            while starts_at + timedelta(minutes=choice.minutes) <= ends_at:
                span = Span.of(starts_at, choice.minutes)
                if span not in standing:
                    yield span
                starts_at += timedelta(minutes=15)

    def _extended(
        self, parts: tuple[Part, ...], places: Sequence[Place]
    ) -> Iterator[tuple[Part, ...]]:
        if not places:
            yield parts
            return
        choice, tracks = places[0]
        for slot in self.slots[choice.key, tracks]:
            if self._overlaps(parts, slot, tracks):
                continue
            more = (*parts, (slot, tracks))
            if self._may_become_sound(more):
                yield from self._extended(more, places[1:])

    def _overlaps(self, parts: tuple[Part, ...], slot: Slot, tracks: tuple[str, ...]) -> bool:
        """Whether a group, or the party, is somewhere else then: plain, and saves a check."""
        return any(
            one.span.overlaps(slot.span) and (not tracks or set(those) & set(tracks))
            for one, those in parts
        )

    def _is_sound(self, parts: tuple[Part, ...]) -> bool:
        stops = self._stops(parts)
        return bool(stops) and not check(self.problem, Plan(outcome=Outcome.FOUND, stops=stops))

    def _may_become_sound(self, parts: tuple[Part, ...]) -> bool:
        stops = self._stops(parts)
        if any(not stop.language for stop in stops):
            return False
        clashes = check(self.problem, Plan(outcome=Outcome.FOUND, stops=stops))
        return MAY_STILL_COME.issuperset(clash.kind for clash in clashes)

    def _stops(self, parts: tuple[Part, ...]) -> tuple[PlannedStop, ...]:
        """The stops of these parts, groups that take the same slot together, and the fixed."""
        together: dict[Slot, list[str]] = {}
        for slot, tracks in parts:
            together.setdefault(slot, []).extend(tracks)
        return (*self.problem.fixed, *(self._stop(slot, those) for slot, those in together.items()))

    def _stop(self, slot: Slot, tracks: Sequence[str]) -> PlannedStop:
        coming = tuple(track for track in self.tracks if track in tracks)
        return PlannedStop(
            span=slot.span,
            choice=slot.choice.key,
            contact=slot.staffing.contact,
            company=slot.staffing.company,
            language=self._language(slot, coming),
            format=slot.format,
            tracks=() if coming == self.tracks else coming,
        )

    def _language(self, slot: Slot, coming: tuple[str, ...]) -> str:
        """The first language of those who come that all of them share; "" where there is none."""
        party, held = self.problem.party, slot.staffing.languages or slot.choice.languages
        spoken = [
            [_primary(tag) for tag in one.languages or party.languages]
            for one in party.tracks
            if one.key in coming
        ] or [[_primary(tag) for tag in party.languages]]
        for primary in spoken[0]:
            for tag in held:
                if _primary(tag) == primary and all(primary in tags for tags in spoken):
                    return tag
        return held[0] if held and party.interpretation else ""

    def _value(self, parts: Sequence[Part]) -> Value:
        stops = self._stops(tuple(parts))
        times = {(stop.choice, stop.span) for stop in stops}
        current = [stop for stop in self.problem.current if (stop.choice, stop.span) in times]
        return (
            worth_of(self.problem, stops),
            sum(stop.choice in self.problem.agreed for stop in current),
            len(current),
            len({stop.choice for stop in stops} & self.current_keys),
        )

    def _hoped(self, chosen: int) -> Value:
        """What these places are worth, with all kept that can be."""
        places = [self.places[place] for place in self._numbers(chosen)]
        taken = [(one.choice, one.tracks or self.tracks) for one in self.problem.fixed]
        taken += [(choice.key, tracks) for choice, tracks in places]
        score = sum(
            plain_score(
                self.problem,
                [key for key, tracks in taken if not track or track in tracks],
                track=track,
            )
            for track in self.tracks or ("",)
        )
        kept = {key for key, _ in taken} & self.current_keys
        return score, len(kept & set(self.problem.agreed)), len(kept), len(kept)


def _primary(tag: str) -> str:
    return tag.split("-")[0].lower()
