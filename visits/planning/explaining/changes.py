"""A wish changed by an amount, and how much each change asks of people."""

from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum

from visits.catalogue import Format, Theme
from visits.planning.explaining.terms import Terms
from visits.planning.problem import Problem
from visits.planning.wishes import Rest, Wishes


class ChangeKind(StrEnum):
    """How a wish is changed; the comment says what the value is."""

    LATEST_ON = "latest_on"  # the new date
    EARLIEST_ON = "earliest_on"  # the new date
    ADD_WEEKDAY = "add_weekday"  # 0 for Monday to 6
    DAY_FROM = "day_from"  # the new wall time
    DAY_UNTIL = "day_until"  # the new wall time
    LATEST_START = "latest_start"  # the new wall time
    LONGEST_DAY = "longest_day"  # the new length in minutes
    MOST_SCREEN = "most_screen"  # the new number of minutes
    MOST_STOPS = "most_stops"  # the new number
    MOST_DAYS = "most_days"  # the new number, for what must be seen
    DAYS = "days"  # the new number, for everything
    NO_LUNCH = "no_lunch"  # the minutes given up
    REST_AFTER = "rest_after"  # the minutes without a pause
    NO_REST = "no_rest"  # the minutes given up
    START_ANYWHERE = "start_anywhere"  # always True
    END_ANYWHERE = "end_anywhere"  # always True
    ADD_LANGUAGE = "add_language"  # the language's tag
    INTERPRETATION = "interpretation"  # always True
    SIZE = "size"  # the most people who can come
    FORMAT = "format"  # the format that will do as well
    ANY_THEME = "any_theme"  # always True
    ALLOW_CHOICE = "allow_choice"  # the choice's key
    ALLOW_HOST = "allow_host"  # the host
    ALLOW_THEME = "allow_theme"  # the theme
    APART = "apart"  # the key of a choice that groups may see apart
    ASK_CALENDAR = "ask_calendar"  # the key of a choice whose calendar could not be read
    ADD_MUST = "add_must"  # the choice's key
    DROP_MUST = "drop_must"  # the choice's key
    DROP_MUST_HOST = "drop_must_host"  # the host
    DROP_MUST_THEME = "drop_must_theme"  # the theme
    DROP_TRACK_MUST = "drop_track_must"  # the choice's key; `track` says whose must it was


