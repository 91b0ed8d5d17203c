"""A host is told which groups come to it, and everybody whom a stop is for."""

from app.mail.facts import people_of, request_facts, stop_facts
from tests.builders import (
    a_contact,
    a_delegation,
    a_request,
    a_stop,
    an_itinerary,
    some_wishes,
    words,
)
from visits.delegation import OTHERS, Group
from visits.itinerary import Itinerary
from visits.notification import host_of

GROUPS = (Group("HR", 12), Group("ICT", 8))


def an_itinerary_for(*groups: str) -> Itinerary:
    """A programme of one stop, for some groups of a delegation of 24."""
    delegation = a_delegation(size=24, groups=GROUPS, wishes=some_wishes(groups_apart=True))
    return an_itinerary(delegation=delegation, stops=[a_stop(groups=groups)])


def facts_for(*groups: str) -> dict[str, str]:
    """What the host of that stop is told."""
    request = a_request(itinerary=an_itinerary_for(*groups))
    return {
        fact.name: fact.value for fact in request_facts(request, recipient=host_of(request.stop))
    }


def test_host_of_everybody_is_told_of_all_groups() -> None:
    facts = facts_for()

    assert (facts["People"], facts["Groups"]) == ("24 people, 2 groups", "HR (12), ICT (8)")


def test_host_of_one_group_is_told_of_that_one() -> None:
    facts = facts_for("HR")

    assert (facts["People"], facts["Groups"]) == ("12 people", "HR (12)")


def test_host_of_those_in_no_group_is_told_how_many_they_are() -> None:
    facts = facts_for("ICT", OTHERS)

    assert (facts["People"], facts["Groups"]) == (
        "12 people, 2 groups",
        "ICT (8), Everyone else (4)",
    )


def test_host_of_a_turn_is_told_how_many_come_at_once() -> None:
    facts = facts_for("HR 2/5")

    assert (facts["People"], facts["Groups"]) == ("3 people", "HR 2/5 (3)")


def test_host_is_told_who_receives_the_visit_with_it() -> None:
    itinerary = an_itinerary(stops=[a_stop(company=[a_contact(role=words("Engineer"))])])
    request = a_request(itinerary=itinerary)

    facts = request_facts(request, recipient=host_of(request.stop))

    assert [fact.value for fact in facts if fact.name == "Together with"] == ["Engineer"]


def test_invitation_says_whom_a_stop_is_for() -> None:
    itinerary = an_itinerary_for("HR", OTHERS)
    stop = itinerary.stops[0]

    facts = stop_facts(stop, delegation=itinerary.delegation, recipient=host_of(stop))

    assert [fact.value for fact in facts if fact.name == "For"] == ["HR, Everyone else"]


def test_people_of_a_delegation_in_one_group_are_counted() -> None:
    assert people_of(a_delegation(size=1, groups=())) == "1 person"
