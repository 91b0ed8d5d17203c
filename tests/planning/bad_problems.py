"""Problems that cannot be, one wrong value in each, and the field that is to be named."""

from copy import deepcopy
from typing import Any

Document = dict[str, Any]


def a_document() -> Document:
    """A small sound problem with every part that the bad ones spoil."""
    return {
        "party": {
            "zone": "Europe/Helsinki",
            "languages": ["fi", "en"],
            "size": 50,
            "tracks": [],
        },
        "wishes": {
            "earliest_on": "2026-11-02",
            "latest_on": "2026-11-06",
            "day_from": "09:00",
            "day_until": "15:00",
            "themes": {"industry": 3, "talent": 2},
            "musts": ["one"],
        },
        "choices": [_choice("one", "a", "industry"), _choice("two", "b", "talent")],
        "roads": [],
    }


def _choice(key: str, host: str, theme: str) -> Document:
    return {
        "key": key,
        "host": host,
        "contact": f"contact of {host}",
        "town": "Umeå",
        "point": None,
        "minutes": 45,
        "themes": [theme],
        "formats": ["online"],
        "languages": ["en"],
        "most_people": 80,
        "free": [["2026-11-03T09:00+01:00", "2026-11-03T12:00+01:00"]],
    }


def changed(path: str, value: object) -> Document:
    """The sound document with one value changed: "choices.0.minutes"."""
    document = deepcopy(a_document())
    *front, last = path.split(".")
    inner: Any = document
    for step in front:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    if isinstance(inner, list):
        inner[int(last)] = value
    else:
        inner[last] = value
    return document


# Summer time ends in Finland on 25 October 2026 at 04:00: what reads forwards runs backwards.
AUTUMN_NIGHT = [["2026-10-25T03:15+02:00", "2026-10-25T03:45+03:00"]]

# What is wrong: the path that is changed, what to, and the field that is named.
BAD_PROBLEMS: dict[str, tuple[str, object, str]] = {
    "no offers": ("choices", [], "choices"),
    "a reversed window": (
        "choices.0.free",
        [["2026-11-03T12:00+01:00", "2026-11-03T09:00+01:00"]],
        "choices[0].free[0]",
    ),
    "reversed dates": ("wishes.latest_on", "2026-11-01", "wishes.latest_on"),
    "a date before all calendars": ("wishes.earliest_on", "0001-01-01", "wishes.earliest_on"),
    "a date after all calendars": ("wishes.latest_on", "9999-12-31", "wishes.latest_on"),
    "reversed hours": ("wishes.day_until", "08:00", "wishes.day_until"),
    "an unknown zone": ("party.zone", "Europe/Kokkola", "party.zone"),
    "a zone that is a path": ("party.zone", "../../etc/passwd", "party.zone"),
    "a party of nobody": ("party.size", 0, "party.size"),
    "a group of nobody": (
        "party.tracks",
        [{"key": "ICT", "size": 0}, {"key": "HR", "size": 5}],
        "party.tracks[0].size",
    ),
    "a weight that is no number": (
        "wishes.themes",
        {"industry": float("nan")},
        "wishes.themes.industry",
    ),
    "a negative weight": ("wishes.themes", {"industry": -1}, "wishes.themes.industry"),
    "an endless weight": ("wishes.themes", {"industry": float("inf")}, "wishes.themes.industry"),
    "a weight beyond numbers": ("wishes.themes", {"industry": 10**400}, "wishes.themes.industry"),
    "ten thousand musts": ("wishes.musts", [f"m{n}" for n in range(10_000)], "wishes.musts"),
    "a day of thirty hours": ("wishes.longest_day", 1800, "wishes.longest_day"),
    "an hour that is none": ("wishes.day_until", "30:00", "wishes.day_until"),
    "the same offer twice": ("choices.1", _choice("one", "b", "talent"), "choices"),
    "a window that turns back as the clocks do": (
        "choices.0.free",
        AUTUMN_NIGHT,
        "choices[0].free[0]",
    ),
    "a window before all time": (
        "choices.0.free",
        [["0001-01-01T00:00+14:00", "0001-01-02T00:00+14:00"]],
        "choices[0].free[0][0]",
    ),
    "a window without a zone": (
        "choices.0.free",
        [["2026-11-03T09:00", "2026-11-03T12:00"]],
        "choices[0].free[0][0]",
    ),
    "a road that takes for ever": (
        "roads",
        [{"here": "a", "there": "b", "minutes": 10**30, "km": 1}],
        "roads[0].minutes",
    ),
    "a field nobody knows": ("wishes.colour", "blue", "wishes.colour"),
}
