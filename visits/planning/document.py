"""Reading a problem from its JSON form; `docs/planning.md` describes it, `writing` writes it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from enum import StrEnum
from typing import TypeVar

from visits.catalogue import Format, Theme
from visits.errors import InvalidValue
from visits.place import Point
from visits.planning.choice import Choice, PlannedStop, Staffing
from visits.planning.party import Party, Track
from visits.planning.problem import Problem
from visits.planning.reading import (
    Fields,
    as_date,
    as_instant,
    as_number,
    as_text,
    as_time,
    as_truth,
    as_tuple,
    as_whole,
)
from visits.planning.wishes import Lunch, Rest, Wishes
from visits.span import Span
from visits.travel import USUAL_ROADS, Locality, Road

Document = dict[str, object]
T = TypeVar("T")
Kind = TypeVar("Kind", bound=StrEnum)
STOP_FIELDS = (
    *("choice", "starts_at", "ends_at", "contact", "language", "format"),
    *("company", "tracks"),
)


def problem_from_document(document: object) -> Problem:
    """The problem a document describes; InvalidValue names the field that is wrong."""
    read = Fields(document, "", _names(Problem))
    return Problem(
        party=read.needed("party", _party),
        wishes=read.needed("wishes", _wishes),
        choices=read.needed("choices", lambda value, path: as_tuple(value, path, _choice)),
        fixed=read.given("fixed", lambda value, path: as_tuple(value, path, _stop), ()),
        current=read.given("current", lambda value, path: as_tuple(value, path, _stop), ()),
        agreed=read.given("agreed", _texts, ()),
        avoided_hosts=read.given("avoided_hosts", _texts, ()),
        roads=read.given("roads", lambda value, path: as_tuple(value, path, _road), USUAL_ROADS),
    )


def stops_from_document(document: object) -> tuple[PlannedStop, ...]:
    """The stops of a list; InvalidValue names the field that is wrong."""
    return as_tuple(document, "stops", _stop)


def _names(of: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))


def _party(value: object, path: str) -> Party:
    read = Fields(value, path, _names(Party))
    return Party(
        zone=read.needed("zone", as_text),
        languages=read.needed("languages", _texts),
        size=read.needed("size", as_whole),
        interpretation=read.given("interpretation", as_truth, otherwise=False),
        tracks=read.given("tracks", lambda value, at: as_tuple(value, at, _track), ()),
    )


def _track(value: object, path: str) -> Track:
    read = Fields(value, path, _names(Track))
    with _placed("track", path):
        return Track(
            key=read.needed("key", as_text),
            size=read.needed("size", as_whole),
            themes=read.given("themes", _weights, ()),
            musts=read.given("musts", _texts, ()),
            languages=read.given("languages", _texts, ()),
        )


def _wishes(value: object, path: str) -> Wishes:
    read = Fields(value, path, _names(Wishes))
    usual = Wishes(
        earliest_on=read.needed("earliest_on", as_date),
        latest_on=read.needed("latest_on", as_date),
    )
    return Wishes(
        earliest_on=usual.earliest_on,
        latest_on=usual.latest_on,
        weekdays=read.given("weekdays", _wholes, usual.weekdays),
        day_from=read.given("day_from", as_time, usual.day_from),
        day_until=read.given("day_until", as_time, usual.day_until),
        latest_start=read.given("latest_start", _or_none(as_time), None),
        format=read.given("format", _format, usual.format),
        also=read.given("also", _formats, ()),
        most_screen=read.given("most_screen", _or_none(as_whole), None),
        longest_day=read.given("longest_day", as_whole, usual.longest_day),
        themes=read.given("themes", _weights, usual.themes),
        wished=read.given("wished", _wished, ()),
        musts=read.given("musts", _texts, ()),
        must_hosts=read.given("must_hosts", _texts, ()),
        must_themes=read.given("must_themes", _themes, ()),
        must_nots=read.given("must_nots", _texts, ()),
        no_hosts=read.given("no_hosts", _texts, ()),
        no_themes=read.given("no_themes", _themes, ()),
        plenary=read.given("plenary", _texts, ()),
        lunch=read.given("lunch", _lunch, usual.lunch),
        rest=read.given("rest", _or_none(_rest), None),
        most_stops=read.given("most_stops", as_whole, usual.most_stops),
        days=read.given("days", as_whole, usual.days),
        most_days=read.given(
            "most_days", as_whole, max(usual.most_days, read.given("days", as_whole, 1))
        ),
        starts_from=read.given("starts_from", _or_none(_locality), None),
        ends_at=read.given("ends_at", _or_none(_locality), None),
    )


def _lunch(value: object, path: str) -> Lunch | None:
    if value is None:
        return None
    read = Fields(value, path, _names(Lunch))
    usual = Lunch()
    return Lunch(
        minutes=read.given("minutes", as_whole, usual.minutes),
        opens=read.given("opens", as_time, usual.opens),
        closes=read.given("closes", as_time, usual.closes),
    )


def _rest(value: object, path: str) -> Rest:
    read = Fields(value, path, _names(Rest))
    usual = Rest()
    return Rest(
        minutes=read.given("minutes", as_whole, usual.minutes),
        after=read.given("after", as_whole, usual.after),
    )


def _locality(value: object, path: str) -> Locality:
    read = Fields(value, path, _names(Locality))
    return Locality(town=read.needed("town", as_text), point=read.given("point", _point, None))


def _road(value: object, path: str) -> Road:
    read = Fields(value, path, _names(Road))
    with _placed("road", path):
        return Road(
            here=read.needed("here", as_text),
            there=read.needed("there", as_text),
            minutes=read.needed("minutes", as_whole),
            km=read.given("km", as_whole, 0),
        )


def _staffing(value: object, path: str) -> Staffing:
    read = Fields(value, path, _names(Staffing))
    with _placed("staffing", path):
        return Staffing(
            contact=read.needed("contact", as_text),
            company=read.given("company", _texts, ()),
            languages=read.given("languages", _texts, ()),
            free=read.needed("free", _spans),
        )


def _choice(value: object, path: str) -> Choice:
    read = Fields(value, path, _names(Choice))
    with _placed("choice", path):
        return Choice(
            key=read.needed("key", as_text),
            host=read.needed("host", as_text),
            contact=read.needed("contact", as_text),
            company=read.given("company", _texts, ()),
            others=read.given("others", lambda value, at: as_tuple(value, at, _staffing), ()),
            town=read.needed("town", as_text),
            point=read.given("point", _point, None),
            minutes=read.needed("minutes", as_whole),
            buffer_before=read.given("buffer_before", as_whole, 10),
            buffer_after=read.given("buffer_after", as_whole, 10),
            themes=read.needed("themes", _themes),
            formats=read.needed("formats", _formats),
            languages=read.needed("languages", _texts),
            most_people=read.needed("most_people", as_whole),
            depth=read.given("depth", as_whole, 0),
            free=read.needed("free", _spans),
            opened=read.given("opened", _spans, ()),
            is_known=read.given("is_known", as_truth, otherwise=True),
        )


def _stop(value: object, path: str) -> PlannedStop:
    read = Fields(value, path, STOP_FIELDS)
    starts_at, ends_at = read.needed("starts_at", as_instant), read.needed("ends_at", as_instant)
    with _placed("span", path):
        return PlannedStop(
            span=Span(starts_at, ends_at),
            choice=read.needed("choice", as_text),
            contact=read.needed("contact", as_text),
            language=read.needed("language", as_text),
            format=read.needed("format", _format),
            company=read.given("company", _texts, ()),
            tracks=read.given("tracks", _texts, ()),
        )


def _spans(value: object, path: str) -> tuple[Span, ...]:
    return as_tuple(value, path, _span)


def _span(value: object, path: str) -> Span:
    instants = as_tuple(value, path, as_instant)
    if len(instants) != 2:
        raise InvalidValue(path, "a start and an end are needed")
    with _placed("span", path):
        return Span(*instants)


def _point(value: object, path: str) -> Point | None:
    if value is None:
        return None
    numbers = as_tuple(value, path, as_number)
    if len(numbers) != 2:
        raise InvalidValue(path, "a latitude and a longitude are needed")
    with _placed("point", path):
        return Point(*numbers)


@contextmanager
def _placed(name: str, path: str) -> Iterator[None]:
    """Names the place in the document where a value refuses itself by its own name."""
    try:
        yield
    except InvalidValue as error:
        if error.field != name and not error.field.startswith(f"{name}."):
            raise
        raise InvalidValue(path + error.field.removeprefix(name), error.reason) from None


def _texts(value: object, path: str) -> tuple[str, ...]:
    return as_tuple(value, path, as_text)


def _wholes(value: object, path: str) -> tuple[int, ...]:
    return as_tuple(value, path, as_whole)


def _member(value: object, path: str, of: type[Kind]) -> Kind:
    text = as_text(value, path)
    if text not in [member.value for member in of]:
        raise InvalidValue(path, f"one of {', '.join(of)}")
    return of(text)


def _theme(value: object, path: str) -> Theme:
    return _member(value, path, Theme)


def _format(value: object, path: str) -> Format:
    return _member(value, path, Format)


def _themes(value: object, path: str) -> tuple[Theme, ...]:
    return as_tuple(value, path, _theme)


def _formats(value: object, path: str) -> tuple[Format, ...]:
    return as_tuple(value, path, _format)


def _wished(value: object, path: str) -> tuple[tuple[str, float], ...]:
    if not isinstance(value, dict):
        raise InvalidValue(path, "an object is needed")
    return tuple((key, as_number(weight, f"{path}.{key}")) for key, weight in value.items())


def _or_none(read: Callable[[object, str], T]) -> Callable[[object, str], T | None]:
    """The same reading, with null as well."""
    return lambda value, path: None if value is None else read(value, path)


def _weights(value: object, path: str) -> tuple[tuple[Theme, float], ...]:
    read = Fields(value, path, list(Theme))
    return tuple((Theme(name), read.needed(name, as_number)) for name in read.values)
