"""Changes of wishes in words: what to do, for every page that explains."""

from datetime import date, time

from app.formatting import format_clock, format_length, format_number, format_short_day
from app.i18n import gettext, ngettext
from app.labels import group_name, label, language_name
from app.wish_texts import Names, weekday_names
from visits.catalogue import Format, Theme
from visits.planning.explaining.changes import Change, ChangeKind


def change_text(change: Change, *, names: Names) -> str:
    """One change of a wish, as a sentence that says what to do."""
    match change.kind, change.value:
        case _, int(number) if not isinstance(number, bool):
            return _number_text(change.kind, number)
        case ChangeKind.LATEST_ON, date() as on:
            return gettext("Let it be as late as %(day)s.") % {"day": format_short_day(on)}
        case ChangeKind.EARLIEST_ON, date() as on:
            return gettext("Let it be as early as %(day)s.") % {"day": format_short_day(on)}
        case ChangeKind.DAY_FROM, time() as wall:
            return gettext("Start as early as %(clock)s.") % {"clock": format_clock(wall)}
        case ChangeKind.DAY_UNTIL, time() as wall:
            return gettext("Go on until %(clock)s.") % {"clock": format_clock(wall)}
        case ChangeKind.LATEST_START, time() as wall:
            clock = format_clock(wall)
            return gettext("Let a visit start as late as %(clock)s.") % {"clock": clock}
        case ChangeKind.ADD_LANGUAGE, str(tag):
            return gettext("Take visits in %(language)s too.") % {"language": language_name(tag)}
        case ChangeKind.FORMAT, str(name):
            return gettext("Take part another way: %(format)s.") % {"format": label(Format(name))}
        case ChangeKind.ALLOW_THEME, str(name):
            return gettext("Allow this theme again: %(theme)s.") % {"theme": label(Theme(name))}
        case ChangeKind.DROP_MUST_THEME, str(name):
            theme = label(Theme(name))
            return gettext("Do without a visit on this: %(theme)s.") % {"theme": theme}
        case _, str(key):
            return _named_text(change, key, names)
    return _plain_text(change.kind)


def _number_text(kind: ChangeKind, number: int) -> str:
    """A change to a number of minutes, stops, days or people, or of a weekday."""
    length = {"length": format_length(number)}
    match kind:
        case ChangeKind.ADD_WEEKDAY:
            return gettext("Allow %(weekday)s as well.") % {"weekday": weekday_names((number,))}
        case ChangeKind.LONGEST_DAY:
            return gettext("Let one day take %(length)s.") % length
        case ChangeKind.MOST_SCREEN:
            return gettext("Allow %(length)s online on one day.") % length
        case ChangeKind.REST_AFTER:
            return gettext("Go on for %(length)s without a pause.") % length
        case ChangeKind.NO_LUNCH:
            return gettext("Do without the lunch break.")
        case ChangeKind.NO_REST:
            return gettext("Do without the pauses.")
        case ChangeKind.MOST_STOPS:
            text = ngettext("Allow %(n)s stop on one day.", "Allow %(n)s stops on one day.", number)
        case ChangeKind.MOST_DAYS:
            text = ngettext("Let it take %(n)s day.", "Let it take up to %(n)s days.", number)
        case ChangeKind.DAYS:
            text = ngettext("Plan for %(n)s day.", "Plan for %(n)s days.", number)
        case _:
            text = ngettext("Come with %(n)s person.", "Come with %(n)s people at most.", number)
    return text % {"n": format_number(number)}


def _named_text(change: Change, key: str, names: Names) -> str:
    """A change that names an offer or a host."""
    title, host = {"title": names.title(key)}, {"host": names.host(key)}
    match change.kind:
        case ChangeKind.ALLOW_CHOICE:
            return gettext("Allow “%(title)s” again.") % title
        case ChangeKind.ALLOW_HOST:
            return gettext("Allow visits to %(host)s again.") % host
        case ChangeKind.APART:
            return gettext("Let the groups see “%(title)s” at different times.") % title
        case ChangeKind.ASK_CALENDAR:
            return gettext("Ask the host of “%(title)s” when it is free.") % title
        case ChangeKind.ADD_MUST:
            return gettext("Make “%(title)s” a must.") % title
        case ChangeKind.DROP_MUST_HOST:
            return gettext("Do without a visit to %(host)s.") % host
        case ChangeKind.DROP_TRACK_MUST:
            group = {"group": group_name(change.track)}
            return gettext("Let %(group)s do without “%(title)s”.") % {**title, **group}
        case _:
            return gettext("Do without “%(title)s”.") % title


def _plain_text(kind: ChangeKind) -> str:
    """A change that needs no more words than its kind."""
    match kind:
        case ChangeKind.INTERPRETATION:
            return gettext("Bring an interpreter.")
        case ChangeKind.START_ANYWHERE:
            return gettext("Let the day begin anywhere.")
        case ChangeKind.END_ANYWHERE:
            return gettext("Let the day end anywhere.")
        case _:
            return gettext("Take visits on any theme.")
