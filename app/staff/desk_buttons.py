"""What the buttons of the desk do to a sketch; nothing is kept before it is saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.i18n import gettext
from app.staff.desk_text import NoSketch, read_instant
from visits.planning.by_hand.mend import mended
from visits.planning.by_hand.sketch import Line, Sketch
from visits.planning.choice import Choice
from visits.planning.desk import Desk
from visits.planning.problem import GRID_MINUTES

QUARTER = timedelta(minutes=GRID_MINUTES)


class CannotDo(Exception):
    """What a button was to do cannot be done; says why, and names the field."""

    def __init__(self, problem: str, *, field: str = "desk") -> None:
        super().__init__(problem)
        self.problem = problem
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Press:
    """A button with the row it stands in, and what was chosen beside it."""

    button: str
    row: str = ""
    to: str = ""
    offer: str = ""
    group: str = ""


@dataclass(frozen=True)
class Pressed:
    """The sketch afterwards, and the line a reader should land on."""

    sketch: Sketch
    line: Line | None = None


def press(desk: Desk, sketch: Sketch, pressed: Press) -> Pressed:
    """Does what a button says; raises CannotDo."""
    if pressed.button == "mend":
        return _mend(desk, sketch)
    if pressed.button == "add":
        return _add(desk, sketch, pressed)
    if pressed.button not in ROWS:
        raise CannotDo(gettext("We do not know this button. The programme is as it was."))
    line = _line(sketch, pressed)
    changed = ROWS[pressed.button](desk, line, pressed)
    if changed is None:
        return Pressed(sketch.without(line))
    if not changed.stop_id and line.stop_id:
        return Pressed(sketch.without(line).with_line(changed), changed)
    return Pressed(sketch.changed(line, changed), changed)


def _line(sketch: Sketch, pressed: Press) -> Line:
    is_number = pressed.row.isascii() and pressed.row.isdigit() and len(pressed.row) <= 2
    if not is_number or int(pressed.row) >= len(sketch.lines):
        raise CannotDo(gettext("This stop is not part of the programme any more."))
    return sketch.lines[int(pressed.row)]


def _pin(_desk: Desk, line: Line, _pressed: Press) -> Line:
    return replace(line, is_pinned=True)


def _unpin(_desk: Desk, line: Line, _pressed: Press) -> Line:
    return replace(line, is_pinned=False)


def _earlier(_desk: Desk, line: Line, _pressed: Press) -> Line:
    return replace(line, starts_at=_start_of(line) - QUARTER)


def _later(_desk: Desk, line: Line, _pressed: Press) -> Line:
    return replace(line, starts_at=_start_of(line) + QUARTER)


def _out(_desk: Desk, _line: Line, _pressed: Press) -> None:
    return None


def _back(desk: Desk, line: Line, _pressed: Press) -> Line:
    """To where it stands in the programme in force."""
    held = desk.held(line)
    if held is None:
        raise CannotDo(gettext("This stop is not part of the programme any more."))
    starts_at = held.planned.span.starts_at
    return replace(line, starts_at=starts_at, is_pinned=held.is_pinned)


def _move(desk: Desk, line: Line, pressed: Press) -> Line:
    field = f"to-{pressed.row}"
    choice = desk.choice(line.choice)
    if choice is None:
        raise CannotDo(gettext("This visit can no longer be had at another time."), field=field)
    return replace(line, starts_at=_chosen_start(pressed, field=field))


def _replace(desk: Desk, line: Line, pressed: Press) -> Line:
    """Another offer at the same time; it would be a new stop."""
    field = f"offer-{pressed.row}"
    choice = _chosen_offer(desk, pressed, field=field)
    return Line(choice=choice.key, starts_at=_start_of(line), tracks=line.tracks)


ROWS: Mapping[str, Callable[[Desk, Line, Press], Line | None]] = {
    "pin": _pin,
    "unpin": _unpin,
    "earlier": _earlier,
    "later": _later,
    "out": _out,
    "back": _back,
    "move": _move,
    "replace": _replace,
}


def _add(desk: Desk, sketch: Sketch, pressed: Press) -> Pressed:
    choice = _chosen_offer(desk, pressed, field="offer")
    if any(line.choice == choice.key and line.starts_at for line in sketch.lines):
        raise CannotDo(gettext("This visit is part of the programme already."), field="offer")
    at = _chosen_start(pressed, field="to")
    line = Line(choice=choice.key, starts_at=at, tracks=_chosen_group(desk, pressed))
    return Pressed(sketch.with_line(line), line)


def _chosen_group(desk: Desk, pressed: Press) -> tuple[str, ...]:
    """One of the groups by its number, or everyone."""
    groups = [track.key for track in desk.problem.party.tracks]
    if not pressed.group:
        return ()
    if pressed.group not in [str(number) for number in range(len(groups))]:
        raise CannotDo(gettext("Choose who comes."), field="group")
    return (groups[int(pressed.group)],)


def _mend(desk: Desk, sketch: Sketch) -> Pressed:
    found = mended(desk, sketch)
    if found is None:
        raise CannotDo(
            gettext("Kvarken found no programme around these stops. Take out a pin or a stop.")
        )
    return Pressed(found)


def _start_of(line: Line) -> datetime:
    if line.starts_at is None:
        raise CannotDo(gettext("This stop is taken out. Put it back first."))
    return line.starts_at


def _chosen_start(pressed: Press, *, field: str) -> datetime:
    try:
        return read_instant(pressed.to)
    except NoSketch as error:
        raise CannotDo(gettext("Choose a time."), field=field) from error


def _chosen_offer(desk: Desk, pressed: Press, *, field: str) -> Choice:
    choice = desk.choice(pressed.offer)
    if choice is None:
        raise CannotDo(gettext("Choose a visit."), field=field)
    return choice
