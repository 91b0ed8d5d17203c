"""What a mail or a calendar entry states, as named facts in the current language.

Every value is one line of plain text, whoever wrote it, so that the text and the HTML of a mail
carry the same and nothing a guest typed becomes markup, a heading or a line of ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.formatting import clock_name, format_clocks, format_length, format_moment, format_span
from app.i18n import current_language, gettext, ngettext
from app.labels import country_name, group_name, label, language_name
from app.mail.text import one_line
from visits.catalogue import Contact, Format
from visits.delegation import Delegation
from visits.ics.writing import https_link
from visits.itinerary import Itinerary, Stop
from visits.notification import Recipient
from visits.request import VisitRequest
from visits.span import Span


@dataclass(frozen=True)
class Fact:
    """One thing stated, with its name; `url` where the value is a link."""

    name: str
    value: str
    url: str = ""


def title_of(stop: Stop) -> str:
    """What is visited, in the current language."""
    return one_line(stop.offer.title.in_language(current_language()).text)


def place_of(stop: Stop) -> str:
    """Where people go: "name, address, town"; empty for a stop that is only online."""
    if stop.format is Format.ONLINE:
        return ""
    site = stop.offer.site
    parts = dict.fromkeys(one_line(part) for part in (site.name, site.address, site.town))
    return ", ".join(part for part in parts if part)


def join_link_of(stop: Stop) -> str:
    """Where people join online; empty for a stop that is only on site."""
    return "" if stop.format is Format.ON_SITE else https_link(stop.offer.join_url)


def stop_facts(stop: Stop, *, delegation: Delegation, recipient: Recipient) -> tuple[Fact, ...]:
    """A stop for somebody who takes part in it; a host is not told its own name."""
    host = stop.offer.host
    town = one_line(f"{host.name}, {host.town}")
    join_link = join_link_of(stop)
    return _stated(
        Fact(gettext("Visit"), title_of(stop)),
        *time_facts(stop, delegation=delegation, recipient=recipient),
        Fact(gettext("Length"), format_length(stop.span.minutes)),
        Fact(gettext("For"), ", ".join(one_line(group_name(name)) for name in stop.groups)),
        Fact(gettext("Host"), "" if recipient.is_host else town),
        Fact(gettext("Delegation"), _organisation(delegation) if recipient.is_host else ""),
        Fact(gettext("Format"), label(stop.format)),
        Fact(gettext("Place"), place_of(stop)),
        Fact(gettext("Language"), language_name(stop.language)),
        Fact(gettext("Join link"), join_link, join_link),
    )


def request_facts(request: VisitRequest, *, recipient: Recipient) -> tuple[Fact, ...]:
    """All a host needs to answer: what, when, who, from where, how many and what they wish."""
    stop, delegation = request.stop, request.itinerary.delegation
    wishes = delegation.wishes
    ranked = sorted(wishes.themes, key=lambda pair: -pair[1])
    answer_by = format_moment(request.answer_by, zone=recipient.zone)
    return _stated(
        Fact(gettext("Visit"), title_of(stop)),
        *time_facts(stop, delegation=delegation, recipient=recipient),
        Fact(gettext("Length"), format_length(stop.span.minutes)),
        Fact(gettext("Together with"), ", ".join(_roles(stop.company))),
        Fact(gettext("Delegation"), _organisation(delegation)),
        Fact(gettext("People"), people_of(delegation, names=stop.groups)),
        Fact(gettext("Groups"), ", ".join(_groups(delegation, names=stop.groups))),
        Fact(gettext("Language"), language_name(stop.language)),
        Fact(gettext("Format"), label(stop.format)),
        Fact(gettext("Place"), place_of(stop)),
        Fact(gettext("Themes"), ", ".join(label(theme) for theme, _ in ranked)),
        Fact(gettext("Needs"), ", ".join(label(need) for need in wishes.needs)),
        Fact(gettext("Their message"), one_line(wishes.message)),
        Fact(gettext("Answer by"), f"{answer_by} ({clock_name(recipient.zone)})"),
    )


def visit_facts(delegation: Delegation) -> tuple[Fact, ...]:
    """The visit as a whole."""
    return _stated(
        Fact(gettext("Reference"), one_line(delegation.reference)),
        Fact(gettext("Delegation"), _organisation(delegation)),
        Fact(gettext("People"), people_of(delegation)),
    )


def own_stops(itinerary: Itinerary, *, recipient: Recipient) -> tuple[Stop, ...]:
    """The stops a reader is told of: all of them, but a host only its own."""
    return tuple(
        stop
        for stop in itinerary.standing
        if not recipient.is_host
        or recipient.email in {one.email for one in (stop.contact, *stop.company)}
    )


def before_facts(before: Span | None, *, zone: str) -> tuple[Fact, ...]:
    """The time until now, where that has changed."""
    if before is None:
        return ()
    return (Fact(gettext("Until now"), f"{format_span(before, zone=zone)} ({clock_name(zone)})"),)


def time_facts(stop: Stop, *, delegation: Delegation, recipient: Recipient) -> tuple[Fact, ...]:
    """The reader's own time, and the other side's where their clocks differ."""
    own, host_zone = recipient.zone, stop.offer.site.zone
    other = delegation.zone if recipient.is_host else host_zone
    name = gettext("The delegation's time") if recipient.is_host else gettext("The host's time")
    when = Fact(gettext("When"), f"{format_span(stop.span, zone=own)} ({clock_name(own)})")
    if _wall(stop.span, own) == _wall(stop.span, other):
        return (when,)
    same_day = _wall(stop.span, own)[:10] == _wall(stop.span, other)[:10]
    shown = (format_clocks if same_day else format_span)(stop.span, zone=other)
    return when, Fact(name, f"{shown} ({clock_name(other)})")


def people_of(delegation: Delegation, *, names: Sequence[str] = ()) -> str:
    """How many come, in how many groups; `names` are the groups where not all of them come."""
    coming = delegation.coming(names)
    size = sum(group.size for group in coming) if names else delegation.size
    groups = len(coming)
    people = ngettext("%(n)s person", "%(n)s people", size) % {"n": size}
    if groups < 2:
        return people
    grouped = ngettext("%(n)s group", "%(n)s groups", groups) % {"n": groups}
    return f"{people}, {grouped}"


def _groups(delegation: Delegation, *, names: Sequence[str]) -> list[str]:
    coming = delegation.coming(names)
    return [one_line(f"{group_name(group.name)} ({group.size})") for group in coming]


def _roles(contacts: Iterable[Contact]) -> list[str]:
    return [one_line(one.role.in_language(current_language()).text) for one in contacts]


def _organisation(delegation: Delegation) -> str:
    return one_line(f"{delegation.organisation}, {country_name(delegation.country)}")


def _wall(span: Span, zone: str) -> str:
    return span.starts_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def _stated(*facts: Fact) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.value)
