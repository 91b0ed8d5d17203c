"""Groups and turns: whatever is composed or composed anew for them passes the independent check."""

from datetime import time

import pytest

from app.actions.ask import Inquiry
from app.actions.compose import problem_of, work_for
from app.actions.replanning import planned
from app.persistence.delegations import find_delegation
from app.world import World
from tests.actions.story import asked, chosen, itinerary_of
from tests.builders import an_inquiry, some_wishes
from visits.catalogue import Format
from visits.planning.alternatives import alternatives
from visits.planning.check import check
from visits.planning.replan import Answered, narrowed, replan

APART = an_inquiry(wishes=some_wishes(groups_apart=True))
SMELTER = 3
IN_TURNS = an_inquiry(
    size=38,
    groups=(),
    wishes=some_wishes(
        format=Format.ON_SITE, must_sees=(SMELTER,), day_until=time(16), longest_day=420
    ),
)
both = pytest.mark.parametrize("inquiry", [APART, IN_TURNS], ids=["apart", "in turns"])


@both
def test_programmes_for_groups_are_sound(world: World, inquiry: Inquiry) -> None:
    delegation_id = asked(world, inquiry)

    with world.database.reading() as session:
        delegation = find_delegation(session, delegation_id)
        assert delegation is not None
        problem = problem_of(session, delegation, now=world.clock())
    plans = alternatives(problem, limit=work_for(problem))

    assert plans
    assert any(stop.tracks for stop in plans[0].stops)
    assert [check(problem, plan) for plan in plans] == [()] * len(plans)


@both
def test_programme_for_groups_is_sound_after_a_no(world: World, inquiry: Inquiry) -> None:
    itinerary = itinerary_of(world, chosen(world, inquiry))
    with world.database.reading() as session:
        problem = problem_of(session, itinerary.delegation, now=world.clock(), itinerary=itinerary)
    current = tuple(planned(stop) for stop in itinerary.standing)
    gone = next(stop.choice for stop in current if stop.choice not in problem.wishes.musts)
    answered = Answered(gone=frozenset({gone}))

    plan = replan(problem, current=current, answered=answered, limit=work_for(problem))

    assert gone not in {stop.choice for stop in plan.stops}
    assert plan.is_possible
    assert check(narrowed(problem, current=current, answered=answered), plan) == ()
