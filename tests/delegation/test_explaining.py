"""What the composer found, in sentences."""

from datetime import date, time

import pytest

from app.change_texts import change_text
from app.delegation.explaining import advise, reason_text
from app.i18n import use_language
from app.wish_texts import Names, wish_text
from tests.builders import an_offer
from tests.planning.cases import a_choice
from visits.catalogue import Format, Theme
from visits.language import Language
from visits.planning.explain import Explanation
from visits.planning.explaining.changes import Change, ChangeKind, Correction
from visits.planning.explaining.relax import Wish, WishKind
from visits.planning.party import Party
from visits.planning.plan import Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.wishes import Rest, Wishes
from visits.travel import Locality

NAMES = Names({"smelter": "Inside the smelter"}, {"ronnskar": "The smelters"})
PROBLEM = Problem(
    party=Party(zone="Europe/Helsinki", languages=("fi", "sv"), size=1200),
    wishes=Wishes(
        earliest_on=date(2027, 1, 4),
        latest_on=date(2027, 1, 29),
        weekdays=(1, 0),
        themes=((Theme.ENERGY, 3.0), (Theme.SAFETY, 0.0)),
        most_stops=1,
        rest=Rest(after=90),
        most_screen=150,
        latest_start=time(14, 30),
        starts_from=Locality("Umeå"),
        ends_at=Locality("Vasa"),
        no_hosts=("ronnskar",),
        no_themes=(Theme.SOCIAL,),
    ),
    choices=(a_choice("smelter"),),
)
WISHES = {
    WishKind.LUNCH: "A lunch break of 45 minutes",
    WishKind.MOST_STOPS: "At most 1 stop on one day",
    WishKind.LONGEST_DAY: "At most 4 hours from first to last",
    WishKind.HOURS: "Between 08:00 and 16:00 your time",
    WishKind.WEEKDAYS: "Only on these weekdays: Monday and Tuesday",
    WishKind.DATES: "From 4 Jan 2027 to 29 Jan 2027",
    WishKind.DAYS: "At most 3 days",
    WishKind.THEMES: "Your themes: Energy",
    WishKind.LANGUAGE: "In Finnish or Swedish",
    WishKind.FORMAT: "Format: Online",
    WishKind.MUST: "“Inside the smelter” must be part of it",
    WishKind.SIZE: "1,200 people together",
    WishKind.REST: "A pause after 1 hour 30 minutes",
    WishKind.MOST_SCREEN: "At most 2 hours 30 minutes online on one day",
    WishKind.LATEST_START: "No visit starts after 14:30",
    WishKind.STARTS_FROM: "The day begins in Umeå",
    WishKind.ENDS_AT: "The day ends in Vasa",
    WishKind.MUST_NOTS: "Without the visits that were ruled out",
    WishKind.NO_HOSTS: "Without The smelters",
    WishKind.NO_THEMES: "Nothing on these themes: Social sustainability",
    WishKind.PLENARY: "Everyone sees “Inside the smelter” together",
    WishKind.CALENDAR: "Only times when the host is known to be free",
    WishKind.MUST_HOST: "A visit to The smelters must be part of it",
    WishKind.MUST_THEME: "A visit on this must be part of it: Energy",
    WishKind.TRACK_MUST: "ICT: “Inside the smelter” must be part of it",
}
ABOUT = {
    WishKind.MUST: "smelter",
    WishKind.PLENARY: "smelter",
    WishKind.TRACK_MUST: "smelter",
    WishKind.MUST_HOST: "ronnskar",
    WishKind.MUST_THEME: "energy",
}
CHANGES: dict[ChangeKind, tuple[str | int | date | time, str]] = {
    ChangeKind.LATEST_ON: (date(2027, 2, 1), "Let it be as late as 1 Feb 2027."),
    ChangeKind.EARLIEST_ON: (date(2027, 1, 2), "Let it be as early as 2 Jan 2027."),
    ChangeKind.ADD_WEEKDAY: (2, "Allow Wednesday as well."),
    ChangeKind.DAY_FROM: (time(7, 30), "Start as early as 07:30."),
    ChangeKind.DAY_UNTIL: (time(17), "Go on until 17:00."),
    ChangeKind.LONGEST_DAY: (270, "Let one day take 4 hours 30 minutes."),
    ChangeKind.MOST_STOPS: (7, "Allow 7 stops on one day."),
    ChangeKind.MOST_DAYS: (4, "Let it take up to 4 days."),
    ChangeKind.NO_LUNCH: (45, "Do without the lunch break."),
    ChangeKind.ADD_LANGUAGE: ("en", "Take visits in English too."),
    ChangeKind.INTERPRETATION: (True, "Bring an interpreter."),
    ChangeKind.SIZE: (300, "Come with 300 people at most."),
    ChangeKind.FORMAT: (Format.ON_SITE.value, "Take part another way: On site."),
    ChangeKind.ANY_THEME: (True, "Take visits on any theme."),
    ChangeKind.DROP_MUST: ("smelter", "Do without “Inside the smelter”."),
    ChangeKind.LATEST_START: (time(15), "Let a visit start as late as 15:00."),
    ChangeKind.MOST_SCREEN: (180, "Allow 3 hours online on one day."),
    ChangeKind.DAYS: (2, "Plan for 2 days."),
    ChangeKind.REST_AFTER: (105, "Go on for 1 hour 45 minutes without a pause."),
    ChangeKind.NO_REST: (15, "Do without the pauses."),
    ChangeKind.START_ANYWHERE: (True, "Let the day begin anywhere."),
    ChangeKind.END_ANYWHERE: (True, "Let the day end anywhere."),
    ChangeKind.ALLOW_CHOICE: ("smelter", "Allow “Inside the smelter” again."),
    ChangeKind.ALLOW_HOST: ("ronnskar", "Allow visits to The smelters again."),
    ChangeKind.ALLOW_THEME: ("energy", "Allow this theme again: Energy."),
    ChangeKind.APART: ("smelter", "Let the groups see “Inside the smelter” at different times."),
    ChangeKind.ASK_CALENDAR: ("smelter", "Ask the host of “Inside the smelter” when it is free."),
    ChangeKind.ADD_MUST: ("smelter", "Make “Inside the smelter” a must."),
    ChangeKind.DROP_MUST_HOST: ("ronnskar", "Do without a visit to The smelters."),
    ChangeKind.DROP_MUST_THEME: ("energy", "Do without a visit on this: Energy."),
    ChangeKind.DROP_TRACK_MUST: ("smelter", "Let ICT do without “Inside the smelter”."),
}
REASONS = {
    ReasonKind.BEST_FIT: "Fits your wishes best.",
    ReasonKind.FEWER_STOPS: "2 stops fewer, for a calmer programme.",
    ReasonKind.SHORTER_DAY: "A day that is 2 minutes shorter.",
    ReasonKind.OTHER_HOSTS: "Takes you to 2 other hosts.",
    ReasonKind.EARLIER: "Comes earlier: 4 Jan 2027.",
    ReasonKind.OTHER_DAY: "On another day: 4 Jan 2027.",
    ReasonKind.KEEPS_MOST: "Keeps most of the programme you had.",
    ReasonKind.CALMER: "Calmer: 2 more minutes between stops.",
    ReasonKind.SEASON: "Fits with all other visits of the season.",
}


