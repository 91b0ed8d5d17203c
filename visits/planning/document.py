"""The documented JSON form of a problem and of a plan; `docs/planning.md` describes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from enum import StrEnum
from typing import TypeVar

from visits.catalogue import Format, Theme
from visits.errors import InvalidValue
from visits.place import Point
from visits.planning.plan import Plan
from visits.planning.problem import Choice, Lunch, Party, PlannedStop, Problem, Wishes
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
from visits.span import Span

Document = dict[str, object]
Kind = TypeVar("Kind", bound=StrEnum)
STOP_FIELDS = ("choice", "starts_at", "ends_at", "contact", "language", "format")


def problem_from_document(document: object) -> Problem:
    """The problem a document describes; InvalidValue names the field that is wrong."""
    read = Fields(document, "", _names(Problem))
    return Problem(
        party=read.needed("party", _party),
        wishes=read.needed("wishes", _wishes),
        choices=read.needed("choices", lambda value, path: as_tuple(value, path, _choice)),
        fixed=read.given("fixed", lambda value, path: as_tuple(value, path, _stop), ()),
        current=read.given("current", lambda value, path: as_tuple(value, path, _stop), ()),
        avoided_hosts=read.given("avoided_hosts", _texts, ()),
    )


def _names(of: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))


def _party(value: object, path: str) -> Party:
    read = Fields(value, path, _names(Party))
    return Party(
        zone=read.needed("zone", as_text),
        languages=read.needed("languages", _texts),
        size=read.needed("size", as_whole),
        interpretation=read.given("interpretation", as_truth, otherwise=False),
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
        format=read.given("format", _format, usual.format),
        longest_day=read.given("longest_day", as_whole, usual.longest_day),
        themes=read.given("themes", _weights, usual.themes),
        musts=read.given("musts", _texts, usual.musts),
        lunch=read.given("lunch", _lunch, usual.lunch),
        most_stops=read.given("most_stops", as_whole, usual.most_stops),
        days=read.given("days", as_whole, usual.days),
        most_days=read.given(
            "most_days", as_whole, max(usual.most_days, read.given("days", as_whole, 1))
        ),
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


def _choice(value: object, path: str) -> Choice:
    read = Fields(value, path, _names(Choice))
    with _placed("choice", path):
        return Choice(
            key=read.needed("key", as_text),
            host=read.needed("host", as_text),
            contact=read.needed("contact", as_text),
            town=read.needed("town", as_text),
            point=read.given("point", _point, None),
            minutes=read.needed("minutes", as_whole),
            buffer_before=read.given("buffer_before", as_whole, 10),
            buffer_after=read.given("buffer_after", as_whole, 10),
            themes=read.needed("themes", lambda value, at: as_tuple(value, at, _theme)),
            formats=read.needed("formats", lambda value, at: as_tuple(value, at, _format)),
            languages=read.needed("languages", _texts),
            most_people=read.needed("most_people", as_whole),
            free=read.needed("free", lambda value, at: as_tuple(value, at, _span)),
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
        )


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


def _weights(value: object, path: str) -> tuple[tuple[Theme, float], ...]:
    read = Fields(value, path, list(Theme))
    return tuple((Theme(name), read.needed(name, as_number)) for name in read.values)


def problem_to_document(problem: Problem) -> Document:
    """The problem as a document that reads back to an equal one."""
    return {
        "party": {**vars(problem.party), "languages": list(problem.party.languages)},
        "wishes": _wishes_out(problem.wishes),
        "choices": [_choice_out(choice) for choice in problem.choices],
        "fixed": [_stop_out(stop) for stop in problem.fixed],
        "current": [_stop_out(stop) for stop in problem.current],
        "avoided_hosts": list(problem.avoided_hosts),
    }


def _wishes_out(wishes: Wishes) -> Document:
    lunch = wishes.lunch
    return {
        **vars(wishes),
        "earliest_on": wishes.earliest_on.isoformat(),
        "latest_on": wishes.latest_on.isoformat(),
        "weekdays": list(wishes.weekdays),
        "day_from": wishes.day_from.isoformat("minutes"),
        "day_until": wishes.day_until.isoformat("minutes"),
        "format": wishes.format.value,
        "themes": {theme.value: weight for theme, weight in wishes.themes},
        "musts": list(wishes.musts),
        "lunch": lunch
        and {
            "minutes": lunch.minutes,
            "opens": lunch.opens.isoformat("minutes"),
            "closes": lunch.closes.isoformat("minutes"),
        },
    }


def _choice_out(choice: Choice) -> Document:
    return {
        **vars(choice),
        "point": choice.point and [choice.point.lat, choice.point.lon],
        "themes": [theme.value for theme in choice.themes],
        "formats": [form.value for form in choice.formats],
        "languages": list(choice.languages),
        "free": [[span.starts_at.isoformat(), span.ends_at.isoformat()] for span in choice.free],
    }


def _stop_out(stop: PlannedStop) -> Document:
    return {
        "choice": stop.choice,
        "starts_at": stop.span.starts_at.isoformat(),
        "ends_at": stop.span.ends_at.isoformat(),
        "contact": stop.contact,
        "language": stop.language,
        "format": stop.format.value,
    }


def plan_to_document(plan: Plan) -> Document:
    """The plan as a document."""
    on = plan.reason.on
    return {
        **vars(plan),
        "outcome": plan.outcome.value,
        "stops": [_stop_out(stop) for stop in plan.stops],
        "reason": {
            "kind": plan.reason.kind.value,
            "amount": plan.reason.amount,
            "on": on and on.isoformat(),
        },
        "left_out": [{"choice": left.choice, "kind": left.kind.value} for left in plan.left_out],
    }
