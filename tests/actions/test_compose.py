"""What a visit has reaches the composer: contacts, roads, groups and every wish."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.actions.choose import choose
from app.actions.compose import problem_of
from app.actions.revise import accept_revision
from app.persistence import tables
from app.persistence.catalogue import find_offer
from app.persistence.delegations import find_delegation, list_programmes
from app.world import World
from tests.actions.story import (
    A_DELEGATION,
    NO,
    answer,
    asked,
    chosen,
    mails_of,
    open_change,
    requests_of,
    told,
)
from tests.builders import a_delegation, a_stop, an_inquiry, some_wishes
from visits.catalogue import Format, Theme
from visits.delegation import Group
from visits.errors import NotAllowedNow
from visits.itinerary import Itinerary, Stop, blocked_span
from visits.planning.choice import Choice
from visits.planning.party import Track
from visits.planning.problem import Problem, fingerprint
from visits.planning.solve import WORK_LIMIT
from visits.planning.wishes import Rest
from visits.span import Span, intersection
from visits.travel import USUAL_ROADS, Road

TOGETHER = "inside-the-smelter"
EITHER = "industrial-town-in-transition"
ALONE = "what-twenty-companies-need"


def problem(world: World, delegation_id: int) -> Problem:
    with world.database.reading() as session:
        delegation = find_delegation(session, delegation_id)
        assert delegation is not None
        return problem_of(session, delegation, now=world.clock())


def asked_with(world: World, **wishes: Any) -> Problem:
    return problem(world, asked(world, an_inquiry(wishes=some_wishes(**wishes))))


def change(world: World, table: sa.Table, slug: str, **values: Any) -> None:
    """Changes an offer, or all contacts who receive it."""
    with world.database.writing() as session:
        offer = find_offer(session, slug)
        assert offer is not None
        ids = [offer.id] if table is tables.offer else [one.id for one in offer.contacts]
        session.execute(sa.update(table).where(table.c.id.in_(ids)).values(**values))


def contact_ids(world: World, slug: str) -> list[str]:
    with world.database.reading() as session:
        offer = find_offer(session, slug)
        assert offer is not None
        return [str(contact.id) for contact in offer.contacts]


def offer_id(world: World, slug: str) -> int:
    with world.database.reading() as session:
        offer = find_offer(session, slug)
        assert offer is not None
        return offer.id or 0


def hold(world: World, delegation_id: int, slug: str, *, by: int, choice: Choice) -> Span:
    """Takes the time of one of the people who receive an offer, for another visit."""
    span = Span.of(choice.opened[3].starts_at + timedelta(hours=1), 45)
    with world.database.writing() as session:
        offer, delegation = find_offer(session, slug), find_delegation(session, delegation_id)
        assert offer is not None
        assert delegation is not None
        with session.no_autoflush:
            stop = Stop(
                offer=offer,
                contact=offer.contacts[by],
                span=span,
                blocked=blocked_span(offer, span),
                language="en",
                format=Format.ONLINE,
                uid=f"{slug}-{by}",
                changed_at=world.clock(),
            )
            itinerary = Itinerary(delegation=delegation, drafted_at=world.clock())
            itinerary.stops.append(stop)
        session.add(itinerary)
    return span


def test_problem_has_the_roads_as_coordinators_keep_them(world: World) -> None:
    with world.database.writing() as session:
        session.execute(sa.delete(tables.travel).where(tables.travel.c.there == "Skelleftehamn"))
        session.execute(sa.update(tables.travel).values(minutes=90))

    found = asked_with(world).roads

    assert found == tuple(
        sorted(
            (Road(one.here, one.there, 90, one.km) for one in USUAL_ROADS[:3]),
            key=lambda one: (one.here, one.there),
        )
    )


def test_offer_of_two_who_receive_it_together_is_free_when_both_are(world: World) -> None:
    delegation_id = asked(world)
    before = problem(world, delegation_id).choice(TOGETHER)
    first, second = contact_ids(world, TOGETHER)
    span = hold(world, asked(world), TOGETHER, by=1, choice=before)

    found = problem(world, delegation_id).choice(TOGETHER)

    assert (found.contact, found.company, found.others) == (first, (second,), ())
    assert intersection(before.free, [span]) == (span,)
    assert intersection(found.free, [span]) == ()
    assert intersection(found.opened, [span]) == (span,)


def test_offer_of_two_of_whom_either_will_do_has_both_as_staff(world: World) -> None:
    delegation_id = asked(world)
    before = problem(world, delegation_id).choice(EITHER)
    first, second = contact_ids(world, EITHER)
    span = hold(world, asked(world), EITHER, by=0, choice=before)

    found = problem(world, delegation_id).choice(EITHER)

    assert (found.contact, found.company) == (first, ())
    assert [(other.contact, other.company) for other in found.others] == [(second, ())]
    assert intersection(found.free, [span]) == ()
    assert intersection(found.others[0].free, [span]) == (span,)


def test_contact_whose_calendar_cannot_be_read_is_never_free(world: World) -> None:
    change(world, tables.contact, ALONE, is_busy_known=False)

    found = asked_with(world)

    unknown = found.choice(ALONE)
    assert (unknown.is_known, unknown.free, unknown.others) == (False, (), ())
    assert unknown.opened
    assert found.choice(EITHER).is_known


def test_one_of_two_whose_calendar_cannot_be_read_leaves_the_other(world: World) -> None:
    first, second = contact_ids(world, EITHER)
    with world.database.writing() as session:
        lead = tables.contact.c.id == int(first)
        session.execute(sa.update(tables.contact).where(lead).values(is_busy_known=False))

    found = asked_with(world).choice(EITHER)

    assert (found.contact, found.is_known, found.others) == (second, True, ())


def test_two_who_belong_together_are_unknown_when_one_is(world: World) -> None:
    with world.database.writing() as session:
        second = tables.contact.c.id == int(contact_ids(world, TOGETHER)[1])
        session.execute(sa.update(tables.contact).where(second).values(is_busy_known=False))

    assert not asked_with(world).choice(TOGETHER).is_known


def test_depth_tells_overview_from_detail(world: World) -> None:
    change(world, tables.offer, ALONE, depth=2)

    found = asked_with(world)

    assert (found.choice(ALONE).depth, found.choice(EITHER).depth) == (2, 0)


def test_wishes_reach_the_composer_one_by_one(world: World) -> None:
    must, heart, never = (offer_id(world, slug) for slug in (EITHER, ALONE, TOGETHER))

    found = asked_with(
        world,
        format=Format.ON_SITE,
        must_sees=(must,),
        hearts=(heart, must),
        no_thanks=(never,),
        latest_start=time(12),
        most_screen=120,
        rest_after=90,
        starts_from="Umeå",
        ends_at="Atlantis",
    ).wishes

    assert (found.musts, found.wished) == ((EITHER,), ((ALONE, 2.0),))
    assert (found.must_nots, found.plenary) == ((TOGETHER,), ())
    assert (found.latest_start, found.most_screen) == (time(12), 120)
    assert found.rest == Rest(minutes=15, after=90)
    assert found.starts_from is not None
    assert (found.starts_from.town, found.ends_at) == ("Umeå", None)


def test_nobody_drives_to_a_visit_online(world: World) -> None:
    wishes = asked_with(world, starts_from="Umeå", ends_at="Umeå").wishes

    assert (wishes.starts_from, wishes.ends_at) == (None, None)


def test_groups_that_go_together_are_no_tracks(world: World) -> None:
    found = asked_with(world)

    assert found.party.tracks == ()
    assert dict(found.wishes.themes)[Theme.TALENT] == 2.4


def test_groups_that_go_apart_are_tracks_with_their_own_themes(world: World) -> None:
    big = offer_id(world, EITHER)
    groups = (Group("HR", 20, (Theme.TALENT,)), Group("HR", 10), Group("ICT", 15))
    wishes = some_wishes(
        themes=((Theme.ENERGY, 3), (Theme.TALENT, 1)), must_sees=(big,), groups_apart=True
    )

    with world.database.reading() as session:
        delegation = a_delegation(groups=groups, wishes=wishes)
        found = problem_of(session, delegation, now=world.clock())

    assert found.party.tracks == (
        Track(key="HR", size=20, themes=((Theme.ENERGY, 3.0), (Theme.TALENT, 2.0))),
        Track(key="HR (2)", size=10),
        Track(key="ICT", size=15),
        Track(key="*", size=5),
    )
    assert dict(found.wishes.themes) == {Theme.ENERGY: 3.0, Theme.TALENT: 1.0}
    assert found.wishes.plenary == (EITHER,)


def test_party_too_large_for_a_must_takes_turns(world: World) -> None:
    small = offer_id(world, TOGETHER)
    wishes = some_wishes(format=Format.ON_SITE, must_sees=(small,))

    with world.database.reading() as session:
        delegation = a_delegation(groups=(), size=38, wishes=wishes)
        found = problem_of(session, delegation, now=world.clock())

    assert [(track.key, track.size) for track in found.party.tracks] == [("1/2", 19), ("2/2", 19)]
    assert [group.size for group in delegation.coming(["1/2", "2/2"])] == [19, 19]


def test_those_who_take_turns_go_on_so_when_their_must_is_gone(world: World) -> None:
    """The other stops of the programme are still for each part of the delegation."""
    stop = a_stop(groups=("2/3",))

    with world.database.reading() as session:
        delegation = a_delegation(groups=(), size=50)
        itinerary = Itinerary(delegation=delegation, drafted_at=world.clock(), stops=[stop])
        found = problem_of(session, delegation, now=world.clock(), itinerary=itinerary)

    sizes = {track.key: track.size for track in found.party.tracks}
    assert sizes == {"1/3": 17, "2/3": 17, "3/3": 16}


def test_problem_without_anybody_left_to_ask_has_no_time_at_all(world: World) -> None:
    delegation_id = chosen(world)
    with world.database.writing() as session:
        standing = sa.select(tables.stop.c.offer_id)
        others = sa.select(tables.offer.c.id).where(tables.offer.c.id.not_in(standing))
        session.execute(
            sa.delete(tables.offer_contact).where(tables.offer_contact.c.offer_id.in_(others))
        )
        session.execute(
            sa.delete(tables.offer_needs).where(tables.offer_needs.c.offer_id.in_(others))
        )
        session.execute(sa.delete(tables.offer).where(tables.offer.c.id.in_(others)))

    for request in requests_of(world, delegation_id):
        answer(world, request, NO)
        change = open_change(world, delegation_id)
        assert change is not None
        accept_revision(world, revision_id=change.id or 0, by=A_DELEGATION, now=world.clock())

    found = problem(world, delegation_id)
    assert {choice.free for choice in found.choices} == {()}
    assert told(world, delegation_id)[-1] == "no_programme"


def test_there_is_no_problem_without_offers(world: World) -> None:
    with world.database.writing() as session:
        session.execute(sa.delete(tables.offer_contact))
        session.execute(sa.delete(tables.offer_needs))
        session.execute(sa.delete(tables.offer))

    with pytest.raises(NotAllowedNow), world.database.reading() as session:
        problem_of(session, a_delegation(), now=world.clock())


def test_stored_programmes_keep_what_gives_them_again(world: World) -> None:
    delegation_id = asked(world)

    with world.database.reading() as session:
        plans = [one.plan for one in list_programmes(session, delegation_id)]

    assert plans[0].input_hash == fingerprint(problem(world, delegation_id))
    assert [(plan.seed, plan.limit > 0, bool(plan.input_hash)) for plan in plans] == [
        (0, True, True)
    ] * len(plans)
    assert plans[0].limit <= WORK_LIMIT


def request_email(world: World, delegation_id: int) -> str:
    """The address of the contact that is asked; company is not."""
    (request,) = requests_of(world, delegation_id)
    return request.stop.contact.email


def test_chosen_stop_takes_the_time_of_everybody_who_receives_it(world: World) -> None:
    wishes = some_wishes(
        format=Format.ON_SITE,
        must_sees=(offer_id(world, TOGETHER),),
        earliest_on=date(2027, 1, 11),
        longest_day=120,
        day_until=time(15),
    )
    delegation_id = asked(world, an_inquiry(size=12, groups=(), wishes=wishes))
    first, second = contact_ids(world, TOGETHER)
    with world.database.writing() as session:
        programme = list_programmes(session, delegation_id)[0]
        stops = [replace(stop, company=(second,)) for stop in programme.plan.stops]
        programme.plan = replace(programme.plan, stops=tuple(stops))
        programme_id = programme.id or 0

    choose(world, delegation_id=delegation_id, programme_id=programme_id, now=world.clock())

    with world.database.reading() as session:
        held = session.execute(
            sa.select(tables.held.c.contact_id, tables.held.c.blocked_from).order_by(
                tables.held.c.contact_id
            )
        ).all()

    assert [str(contact_id) for contact_id, _ in held] == sorted([first, second], key=int)
    assert len({blocked_from for _, blocked_from in held}) == 1
    assert mails_of(world, delegation_id)["asked", request_email(world, delegation_id)] == 1
