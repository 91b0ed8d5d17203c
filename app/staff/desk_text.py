"""A sketch as one word of an address, so that it survives every page, and can be sent on.

`7~12.202701120815.p~13.x~wind-park.202701121000.g0` is made of version 7: stop 12 pinned at 08:15
UTC, stop 13 taken out, and the offer wind-park new, for the first group.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from visits.planning.by_hand.sketch import Line, Sketch
from visits.planning.desk import Desk

LONGEST = 4000
MOST_LINES = 60
INSTANT = "%Y%m%d%H%M"
LINE = re.compile(
    r"(?P<key>[a-z0-9_-]{1,80})\.(?P<at>x|2[01]\d{10})(?P<pin>\.p)?(?:\.g(?P<groups>\d\d?(?:-\d\d?)*))?"
)


class NoSketch(ValueError):
    """The text is cut off or was never a sketch."""


def text_of(sketch: Sketch, desk: Desk) -> str:
    """The sketch as text."""
    groups = _groups(desk)
    return "~".join((str(sketch.version), *(_line_text(line, groups) for line in sketch.lines)))


def _line_text(line: Line, groups: Sequence[str]) -> str:
    at = instant_text(line.starts_at) if line.starts_at else "x"
    came = "-".join(str(groups.index(one)) for one in line.tracks if one in groups)
    return f"{line.key}.{at}{'.p' if line.is_pinned else ''}{f'.g{came}' if came else ''}"


def sketch_of(text: str, desk: Desk) -> Sketch:
    """The sketch that a text says; raises NoSketch.

    What the text says of stops and offers that are gone is still in it; `Desk.rebased` sees to it.
    """
    version, *rest = text.split("~")
    is_whole = len(text) <= LONGEST and len(rest) <= MOST_LINES
    if not is_whole or not re.fullmatch(r"[0-9]{1,9}", version):
        raise NoSketch
    lines = tuple(_lines(rest, desk))
    if len({(line.key, line.tracks) for line in lines}) < len(lines):
        raise NoSketch
    return Sketch(int(version), lines)


def _lines(texts: Sequence[str], desk: Desk) -> Iterator[Line]:
    stops = {str(one.stop_id): one for one in desk.standing}
    groups = _groups(desk)
    for text in texts:
        found = LINE.fullmatch(text)
        if found is None:
            raise NoSketch
        at = None if found["at"] == "x" else read_instant(found["at"])
        numbers = [int(one) for one in (found["groups"] or "").split("-") if one]
        if any(number >= len(groups) for number in numbers):
            raise NoSketch
        held = stops.get(found["key"])
        is_stop = found["key"].isdigit()
        yield Line(
            choice=held.planned.choice if held else found["key"],
            starts_at=at,
            stop_id=int(found["key"]) if is_stop else 0,
            is_pinned=found["pin"] is not None and at is not None,
            tracks=held.planned.tracks if held else tuple(groups[number] for number in numbers),
        )


def instant_text(at: datetime) -> str:
    """An instant to the minute, in UTC."""
    return at.astimezone(UTC).strftime(INSTANT)


def read_instant(text: str) -> datetime:
    """The instant that a text says; raises NoSketch."""
    if not re.fullmatch(r"2[01][0-9]{10}", text):
        raise NoSketch
    try:
        return datetime.strptime(text, INSTANT).replace(tzinfo=UTC)
    except ValueError as error:
        raise NoSketch from error


def _groups(desk: Desk) -> tuple[str, ...]:
    return tuple(track.key for track in desk.problem.party.tracks)
