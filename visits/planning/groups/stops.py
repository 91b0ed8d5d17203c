"""Writing the groups' rows as stops: one stop for all groups that come to it."""

from collections.abc import Sequence
from dataclasses import replace

from visits.planning.choice import PlannedStop
from visits.planning.groups.rows import TrackRow
from visits.planning.groups.slots import Slot, Slots
from visits.planning.groups.table import Programme
from visits.planning.plan import LeftOut, LeftOutKind
from visits.planning.problem import Problem
from visits.planning.worth import Worth

# Of the reasons why groups do without a choice, the one that comes nearest to having it.
NEAREST_FIRST = tuple(reversed(LeftOutKind))


def stops_of(problem: Problem, slots: Slots, programme: Programme) -> tuple[PlannedStop, ...]:
    """The stops of all rows and the fixed ones, in order; who come together share one."""
    coming: dict[Slot, list[int]] = {}
    stops: dict[Slot, PlannedStop] = {}
    for track, row in enumerate(programme.rows):
        held = set(row.slots)
        for stop in row.stops:
            slot = slots.slot_of(stop)
            if slot in held:
                coming.setdefault(slot, []).append(track)
                stops[slot] = stop
    written = (_written(slots, stops[slot], slot, tracks) for slot, tracks in coming.items())
    return tuple(sorted((*problem.fixed, *written)))


def _written(slots: Slots, stop: PlannedStop, slot: Slot, tracks: Sequence[int]) -> PlannedStop:
    language = slots.language(slot, tracks)
    assert language is not None
    is_for_all = len(tracks) == len(slots.tracks)
    keys = () if is_for_all else tuple(slots.tracks[track].key for track in tracks)
    return replace(stop, language=language, tracks=keys)


def track_scores_of(problem: Problem, stops: Sequence[PlannedStop]) -> tuple[tuple[str, int], ...]:
    """What each group's own row is worth."""
    number = {choice.key: index for index, choice in enumerate(problem.choices)}
    found = []
    for track in problem.party.tracks:
        shown = {
            number[stop.choice] for stop in stops if track.key in (stop.tracks or (track.key,))
        }
        themes = track.themes or problem.wishes.themes
        worth = Worth(replace(problem.wishes, themes=themes), problem.choices)
        extras = sum(worth.extras[index] for index in shown)
        found.append((track.key, worth.score(worth.counts(sorted(shown))) + extras))
    return tuple(found)


def kept_of(problem: Problem, stops: Sequence[PlannedStop]) -> tuple[int, int, int]:
    """Agreed slots, slots and stops kept.

    A current stop is kept where every group it was for still has the choice, its slot where it
    has it at the same time.
    """
    tracks = frozenset(track.key for track in problem.party.tracks)
    places: dict[str, set[str]] = {}
    times: dict[tuple[str, object], set[str]] = {}
    for stop in stops:
        places.setdefault(stop.choice, set()).update(stop.tracks or tracks)
        times.setdefault((stop.choice, stop.span), set()).update(stop.tracks or tracks)
    agreed = slots = kept = 0
    for stop in problem.current:
        groups = frozenset(stop.tracks) or tracks
        is_slot = groups <= times.get((stop.choice, stop.span), set())
        kept += groups <= places.get(stop.choice, set())
        slots += is_slot
        agreed += is_slot and stop.choice in problem.agreed
    return agreed, slots, kept


def left_out_of(alone: Sequence[TrackRow], stops: Sequence[PlannedStop]) -> tuple[LeftOut, ...]:
    """Why choices are in no group's row: the groups' reason nearest to having it."""
    planned = {stop.choice for stop in stops}
    reasons: dict[str, LeftOutKind] = {}
    for row in alone:
        for key, kind in (
            *((stop.choice, LeftOutKind.NO_ROOM) for stop in row.stops),
            *((left.choice, left.kind) for left in row.left_out),
        ):
            known = reasons.get(key)
            if known is None or NEAREST_FIRST.index(kind) < NEAREST_FIRST.index(known):
                reasons[key] = kind
    return tuple(sorted(LeftOut(key, kind) for key, kind in reasons.items() if key not in planned))
