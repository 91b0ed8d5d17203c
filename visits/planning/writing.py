"""Writing problems and plans in their JSON form; `document` reads it."""

from collections.abc import Iterable

from visits.catalogue import Theme
from visits.place import Point
from visits.planning.choice import Choice, PlannedStop
from visits.planning.party import Party
from visits.planning.plan import Plan
from visits.planning.problem import Problem
from visits.planning.wishes import Wishes
from visits.span import Span
from visits.travel import Locality

Document = dict[str, object]
KEY_FIELDS = ("musts", "must_hosts", "must_themes", "must_nots", "no_hosts", "no_themes", "plenary")


def problem_to_document(problem: Problem) -> Document:
    """The problem as a document that reads back to an equal one."""
    return {
        "party": _party_out(problem.party),
        "wishes": _wishes_out(problem.wishes),
        "choices": [_choice_out(choice) for choice in problem.choices],
        "fixed": [_stop_out(stop) for stop in problem.fixed],
        "current": [_stop_out(stop) for stop in problem.current],
        "agreed": list(problem.agreed),
        "avoided_hosts": list(problem.avoided_hosts),
        "roads": [vars(road) for road in problem.roads],
    }


def _party_out(party: Party) -> Document:
    return {
        **vars(party),
        "languages": list(party.languages),
        "tracks": [
            {
                **vars(track),
                "themes": _weights_out(track.themes),
                "musts": list(track.musts),
                "languages": list(track.languages),
            }
            for track in party.tracks
        ],
    }


def _weights_out(themes: tuple[tuple[Theme, float], ...]) -> Document:
    return {theme.value: weight for theme, weight in themes}


def _wishes_out(wishes: Wishes) -> Document:
    lunch = wishes.lunch
    return {
        **vars(wishes),
        "earliest_on": wishes.earliest_on.isoformat(),
        "latest_on": wishes.latest_on.isoformat(),
        "weekdays": list(wishes.weekdays),
        "day_from": wishes.day_from.isoformat("minutes"),
        "day_until": wishes.day_until.isoformat("minutes"),
        "latest_start": wishes.latest_start and wishes.latest_start.isoformat("minutes"),
        "format": wishes.format.value,
        "also": [form.value for form in wishes.also],
        "themes": _weights_out(wishes.themes),
        "wished": dict(wishes.wished),
        **{name: list(getattr(wishes, name)) for name in KEY_FIELDS},
        "lunch": lunch
        and {
            "minutes": lunch.minutes,
            "opens": lunch.opens.isoformat("minutes"),
            "closes": lunch.closes.isoformat("minutes"),
        },
        "rest": wishes.rest and dict(vars(wishes.rest)),
        "starts_from": _locality_out(wishes.starts_from),
        "ends_at": _locality_out(wishes.ends_at),
    }


def _locality_out(locality: Locality | None) -> Document | None:
    if locality is None:
        return None
    return {"town": locality.town, "point": _point_out(locality.point)}


def _point_out(point: Point | None) -> list[float] | None:
    return None if point is None else [point.lat, point.lon]


def _choice_out(choice: Choice) -> Document:
    return {
        **vars(choice),
        "company": list(choice.company),
        "others": [
            {
                **vars(other),
                "company": list(other.company),
                "languages": list(other.languages),
                "free": _spans_out(other.free),
            }
            for other in choice.others
        ],
        "point": _point_out(choice.point),
        "themes": [theme.value for theme in choice.themes],
        "formats": [form.value for form in choice.formats],
        "languages": list(choice.languages),
        "free": _spans_out(choice.free),
        "opened": _spans_out(choice.opened),
    }


def _spans_out(spans: tuple[Span, ...]) -> list[list[str]]:
    return [[span.starts_at.isoformat(), span.ends_at.isoformat()] for span in spans]


def stops_to_document(stops: Iterable[PlannedStop]) -> list[Document]:
    """The stops as a list that reads back to equal ones."""
    return [_stop_out(stop) for stop in stops]


def _stop_out(stop: PlannedStop) -> Document:
    return {
        "choice": stop.choice,
        "starts_at": stop.span.starts_at.isoformat(),
        "ends_at": stop.span.ends_at.isoformat(),
        "contact": stop.contact,
        "language": stop.language,
        "format": stop.format.value,
        "company": list(stop.company),
        "tracks": list(stop.tracks),
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
        "track_scores": dict(plan.track_scores),
    }
