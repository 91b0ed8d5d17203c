"""Wishes in words, and what offers and hosts are called, for every page that explains."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from babel.lists import format_list

from app.formatting import format_clock, format_length, format_number, format_short_day, locale_of
from app.i18n import current_language, gettext, ngettext
from app.labels import group_name, label, language_name
from visits.catalogue import Offer, Theme
from visits.planning.explaining.relax import Wish, WishKind
from visits.planning.problem import Problem


@dataclass(frozen=True)
class Names:
    """What offers and hosts are called, by their keys; an unknown key is its own name."""

    offers: dict[str, str] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, offers: Iterable[Offer]) -> Self:
        """The titles of these offers in the current language, and the names of their hosts."""
        known = tuple(offers)
        return cls(
            {offer.slug: offer.title.in_language(current_language()).text for offer in known},
            {offer.host.slug: offer.host.name for offer in known},
        )

    def title(self, key: str) -> str:
        """What an offer is called."""
        return self.offers.get(key, key)

    def host(self, key: str) -> str:
        """What a host is called."""
        return self.hosts.get(key, key)


def wish_text(wish: Wish, *, problem: Problem, names: Names) -> str:
    """One wish as it was stated, as an item of a list."""
    party, wishes = problem.party, problem.wishes
    match wish.kind:
        case WishKind.WEEKDAYS:
            return gettext("Only on these weekdays: %(days)s") % {
                "days": weekday_names(wishes.weekdays)
            }
        case WishKind.DATES:
            dates = {
                "first": format_short_day(wishes.earliest_on),
                "last": format_short_day(wishes.latest_on),
            }
            return gettext("From %(first)s to %(last)s") % dates
        case WishKind.HOURS:
            hours = {"from": format_clock(wishes.day_from), "until": format_clock(wishes.day_until)}
            return gettext("Between %(from)s and %(until)s your time") % hours
        case WishKind.THEMES:
            named = [label(theme) for theme, weight in wishes.themes if weight]
            return gettext("Your themes: %(themes)s") % {"themes": all_of(named)}
        case WishKind.LANGUAGE:
            spoken = any_of(language_name(tag) for tag in party.languages)
            return gettext("In %(languages)s") % {"languages": spoken}
        case WishKind.FORMAT:
            return gettext("Format: %(format)s") % {"format": label(wishes.format)}
        case WishKind.CALENDAR:
            return gettext("Only times when the host is known to be free")
        case WishKind.MUST_NOTS:
            return gettext("Without the visits that were ruled out")
        case WishKind.NO_HOSTS:
            hosts = all_of(names.host(host) for host in wishes.no_hosts)
            return gettext("Without %(hosts)s") % {"hosts": hosts}
        case WishKind.NO_THEMES:
            themes = all_of(label(theme) for theme in wishes.no_themes)
            return gettext("Nothing on these themes: %(themes)s") % {"themes": themes}
    return _named_wish(wish, names) or _counted_wish(wish, problem)


def _named_wish(wish: Wish, names: Names) -> str:
    """A wish that names an offer, a host or a theme; empty for others."""
    match wish.kind:
        case WishKind.MUST:
            title = names.title(wish.about)
            return gettext("“%(title)s” must be part of it") % {"title": title}
        case WishKind.TRACK_MUST:
            about = {"title": names.title(wish.about), "group": group_name(wish.track)}
            return gettext("%(group)s: “%(title)s” must be part of it") % about
        case WishKind.MUST_HOST:
            host = names.host(wish.about)
            return gettext("A visit to %(host)s must be part of it") % {"host": host}
        case WishKind.MUST_THEME:
            theme = label(Theme(wish.about))
            return gettext("A visit on this must be part of it: %(theme)s") % {"theme": theme}
        case WishKind.PLENARY:
            title = names.title(wish.about)
            return gettext("Everyone sees “%(title)s” together") % {"title": title}
    return ""


def _counted_wish(wish: Wish, problem: Problem) -> str:
    """A wish that counts minutes, stops, days or people, or says where a day begins and ends."""
    wishes = problem.wishes
    match wish.kind:
        case WishKind.LUNCH:
            minutes = wishes.lunch.minutes if wishes.lunch else 0
            return gettext("A lunch break of %(length)s") % {"length": format_length(minutes)}
        case WishKind.REST:
            after = wishes.rest.after if wishes.rest else 0
            return gettext("A pause after %(length)s") % {"length": format_length(after)}
        case WishKind.MOST_SCREEN:
            most = format_length(wishes.most_screen or 0)
            return gettext("At most %(length)s online on one day") % {"length": most}
        case WishKind.LATEST_START:
            clock = format_clock(wishes.latest_start or wishes.day_until)
            return gettext("No visit starts after %(clock)s") % {"clock": clock}
        case WishKind.LONGEST_DAY:
            longest = format_length(wishes.longest_day)
            return gettext("At most %(length)s from first to last") % {"length": longest}
        case WishKind.STARTS_FROM:
            town = wishes.starts_from.town if wishes.starts_from else ""
            return gettext("The day begins in %(town)s") % {"town": town}
        case WishKind.ENDS_AT:
            town = wishes.ends_at.town if wishes.ends_at else ""
            return gettext("The day ends in %(town)s") % {"town": town}
        case WishKind.MOST_STOPS:
            number = wishes.most_stops
            text = ngettext(
                "At most %(n)s stop on one day", "At most %(n)s stops on one day", number
            )
        case WishKind.DAYS:
            number = wishes.most_days
            text = ngettext("At most %(n)s day", "At most %(n)s days", number)
        case _:
            number = problem.party.size
            text = ngettext("%(n)s person together", "%(n)s people together", number)
    return text % {"n": format_number(number)}


def weekday_names(weekdays: Iterable[int]) -> str:
    """Weekdays, 0 for Monday, as a list in words."""
    names = locale_of().days["stand-alone"]["wide"]
    return all_of(names[weekday] for weekday in sorted(weekdays))


def all_of(names: Iterable[str]) -> str:
    """Names as a list that ends with "and"."""
    return format_list(list(names), locale=locale_of())


def any_of(names: Iterable[str]) -> str:
    """Names as a list that ends with "or"."""
    return format_list(list(names), style="or", locale=locale_of())