@pytest.mark.parametrize("kind", WishKind)
def test_wish_is_told_as_it_was_stated(kind: WishKind) -> None:
    wish = Wish(kind, ABOUT.get(kind, ""), "ICT" if kind is WishKind.TRACK_MUST else "")

    assert wish_text(wish, problem=PROBLEM, names=NAMES) == WISHES[kind]


@pytest.mark.parametrize("kind", ChangeKind)
def test_change_says_what_to_do(kind: ChangeKind) -> None:
    value, sentence = CHANGES[kind]

    assert change_text(Change(kind, value, 1, "ICT"), names=NAMES) == sentence


@pytest.mark.parametrize("kind", ReasonKind)
def test_reason_is_one_sentence(kind: ReasonKind) -> None:
    reason = Reason(kind=kind, amount=2, on=date(2027, 1, 4))

    assert reason_text(reason) == REASONS[kind]


def test_advice_names_offers_in_the_readers_language_and_stays_short() -> None:
    offer = an_offer(slug="smelter")
    drop = Correction((Change(ChangeKind.DROP_MUST, "smelter", 15),))
    found = Explanation(conflicts=((Wish(WishKind.MUST, "smelter"),),), corrections=(drop,) * 9)

    with use_language(Language.SV):
        advice = advise(found, problem=PROBLEM, offers=[offer])

    assert offer.title.sv in advice.conflicts[0][0]
    assert len(advice.corrections) == 5
