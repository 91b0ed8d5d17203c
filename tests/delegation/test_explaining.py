"""What the composer found, in sentences."""

from datetime import date, time

import pytest

from app.delegation.explaining import advise, change_text, reason_text, wish_text
from app.i18n import use_language
from tests.builders import an_offer
from visits.catalogue import Format, Theme
from visits.language import Language
from visits.planning.explain import Correction, Explanation
from visits.planning.party import Party
from visits.planning.plan import Reason, ReasonKind
from visits.planning.problem import Problem
from visits.planning.relax import Change, ChangeKind, Wish, WishKind
from visits.planning.wishes import Wishes

TITLES = {"smelter": "Inside the smelter"}
PROBLEM = Problem(
    party=Party(zone="Europe/Helsinki", languages=("fi", "sv"), size=1200),
    wishes=Wishes(
        earliest_on=date(2027, 1, 4),
        latest_on=date(2027, 1, 29),
        weekdays=(1, 0),
        themes=((Theme.ENERGY, 3.0), (Theme.SAFETY, 0.0)),
        most_stops=1,
    ),
    choices=(),
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
}
CHANGES = {
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
}
REASONS = {
    ReasonKind.BEST_FIT: "Fits your wishes best.",
    ReasonKind.FEWER_STOPS: "2 stops fewer, for a calmer programme.",
    ReasonKind.SHORTER_DAY: "A day that is 2 minutes shorter.",
    ReasonKind.OTHER_HOSTS: "Takes you to 2 other hosts.",
    ReasonKind.EARLIER: "Comes earlier: 4 Jan 2027.",
    ReasonKind.OTHER_DAY: "On another day: 4 Jan 2027.",
    ReasonKind.KEEPS_MOST: "Keeps most of the programme you had.",
}


@pytest.mark.parametrize("kind", WishKind)
def test_wish_is_told_as_it_was_stated(kind: WishKind) -> None:
    assert wish_text(Wish(kind, "smelter"), problem=PROBLEM, titles=TITLES) == WISHES[kind]


@pytest.mark.parametrize("kind", ChangeKind)
def test_change_says_what_to_do(kind: ChangeKind) -> None:
    value, sentence = CHANGES[kind]

    assert change_text(Change(kind, value, 1), titles=TITLES) == sentence


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
