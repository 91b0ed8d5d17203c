"""In place of a stop that is lost comes one on the same theme, as a change to look at."""

from collections.abc import Callable

import pytest

from app.actions import replanning
from app.actions.answer import give_answer, lapse_overdue
from app.persistence.catalogue import list_offers_by_slug
from app.plans import shown_revision
from app.world import World
from tests.actions.story import (
    A_HOST,
    NO,
    YES,
    answer,
    chosen,
    itinerary_of,
    mails_of,
    open_change,
    requests_of,
)
from tests.builders import an_inquiry, some_wishes
from tests.conftest import FakeClock
from visits.catalogue import Theme
from visits.request import VisitRequest

# Safety is worth as much as talent once; so a stop on safety alone would do as well.
WISHES = some_wishes(themes=((Theme.ENERGY, 3), (Theme.SAFETY, 1), (Theme.TALENT, 2)))


def lose_the_stop_on_talent(world: World, lose: Callable[[VisitRequest], object]) -> set[Theme]:
    """Loses it after all others have agreed; what the stops that come instead show."""
    delegation_id = chosen(world, an_inquiry(wishes=WISHES))
    requests = requests_of(world, delegation_id)
    lost = next(one for one in requests if one.stop.offer.slug == "jobba-och-lev")
    for one in requests:
        if one is not lost:
            answer(world, one, YES)
    lose(lost)
    change = open_change(world, delegation_id)
    assert change is not None
    comes = shown_revision(change, itinerary_of(world, delegation_id)).comes
    sent = mails_of(world, delegation_id)
    assert sent["change_proposed", "visits.kip@example.org"] == 1
    assert sent["change_proposed", "coordinator.north@example.org"] == 1
    with world.database.reading() as session:
        offers = list_offers_by_slug(session, [one.offer for one in comes])
    return {theme for offer in offers for theme in offer.themes}


def decline(world: World, lost: VisitRequest) -> None:
    """As it is done now, not as it is remembered."""
    give_answer(world, request_id=lost.id or 0, answer=NO, by=A_HOST, now=world.clock())


def test_decline_puts_a_stop_on_the_same_theme_forward(world: World) -> None:
    shown = lose_the_stop_on_talent(world, lambda lost: decline(world, lost))

    assert Theme.TALENT in shown


def test_silence_puts_a_stop_on_the_same_theme_forward(world: World, clock: FakeClock) -> None:
    def stay_silent(lost: VisitRequest) -> None:
        clock.now = lost.answer_by
        lapse_overdue(world, now=clock.now)

    assert Theme.TALENT in lose_the_stop_on_talent(world, stay_silent)


def test_by_worth_alone_a_stop_on_another_theme_would_come(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: without looking for the theme, whatever is worth most is taken."""
    monkeypatch.setattr(replanning, "_on_theme", lambda *_, **__: iter(()))

    shown = lose_the_stop_on_talent(world, lambda lost: decline(world, lost))

    assert Theme.TALENT not in shown
