"""The rules for a single stop, whatever stands beside it; fixed ones are not asked."""

from collections.abc import Iterator

from visits.catalogue import Format
from visits.planning.checking.programme import Programme
from visits.planning.choice import PlannedStop
from visits.planning.clash import Clash, ClashKind
from visits.span import Day, gaps

QUARTER_MINUTES = 15


def check_stop(programme: Programme, stop: PlannedStop) -> Iterator[Clash]:
    """Every rule that a stop breaks by itself."""
    broken = (
        *_staffing(programme, stop),
        *_timing(programme, stop),
        *_taking_part(programme, stop),
        *_ruled_out(programme, stop),
    )
    return (Clash(kind, stop.choice) for kind in broken)


def _staffing(programme: Programme, stop: PlannedStop) -> Iterator[ClashKind]:
    """Who receives the party, whether they are free, and the language they speak."""
    choice = programme.choices[stop.choice]
    staffings = programme.staffings(stop)
    if not staffings:
        yield ClashKind.CONTACT
    if not choice.is_known:
        yield ClashKind.UNREAD_CALENDAR
    if staffings and all(gaps((stop.span,), one.free) for one in staffings):
        yield ClashKind.NOT_FREE
    held = {tag for one in staffings for tag in one.languages or choice.languages}
    if staffings and not (stop.language in held and _is_shared(programme, stop)):
        yield ClashKind.LANGUAGE


def _is_shared(programme: Programme, stop: PlannedStop) -> bool:
    """Whether all who come speak the stop's language; interpreters speak any."""
    party = programme.problem.party
    if party.interpretation:
        return True
    spoken = [track.languages or party.languages for track in programme.who_comes(stop)]
    primary = _primary(stop.language)
    return all(primary in map(_primary, tags) for tags in spoken or [party.languages])


def _primary(tag: str) -> str:
    return tag.split("-")[0].lower()


def _timing(programme: Programme, stop: PlannedStop) -> Iterator[ClashKind]:
    wishes, choice = programme.wishes, programme.choices[stop.choice]
    on, wall = programme.on(stop), stop.span.starts_at.astimezone(programme.zone).time()
    if (stop.span.ends_at - stop.span.starts_at).total_seconds() != choice.minutes * 60:
        yield ClashKind.LENGTH
    is_on_quarter = not (wall.minute % QUARTER_MINUTES or wall.second or wall.microsecond)
    if not is_on_quarter and (stop.choice, stop.span.starts_at) not in programme.standing:
        yield ClashKind.QUARTER
    if not wishes.earliest_on <= on <= wishes.latest_on:
        yield ClashKind.DATE
    if on.weekday() not in wishes.weekdays:
        yield ClashKind.WEEKDAY
    hours = Day(on, programme.problem.party.zone).between(wishes.day_from, wishes.day_until)
    if hours is None or not hours.contains(stop.span):
        yield ClashKind.HOURS
    if wishes.latest_start is not None and wall > wishes.latest_start:
        yield ClashKind.LATEST_START


def _taking_part(programme: Programme, stop: PlannedStop) -> Iterator[ClashKind]:
    choice, wishes = programme.choices[stop.choice], programme.wishes
    fitting = [
        form
        for form in (wishes.format, *wishes.also)
        if form in choice.formats or Format.HYBRID in choice.formats
    ]
    if [stop.format] != fitting[:1]:
        yield ClashKind.FORMAT
    if programme.people(stop) > choice.most_people:
        yield ClashKind.SIZE


def _ruled_out(programme: Programme, stop: PlannedStop) -> Iterator[ClashKind]:
    """What is not to be visited; a must of all who come lifts what is said of its host."""
    choice, wishes = programme.choices[stop.choice], programme.wishes
    is_asked = all(stop.choice in row.musts for row in programme.rows if stop in row.stops)
    is_refused_host = choice.host in wishes.no_hosts and not is_asked
    is_refused = stop.choice in wishes.must_nots or set(choice.themes) & set(wishes.no_themes)
    if is_refused or is_refused_host:
        yield ClashKind.RULED_OUT
    if choice.host in programme.problem.avoided_hosts and not is_asked:
        yield ClashKind.AVOIDED_HOST
