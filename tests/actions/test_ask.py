"""A delegation sends its request and has programmes at once."""

from app.actions.ask import Asked, ask
from app.actions.drafts import keep_answers
from app.persistence.capabilities import find_capability
from app.persistence.delegations import find_delegation_by_reference
from app.persistence.records import Purpose
from app.world import World
from tests.actions.story import asked, mails_of, programme_ids, told
from tests.builders import an_inquiry, some_wishes
from visits.delegation import Need
from visits.planning.check import check


def test_ask_keeps_everything_that_was_said(world: World) -> None:
    inquiry = an_inquiry(wishes=some_wishes(needs=(Need.CAPTIONS,), message="Räksmörgås, kiitos!"))

    sent = ask(world, inquiry, draft_token=None, now=world.clock())

    with world.database.reading() as session:
        found = find_delegation_by_reference(session, sent.reference.lower())
        assert found is not None
        kept = {name: getattr(found, name) for name in inquiry.__dict__}
    assert kept == inquiry.__dict__


def test_ask_composes_up_to_three_different_programmes(world: World) -> None:
    delegation_id = asked(world)

    assert 2 <= len(programme_ids(world, delegation_id)) <= 3


def test_ask_offers_the_three_towns_of_the_reference_visit(world: World) -> None:
    from app.persistence.catalogue import list_offers_by_slug
    from app.persistence.delegations import list_programmes
    from app.plans import slugs_of

    delegation_id = asked(world)

    with world.database.reading() as session:
        slugs = slugs_of(list_programmes(session, delegation_id))
        towns = {offer.site.town for offer in list_offers_by_slug(session, slugs)}
    assert {"Umeå", "Skellefteå", "Örnsköldsvik"} <= towns


def test_ask_mails_a_way_back_that_is_kept_as_a_hash_only(world: World) -> None:
    sent = ask(world, an_inquiry(), draft_token=None, now=world.clock())

    with world.database.reading() as session:
        capability = find_capability(session, sent.token, purpose=Purpose.STATUS)
        assert capability is not None
        assert sent.token not in (capability.token_hash, capability.nonce)
        assert find_capability(session, sent.token, purpose=Purpose.ANSWER) is None
        delegation_id = capability.delegation.id
    assert delegation_id is not None
    assert mails_of(world, delegation_id) == {("received", "visits.kip@example.org"): 1}
    assert told(world, delegation_id) == ["asked"]


def test_ask_takes_one_draft_only_once(world: World) -> None:
    token = keep_answers(
        world.database, token=None, step="who", values={"size": "50"}, now=world.clock()
    )

    first = ask(world, an_inquiry(), draft_token=token, now=world.clock())
    second = ask(world, an_inquiry(), draft_token=token, now=world.clock())

    assert first == second
    assert isinstance(first, Asked)


def test_ask_tells_when_nothing_fits(world: World) -> None:
    delegation_id = asked(world, an_inquiry(languages=("ja",)))

    assert programme_ids(world, delegation_id) == []
    assert told(world, delegation_id) == ["asked", "no_programme"]


def test_every_offered_programme_passes_the_independent_check(world: World) -> None:
    from app.actions.compose import problem_of
    from app.persistence.delegations import find_delegation, list_programmes

    delegation_id = asked(world)

    with world.database.reading() as session:
        delegation = find_delegation(session, delegation_id)
        assert delegation is not None
        problem = problem_of(session, delegation, now=world.clock())
        programmes = list_programmes(session, delegation_id)
        assert [check(problem, one.plan) for one in programmes] == [()] * len(programmes)
