"""Taking turns: a party too large for an offer it must see comes to it in parts.

A party of 50 that must see an offer for 30 becomes two tracks, "1/2" and "2/2", of 25 people
each. A group "HR" that is too large becomes "HR 1/2" and "HR 2/2".
"""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from visits.planning.choice import Choice, PlannedStop
from visits.planning.party import MOST_TRACKS, Track
from visits.planning.problem import Problem


def in_turns(problem: Problem) -> Problem:
    """The same problem with whoever is too large for a must split into as few parts as needed.

    What takes the whole party is then plenary, so that a party without groups stays together
    for it; what is too small for the whole and no must is not visited. The parts of a group have
    rows of their own, and meet in a stop wherever that costs nothing. Where nobody is too large,
    or more than MOST_TRACKS parts were needed, the problem is returned as it is.
    """
    party = problem.party
    if party.tracks:
        return _with_groups_in_turns(problem)
    parts = _parts(problem, Track(key="-", size=party.size))
    if not 2 <= len(parts) <= MOST_TRACKS:
        return problem
    wishes = problem.wishes
    asked = {*wishes.musts, *_serving(problem)}
    small = {choice.key for choice in problem.choices if choice.most_people < party.size}
    large = (choice.key for choice in problem.choices if choice.key not in small)
    return replace(
        problem,
        party=replace(party, tracks=tuple(parts)),
        wishes=replace(
            wishes,
            plenary=tuple(dict.fromkeys((*wishes.plenary, *large))),
            must_nots=tuple(dict.fromkeys((*wishes.must_nots, *sorted(small - asked)))),
        ),
    )


def _with_groups_in_turns(problem: Problem) -> Problem:
    """The problem with the groups that are too large in parts."""
    parts = {track.key: _parts(problem, track) for track in problem.party.tracks}
    tracks = tuple(part for group in parts.values() for part in group)
    if not len(parts) < len(tracks) <= MOST_TRACKS:
        return problem
    return replace(
        problem,
        party=replace(problem.party, tracks=tracks),
        fixed=tuple(_for_parts(stop, parts) for stop in problem.fixed),
        current=tuple(_for_parts(stop, parts) for stop in problem.current),
    )


def _for_parts(stop: PlannedStop, parts: dict[str, list[Track]]) -> PlannedStop:
    """The stop of some groups as a stop of all their parts."""
    return replace(stop, tracks=tuple(part.key for key in stop.tracks for part in parts[key]))


def _parts(problem: Problem, track: Track) -> list[Track]:
    """As few parts of nearly one size as the smallest must asks for, larger ones first."""
    smallest = min((track.size, *_room(problem, track)))
    count = ceil(track.size / smallest)
    if count == 1:
        return [track]
    name = "" if track.key == "-" else f"{track.key} "
    return [
        replace(
            track,
            key=f"{name}{number + 1}/{count}",
            size=track.size // count + (number < track.size % count),
        )
        for number in range(count)
    ]


def _room(problem: Problem, track: Track) -> Iterator[int]:
    """How many people each thing that a group must see can take at once.

    Of a host or a theme that must be seen, it is the largest offer that counts. What must be
    plenary is not for turns.
    """
    wishes = problem.wishes
    for choice in problem.choices:
        if choice.key in (*wishes.musts, *track.musts) and choice.key not in wishes.plenary:
            yield choice.most_people
    for group in _doing(problem):
        if group:
            yield max(choice.most_people for choice in group)


def _doing(problem: Problem) -> Iterator[list[Choice]]:
    """For each host and each theme that must be seen, the choices that will do."""
    wishes = problem.wishes
    usable = [choice for choice in problem.choices if choice.key not in wishes.must_nots]
    for host in wishes.must_hosts:
        yield [choice for choice in usable if choice.host == host]
    for theme in wishes.must_themes:
        yield [choice for choice in usable if theme in choice.themes]


def _serving(problem: Problem) -> Iterator[str]:
    """The largest choices of hosts and themes that must be seen, which may be too small."""
    for group in _doing(problem):
        most = max((choice.most_people for choice in group), default=0)
        yield from (choice.key for choice in group if choice.most_people == most)
