"""Programmes on one time line: where bars and hours stand, and whose clock it is."""

from flask import Flask

from app.showing import ShownStop, show_stops
from app.timeline import Bar, Line, Tick, time_line
from tests.builders import a_span, a_stop

HELSINKI = "Europe/Helsinki"


def _shown(*spans: tuple[int, int], groups: tuple[str, ...] = ()) -> tuple[ShownStop, ...]:
    stops = [a_stop(span=a_span(hour, minutes), groups=groups) for hour, minutes in spans]
    return show_stops(stops, zone=HELSINKI)


def test_time_line_places_bars_between_whole_hours(app: Flask) -> None:
    with app.test_request_context("/en/"):
        line = time_line([_shown((8, 60), (10, 30))], zone=HELSINKI)

    assert line is not None
    assert line.programmes == (
        (Line("Tuesday 12 January 2027", "", (Bar(1, 0.0, 33.33), Bar(2, 66.67, 16.66))),),
    )


def test_time_line_shows_the_hosts_clock_below_the_readers(app: Flask) -> None:
    with app.test_request_context("/en/"):
        line = time_line([_shown((8, 60))], zone=HELSINKI)

    assert line is not None
    assert [(axis.zone, axis.ticks) for axis in line.axes] == [
        ("Helsinki time", (Tick(0.0, "10:00"), Tick(100.0, "11:00"))),
        ("Stockholm time", (Tick(0.0, "09:00"), Tick(100.0, "10:00"))),
    ]


def test_time_line_has_one_clock_where_all_clocks_agree(app: Flask) -> None:
    with app.test_request_context("/en/"):
        line = time_line([_shown((8, 60))], zone="Europe/Stockholm")

    assert line is not None
    assert [axis.zone for axis in line.axes] == ["Stockholm time"]


def test_time_line_gives_each_group_a_line_of_its_own(app: Flask) -> None:
    stops = (*_shown((8, 60)), *_shown((9, 60), groups=("HR",)))

    with app.test_request_context("/en/"):
        line = time_line([stops], zone=HELSINKI, groups=("HR", "ICT"))

    assert line is not None
    assert [(row.group, len(row.bars)) for row in line.programmes[0]] == [("HR", 2), ("ICT", 1)]


def test_time_line_is_none_without_stops(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert time_line([()], zone=HELSINKI) is None
