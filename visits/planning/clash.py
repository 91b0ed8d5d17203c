"""What can be wrong with a programme: a Clash, and its kinds."""

from dataclasses import dataclass
from enum import StrEnum


class ClashKind(StrEnum):
    """Which rule a programme breaks."""

    UNKNOWN = "unknown"
    UNKNOWN_GROUP = "unknown_group"
    MUST_MISSING = "must_missing"
    MUST_HOST_MISSING = "must_host_missing"
    MUST_THEME_MISSING = "must_theme_missing"
    FIXED_MOVED = "fixed_moved"
    LENGTH = "length"
    QUARTER = "quarter"
    CONTACT = "contact"
    NOT_FREE = "not_free"
    UNREAD_CALENDAR = "unread_calendar"
    DATE = "date"
    WEEKDAY = "weekday"
    HOURS = "hours"
    LATEST_START = "latest_start"
    LANGUAGE = "language"
    SIZE = "size"
    FORMAT = "format"
    RULED_OUT = "ruled_out"
    AVOIDED_HOST = "avoided_host"
    SAME_HOST = "same_host"
    TWICE = "twice"
    PLENARY = "plenary"
    OVERLAP = "overlap"
    BUFFER = "buffer"
    DOUBLE_BOOKED = "double_booked"
    ROAD = "road"
    ROAD_FROM_START = "road_from_start"
    ROAD_TO_END = "road_to_end"
    LONGEST_DAY = "longest_day"
    MOST_STOPS = "most_stops"
    MOST_SCREEN = "most_screen"
    MOST_DAYS = "most_days"
    LUNCH = "lunch"
    REST = "rest"


@dataclass(frozen=True, order=True)
class Clash:
    """A rule that is broken, and where.

    `choice` is the key of the choice whose stop breaks it: of two stops the later one, of a whole
    day the last one, of a rest that is missing the one before which it is due. Of what is missing
    it is the key of the choice, the host or the theme; empty where the whole programme is meant.
    `track` is the group in whose programme it is, empty where that does not matter.
    """

    kind: ClashKind
    choice: str = ""
    track: str = ""
