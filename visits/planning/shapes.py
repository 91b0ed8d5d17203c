"""What about a set and a day decides whether it fits: the same for many sets, asked only once.

Two choices have the same shape on two days when they can start at the same times of day and are
alike in length, buffers and place. Sets of the same shapes fit, or do not fit, alike.
"""

from collections.abc import Iterable, Sequence
from datetime import time

from visits.catalogue import Format
from visits.planning.choice import Choice
from visits.planning.frame import DayFrame
from visits.planning.problem import Problem

Shape = tuple[int, ...]


class Shapes:
    """Numbers the shapes of choices and days as they are asked for."""

    def __init__(
        self, problem: Problem, choices: Sequence[Choice], frames: Sequence[DayFrame]
    ) -> None:
        self.frames = frames
        self.midnights = [int(frame.day.at(time(0)).timestamp()) // 60 for frame in frames]
        self._numbers: dict[object, int] = {}
        self._kinds = [self._number(kind) for kind in _kinds(problem, choices)]
        self._days = [self._number(self._day_shape(day)) for day in range(len(frames))]
        self._choices: dict[tuple[int, int], int] = {}

    def of(self, day: int, members: Iterable[int]) -> Shape:
        """The shape of a set on a day."""
        return (self._days[day], *sorted(self._choice(day, index) for index in members))

    def _choice(self, day: int, index: int) -> int:
        key = (day, index)
        number = self._choices.get(key)
        if number is None:
            midnight = self.midnights[day]
            starts = tuple(start - midnight for start in self.frames[day].starts[index])
            number = self._choices[key] = self._number((self._kinds[index], starts))
        return number

    def _day_shape(self, day: int) -> tuple[int, ...]:
        frame, midnight = self.frames[day], self.midnights[day]
        lunch = (frame.fed_from - midnight, frame.hungry_until - midnight)
        return (frame.longest, frame.most_stops, *(lunch if frame.fed_from else ()))

    def _number(self, what: object) -> int:
        return self._numbers.setdefault(what, len(self._numbers))


def _kinds(problem: Problem, choices: Sequence[Choice]) -> list[object]:
    """What the choices are besides their times.

    The contact counts where one may serve two stops: for musts and fixed stops, and where a
    contact works for several hosts.
    """
    asked = {*problem.wishes.musts, *(stop.choice for stop in problem.fixed)}
    hosts: dict[str, set[str]] = {}
    for choice in choices:
        hosts.setdefault(choice.contact, set()).add(choice.host)
    is_on_road = problem.wishes.format is not Format.ONLINE
    return [
        (
            choice.key if choice.key in asked else "",
            choice.contact if len(hosts[choice.contact]) > 1 else "",
            choice.minutes,
            choice.buffer_before,
            choice.buffer_after,
            (choice.town, choice.point) if is_on_road else None,
        )
        for choice in choices
    ]
