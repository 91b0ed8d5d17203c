"""A programme as somebody would have it, line by line, before anything is held."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One stop as it would be; without `starts_at` it is taken out.

    `stop_id` is the stop in force that the line changes, 0 for one that would be new. `tracks`
    are the groups that come, none for everyone.
    """

    choice: str
    starts_at: datetime | None
    stop_id: int = 0
    is_pinned: bool = False
    tracks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What the line is known by: the id of its stop, or the choice it would take."""
        return str(self.stop_id) if self.stop_id else self.choice


@dataclass(frozen=True)
class Sketch:
    """The lines in order of time, those taken out last; made from a version of a programme."""

    version: int
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(sorted(self.lines, key=_order)))

    def with_line(self, line: Line) -> "Sketch":
        """One more stop."""
        return replace(self, lines=(*self.lines, line))

    def changed(self, line: Line, to: Line) -> "Sketch":
        """The same with one line put in place of another."""
        return replace(self, lines=tuple(to if one == line else one for one in self.lines))

    def without(self, line: Line) -> "Sketch":
        """Takes a stop out; one in force stays in sight, so that it can be put back."""
        if line.stop_id:
            return self.changed(line, replace(line, starts_at=None, is_pinned=False))
        return replace(self, lines=tuple(one for one in self.lines if one != line))


def _order(line: Line) -> tuple[datetime, str, tuple[str, ...]]:
    return line.starts_at or LATEST, line.key, line.tracks
