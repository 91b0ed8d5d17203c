"""What the lists of the request's forms offer: countries, zones, languages, weekdays, lengths."""

from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from importlib.resources import files

from app.access import now, reading
from app.formatting import format_length, locale_of, zone_name
from app.i18n import current_language, gettext
from app.labels import countries, label
from app.persistence.catalogue import list_nodes, list_towns, offer_languages
from visits.catalogue import Format, Theme
from visits.delegation import Need
from visits.language import Language

Choices = list[tuple[str, str]]

LONGEST_HOURS = 10
MOST_SCREEN_HOURS = 6
SITTINGS = (60, 90, 120, 180)


def country_choices() -> Choices:
    """Every country by name, after an empty first line."""
    return [("", gettext("Choose a country")), *countries()]


def zone_choices() -> Choices:
    """Every zone by the name of its town, after a line that leaves the choice to the country."""
    first = ("", gettext("The time zone of the country"))
    return [first, *_zones(current_language(), now().date())]


@cache
def zone_keys() -> tuple[str, ...]:
    """The zones of tzdata's zone.tab: one for each stretch of a country with its own clock."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text()
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple(sorted(row[2] for row in rows))


@lru_cache(maxsize=2 * len(Language))
def _zones(language: Language, on: date) -> tuple[tuple[str, str], ...]:
    """The zones by name, with their distance from UTC at noon of a day."""
    at = datetime.combine(on, time(12), tzinfo=UTC)
    named = ((zone, zone_name(zone, at=at, language=language)) for zone in zone_keys())
    return tuple(sorted(named, key=lambda pair: pair[1].casefold()))


def language_choices() -> Choices:
    """The languages hosts present in, then all the others, each part by name."""
    names = {str(tag): name for tag, name in locale_of().languages.items() if len(tag) == 2}
    spoken = [tag for tag in offer_languages(reading()) if tag in names]
    others = sorted(names.keys() - set(spoken), key=lambda tag: names[tag].casefold())
    spoken.sort(key=lambda tag: names[tag].casefold())
    return [("", gettext("Choose a language")), *((tag, names[tag]) for tag in (*spoken, *others))]


def theme_choices() -> Choices:
    """Every theme by its label."""
    return [(theme, label(theme)) for theme in Theme]


def weight_choices() -> Choices:
    """How much a theme counts, 0 to 3."""
    words = (gettext("Not needed"), gettext("Some"), gettext("Much"), gettext("Most of all"))
    return [(str(weight), word) for weight, word in enumerate(words)]


def format_choices() -> Choices:
    """The two ways a whole delegation takes part."""
    return [(one, label(one)) for one in (Format.ONLINE, Format.ON_SITE)]


def need_choices() -> Choices:
    """Every need by its label."""
    return [(need, label(need)) for need in Need]


def weekday_names() -> list[str]:
    """Monday to Sunday, as they stand inside a sentence."""
    names = locale_of().days["stand-alone"]["wide"]
    return [names[day] for day in range(7)]


def weekday_choices() -> Choices:
    """Monday to Sunday, as labels of their own."""
    return [(str(day), name[:1].upper() + name[1:]) for day, name in enumerate(weekday_names())]


def screen_choices() -> Choices:
    """No limit, then whole hours, kept as minutes."""
    hours = [(str(60 * one), format_length(60 * one)) for one in range(1, MOST_SCREEN_HOURS + 1)]
    return [("", gettext("No limit")), *hours]


def rest_choices() -> Choices:
    """As long as it takes, or so many minutes before a pause of a quarter of an hour."""
    return [("", gettext("As long as it takes")), *((str(m), format_length(m)) for m in SITTINGS)]


def town_choices() -> Choices:
    """Any town, or one of those of the catalogue."""
    towns = {*list_towns(reading()), *(node.town for node in list_nodes(reading()))}
    return [("", gettext("Any town")), *((town, town) for town in sorted(towns))]


def length_choices() -> Choices:
    """Whole hours, kept as minutes."""
    return [(str(60 * hours), format_length(60 * hours)) for hours in range(1, LONGEST_HOURS + 1)]
