"""Every word of the domain that people read has its label."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

import visits
from app.change_texts import change_text
from app.delegation.explaining import reason_text
from app.i18n import use_language
from app.labels import (
    LABELS,
    clash_sentence,
    countries,
    country_name,
    label,
    language_name,
    main_zone,
)
from app.why_texts import SENTENCES
from app.wish_texts import Names, wish_text
from tests.planning.cases import a_choice, a_problem
from visits.availability import BusyKind
from visits.invitation import Method
from visits.itinerary import StopState
from visits.language import Language
from visits.notification import MessageKind
from visits.planning.clash import ClashKind
from visits.planning.explaining.bars import WhyKind
from visits.planning.explaining.changes import Change, ChangeKind
from visits.planning.explaining.relax import Wish, WishKind
from visits.planning.plan import Reason, ReasonKind
from visits.request import RequestState

# Words of a protocol, and the names of folders under templates/email.
NOT_SHOWN = {BusyKind, Method, MessageKind}


def enums_of_the_domain() -> Iterator[type[StrEnum]]:
    """Every StrEnum that a module of visits defines; the composer's are put into sentences."""
    for found in pkgutil.iter_modules(visits.__path__, "visits."):
        module = importlib.import_module(found.name)
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, StrEnum) and one.__module__ == found.name:
                yield one


SHOWN = [member for kind in enums_of_the_domain() if kind not in NOT_SHOWN for member in kind]


def test_enums_of_the_domain_are_found() -> None:
    assert {StopState, RequestState, Language} <= set(enums_of_the_domain())


@pytest.mark.parametrize("member", SHOWN, ids=lambda member: f"{type(member).__name__}.{member}")
def test_member_has_its_label(member: StrEnum) -> None:
    assert label(member)


def test_labels_have_no_member_that_is_gone() -> None:
    assert LABELS.keys() == {(type(member), member.value) for member in SHOWN}


def test_labels_of_one_enum_tell_its_members_apart() -> None:
    for kind in {type(member) for member in SHOWN}:
        texts = [label(member) for member in kind]
        assert len(set(texts)) == len(texts), kind


def test_equal_values_of_different_enums_have_labels_of_their_own() -> None:
    by_value: dict[str, set[type]] = {}
    for kind, value in LABELS:
        by_value.setdefault(value, set()).add(kind)

    shared = {value for value, kinds in by_value.items() if len(kinds) > 1}

    assert "declined" in shared
    for value in shared:
        assert all((kind, value) in LABELS for kind in by_value[value])


@pytest.mark.parametrize("kind", ReasonKind)
def test_reason_of_a_plan_has_its_sentence(kind: ReasonKind) -> None:
    assert reason_text(Reason(kind=kind, amount=2, on=date(2027, 1, 12))).endswith(".")


def test_every_clash_has_a_sentence_of_its_own() -> None:
    texts = [clash_sentence(kind) for kind in ClashKind]

    assert len(set(texts)) == len(texts)
    assert all(text.endswith(".") for text in texts)


@pytest.mark.parametrize("kind", WishKind)
def test_wish_has_its_words(kind: WishKind) -> None:
    about = "energy" if kind is WishKind.MUST_THEME else "x"
    problem = a_problem(a_choice("x"))

    assert wish_text(Wish(kind, about, "ICT"), problem=problem, names=Names())


@pytest.mark.parametrize("kind", WhyKind)
def test_reason_why_an_offer_is_left_out_has_its_sentence(kind: WhyKind) -> None:
    assert SENTENCES[kind].endswith(".")


CHANGED_TO: dict[ChangeKind, str | bool | date | time] = {
    ChangeKind.LATEST_ON: date(2027, 1, 12),
    ChangeKind.EARLIEST_ON: date(2027, 1, 12),
    ChangeKind.DAY_FROM: time(8),
    ChangeKind.DAY_UNTIL: time(16),
    ChangeKind.LATEST_START: time(15),
    ChangeKind.START_ANYWHERE: True,
    ChangeKind.END_ANYWHERE: True,
    ChangeKind.ADD_LANGUAGE: "sv",
    ChangeKind.INTERPRETATION: True,
    ChangeKind.FORMAT: "hybrid",
    ChangeKind.ANY_THEME: True,
    ChangeKind.ALLOW_CHOICE: "wind",
    ChangeKind.ALLOW_HOST: "harbour",
    ChangeKind.ALLOW_THEME: "energy",
    ChangeKind.APART: "wind",
    ChangeKind.ASK_CALENDAR: "wind",
    ChangeKind.ADD_MUST: "wind",
    ChangeKind.DROP_MUST: "wind",
    ChangeKind.DROP_MUST_HOST: "harbour",
    ChangeKind.DROP_MUST_THEME: "energy",
    ChangeKind.DROP_TRACK_MUST: "wind",
}


def test_changes_have_sentences_of_their_own() -> None:
    changes = [Change(kind=kind, value=CHANGED_TO.get(kind, 2), effort=1) for kind in ChangeKind]

    texts = [change_text(change, names=Names()) for change in changes]

    assert len(set(texts)) == len(texts)
    assert all(text.endswith(".") for text in texts)


@pytest.mark.parametrize(
    ("language", "country", "spoken"),
    [
        (Language.EN, "Finland", "Swedish"),
        (Language.SV, "Finland", "svenska"),
        (Language.FI, "Suomi", "ruotsi"),
    ],
)
def test_countries_and_languages_are_named_in_the_readers_language(
    language: Language, country: str, spoken: str
) -> None:
    with use_language(language):
        assert (country_name("FI"), language_name("sv")) == (country, spoken)


def test_unknown_codes_are_shown_as_they_are() -> None:
    assert (country_name("Q9"), language_name("q9")) == ("Q9", "q9")


@pytest.mark.parametrize("language", Language)
def test_countries_can_be_chosen_from_in_every_language(language: Language) -> None:
    found = dict(countries(language=language))

    assert {"SE", "FI", "NO", "JP"} <= found.keys()
    assert not {"EU", "UN", "ZZ"} & found.keys()
    assert len(found) > 240


@pytest.mark.parametrize(
    ("country", "zone"),
    [("FI", "Europe/Helsinki"), ("SE", "Europe/Stockholm"), ("JP", "Asia/Tokyo"), ("Q9", None)],
)
def test_main_zone_is_a_first_guess(country: str, zone: str | None) -> None:
    assert main_zone(country) == zone


def test_main_zone_of_every_country_exists() -> None:
    zones = [zone for code, _ in countries(language=Language.EN) if (zone := main_zone(code))]

    assert all(ZoneInfo(zone).key == zone for zone in zones)
