"""Three strangers who read our calendars: ical.js in strict mode, libical, and icalendar."""

import ctypes
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from icalendar import Calendar

STRICT = Path(__file__).parent / "strict.mjs"
LIBICAL = "libical.so.3"  # Debian's libical3


def faults_in(calendars: Sequence[bytes]) -> list[list[str]]:
    """What each of the calendars has wrong in the eyes of any of the three."""
    scripted = _ical_js(calendars)
    return [
        [*found, *_libical(calendar), *_icalendar(calendar)]
        for found, calendar in zip(scripted, calendars, strict=True)
    ]


def _ical_js(calendars: Sequence[bytes]) -> list[list[str]]:
    texts = json.dumps([calendar.decode() for calendar in calendars])
    answer = subprocess.run(
        ["node", str(STRICT)], input=texts, capture_output=True, text=True, check=True
    )
    found: list[list[str]] = json.loads(answer.stdout)
    return [[f"ical.js: {one}" for one in faults] for faults in found]


def _libical(calendar: bytes) -> list[str]:
    """What the parser marks as an error, and the restrictions of RFC 5546 that are not kept."""
    library = ctypes.CDLL(LIBICAL)
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    for name in ("icalrestriction_check", "icalcomponent_count_errors", "icalcomponent_free"):
        getattr(library, name).argtypes = [ctypes.c_void_p]
    library.icalcomponent_as_ical_string.argtypes = [ctypes.c_void_p]
    root = library.icalparser_parse_string(calendar)
    if not root:
        return ["libical: cannot be read"]
    keeps_to_rules = library.icalrestriction_check(root)
    errors = library.icalcomponent_count_errors(root)
    written = library.icalcomponent_as_ical_string(root).decode()
    library.icalcomponent_free(root)
    said = [line for line in written.replace("\r\n ", "").split("\r\n") if "X-LIC" in line]
    return [] if keeps_to_rules and not errors else [f"libical: {said}"]


def _icalendar(calendar: bytes) -> list[str]:
    read = Calendar.from_ical(calendar)
    errors = [error for component in read.walk() for error in component.errors]
    return [f"icalendar: {error}" for error in errors]
