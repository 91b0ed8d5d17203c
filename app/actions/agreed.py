"""What was agreed of an offer stays possible, whatever its host has changed of it since."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from visits.delegation import Delegation
from visits.itinerary import Stop
from visits.planning.choice import Choice

T = TypeVar("T")


def as_agreed(choice: Choice, held: Sequence[Stop], *, delegation: Delegation) -> Choice:
    """The choice as it was when the delegation's own stops of it were taken.

    Their length counts; their languages, formats and people beside those that are offered now;
    of their pauses before and after and the present ones, the shorter.
    """
    if not held:
        return choice
    return replace(
        choice,
        minutes=held[0].span.minutes,
        buffer_before=min(choice.buffer_before, *(_before(stop) for stop in held)),
        buffer_after=min(choice.buffer_after, *(_after(stop) for stop in held)),
        languages=_with(choice.languages, [stop.language for stop in held]),
        formats=_with(choice.formats, [stop.format for stop in held]),
        most_people=max(choice.most_people, *(_people(delegation, stop) for stop in held)),
    )


def _with(offered: tuple[T, ...], agreed: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*offered, *agreed)))


def _before(stop: Stop) -> int:
    return int((stop.span.starts_at - stop.blocked.starts_at).total_seconds() // 60)


def _after(stop: Stop) -> int:
    return int((stop.blocked.ends_at - stop.span.ends_at).total_seconds() // 60)


def _people(delegation: Delegation, stop: Stop) -> int:
    if not stop.groups:
        return delegation.size
    return sum(group.size for group in delegation.coming(stop.groups))
