"""Times, days, zones and lengths the way the reader writes them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_decimal

from app.i18n import current_language, gettext, ngettext
from visits.language import Language
from visits.span import Span

LOCALES = {
    Language.EN: Locale.parse("en_GB"),
    Language.SV: Locale.parse("sv_SE"),
    Language.FI: Locale.parse("fi_FI"),
}
DAY = {
    Language.EN: "EEEE d MMMM y",
    Language.SV: "EEEE d MMMM y",
    Language.FI: "cccc d. MMMM y",
}
SHORT_DAY = {Language.EN: "d MMM y", Language.SV: "d MMM y", Language.FI: "d.M.y"}
MOMENT = {
    Language.EN: "{day}, {clock}",
    Language.SV: "{day} kl. {clock}",
    Language.FI: "{day} klo {clock}",
}
CLOCK = {Language.EN: "HH:mm", Language.SV: "HH:mm", Language.FI: "H.mm"}


def locale_of(language: Language | None = None) -> Locale:
    """The locale whose habits a language's readers expect."""
    return LOCALES[language or current_language()]


def format_day(at: datetime | date, *, zone: str = "UTC", language: Language | None = None) -> str:
    """The day with its weekday: "Tuesday 12 January 2027"; an instant is put into the zone."""
    return _dated(at, zone, language, DAY)


def format_short_day(
    at: datetime | date, *, zone: str = "UTC", language: Language | None = None
) -> str:
    """The day in few letters: "12 Jan 2027", "12.1.2027"."""
    return _dated(at, zone, language, SHORT_DAY)


def _dated(
    at: datetime | date, zone: str, language: Language | None, patterns: dict[Language, str]
) -> str:
    language = language or current_language()
    on = at.astimezone(ZoneInfo(zone)).date() if isinstance(at, datetime) else at
    return format_date(on, format=patterns[language], locale=LOCALES[language])


def format_clock(
    at: datetime | time, *, zone: str = "UTC", language: Language | None = None
) -> str:
    """The time of day: "14:30" in English and Swedish, "14.30" in Finnish."""
    language = language or current_language()
    wall = at.astimezone(ZoneInfo(zone)).time() if isinstance(at, datetime) else at
    local = datetime.combine(date(2000, 1, 1), wall)
    return format_datetime(local, format=CLOCK[language], locale=LOCALES[language])


def format_clocks(span: Span, *, zone: str, language: Language | None = None) -> str:
    """From when to when on the day: "09:00–10:00"."""
    starts = format_clock(span.starts_at, zone=zone, language=language)
    return f"{starts}–{format_clock(span.ends_at, zone=zone, language=language)}"


def format_span(span: Span, *, zone: str, language: Language | None = None) -> str:
    """The day and from when to when: "Tuesday 12 January 2027, 09:00–10:00"."""
    day = format_day(span.starts_at, zone=zone, language=language)
    clocks = format_clocks(span, zone=zone, language=language)
    return MOMENT[language or current_language()].format(day=day, clock=clocks)


def format_moment(at: datetime, *, zone: str, language: Language | None = None) -> str:
    """A day and a time of day: "Tuesday 12 January 2027, 14:30"."""
    day = format_day(at, zone=zone, language=language)
    clock = format_clock(at, zone=zone, language=language)
    return MOMENT[language or current_language()].format(day=day, clock=clock)


def format_length(minutes: int) -> str:
    """A length in hours and minutes, as people say it."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def zone_place(zone: str, *, language: Language | None = None) -> str:
    """The town that stands for a zone: "Stockholm", "Helsingfors", "Helsinki"."""
    name: str = get_timezone_location(zone, locale=locale_of(language), return_city=True)
    return name


def zone_name(zone: str, *, at: datetime, language: Language | None = None) -> str:
    """The zone as its town and the distance from UTC then: "Helsinki (UTC+2)"."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    sign = "+" if minutes >= 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    shown = f"{hours}:{rest:02}" if rest else f"{hours}"
    return f"{zone_place(zone, language=language)} (UTC{sign}{shown})"


def clock_name(zone: str, *, language: Language | None = None) -> str:
    """How a time in a zone is called beside another: "Stockholm time"."""
    return gettext("%(place)s time") % {"place": zone_place(zone, language=language)}


def format_number(number: float, *, language: Language | None = None) -> str:
    """A number with the reader's separators."""
    shown: str = format_decimal(number, locale=locale_of(language))
    return shown