@dataclass(frozen=True)
class Change:
    """One wish changed to a value; `effort` compares how much changes ask of people."""

    kind: ChangeKind
    value: str | int | date | time
    effort: int
    track: str = ""

    def applied_to(self, problem: Problem) -> Problem:
        """The problem with the changed wish."""
        return self.eased(Terms.of(problem), problem=problem).applied_to(problem)

    def eased(self, terms: Terms, *, problem: Problem) -> Terms:
        """The terms with the changed wish."""
        party = terms.party
        match self.kind, self.value:
            case ChangeKind.ADD_LANGUAGE, str(tag):
                tracks = tuple(
                    replace(track, languages=(*track.languages, tag)) if track.languages else track
                    for track in party.tracks
                )
                languages = (*party.languages, tag)
                return replace(terms, party=replace(party, languages=languages, tracks=tracks))
            case ChangeKind.INTERPRETATION, _:
                return replace(terms, party=replace(party, interpretation=True))
            case ChangeKind.SIZE, int(size):
                return terms.with_size(size)
            case ChangeKind.ASK_CALENDAR, str(key):
                return replace(terms, trusted=terms.trusted | {key})
            case ChangeKind.ANY_THEME, _:
                tracks = tuple(replace(track, themes=()) for track in party.tracks)
                eased = replace(terms, party=replace(party, tracks=tracks))
                return eased.wishing(replace(terms.wishes, themes=()))
            case _, str(name):
                return self._renamed(terms, name, problem)
        return terms.wishing(self._measured(terms.wishes))

    def _renamed(self, terms: Terms, name: str, problem: Problem) -> Terms:
        """A must less, or a rule less about a choice, a host, a theme or a format."""
        wishes = terms.wishes
        match self.kind:
            case ChangeKind.ADD_MUST:
                return terms.wishing(replace(wishes, musts=(*wishes.musts, name)))
            case ChangeKind.DROP_MUST:
                return terms.without_must(name)
            case ChangeKind.DROP_MUST_HOST:
                return terms.without_must_host(name, problem.choices)
            case ChangeKind.DROP_MUST_THEME:
                return terms.without_must_theme(name)
            case ChangeKind.DROP_TRACK_MUST:
                return terms.without_track_must(name, self.track)
            case ChangeKind.FORMAT:
                return terms.wishing(replace(wishes, also=(*wishes.also, Format(name))))
            case ChangeKind.ALLOW_CHOICE:
                left = tuple(key for key in wishes.must_nots if key != name)
                return terms.wishing(replace(wishes, must_nots=left))
            case ChangeKind.ALLOW_HOST:
                left = tuple(host for host in wishes.no_hosts if host != name)
                return terms.wishing(replace(wishes, no_hosts=left))
            case ChangeKind.ALLOW_THEME:
                themes = tuple(theme for theme in wishes.no_themes if theme != Theme(name))
                return terms.wishing(replace(wishes, no_themes=themes))
        left = tuple(key for key in wishes.plenary if key != name)
        return terms.wishing(replace(wishes, plenary=left))

    def _measured(self, wishes: Wishes) -> Wishes:
        """The wishes with a new date, wall time or number, or without a pause."""
        match self.kind, self.value:
            case ChangeKind.LATEST_ON, date() as on:
                return replace(wishes, latest_on=on)
            case ChangeKind.EARLIEST_ON, date() as on:
                return replace(wishes, earliest_on=on)
            case ChangeKind.DAY_FROM, time() as wall:
                return replace(wishes, day_from=wall)
            case ChangeKind.DAY_UNTIL, time() as wall:
                return replace(wishes, day_until=wall)
            case ChangeKind.LATEST_START, time() as wall:
                return replace(wishes, latest_start=wall)
            case ChangeKind.ADD_WEEKDAY, int(weekday):
                return replace(wishes, weekdays=(*wishes.weekdays, weekday))
            case ChangeKind.LONGEST_DAY, int(minutes):
                return replace(wishes, longest_day=minutes)
            case ChangeKind.MOST_SCREEN, int(minutes):
                return replace(wishes, most_screen=minutes)
            case ChangeKind.MOST_STOPS, int(stops):
                return replace(wishes, most_stops=stops)
            case ChangeKind.MOST_DAYS, int(days):
                return replace(wishes, most_days=days)
            case ChangeKind.DAYS, int(days):
                return replace(wishes, days=days, most_days=max(days, wishes.most_days))
            case ChangeKind.REST_AFTER, int(minutes) if wishes.rest is not None:
                rest = Rest(minutes=wishes.rest.minutes, after=minutes)
                return replace(wishes, rest=rest)
            case ChangeKind.NO_LUNCH, _:
                return replace(wishes, lunch=None)
            case ChangeKind.NO_REST, _:
                return replace(wishes, rest=None)
            case ChangeKind.START_ANYWHERE, _:
                return replace(wishes, starts_from=None)
        return replace(wishes, ends_at=None)


@dataclass(frozen=True)
class Correction:
    """Changes that together open a programme, each needed."""

    changes: tuple[Change, ...]

    @property
    def effort(self) -> int:
        """How much it asks; corrections are compared by it."""
        return sum(change.effort for change in self.changes)

    def applied_to(self, problem: Problem) -> Problem:
        """The problem with every change made."""
        return self.eased(Terms.of(problem), problem=problem).applied_to(problem)

    def eased(self, terms: Terms, *, problem: Problem) -> Terms:
        """The terms with every change made."""
        for change in self.changes:
            terms = change.eased(terms, problem=problem)
        return terms
