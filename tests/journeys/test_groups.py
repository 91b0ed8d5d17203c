"""A visit whose groups go apart, over all its pages and mails: each sees where it goes."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.jobs.worker import new_worker
from tests.actions.story import itinerary_of
from tests.browser.house import House
from tests.delegation.asked import GROUPS, STEPS
from tests.journeys.test_story import CHOICE, KIP_EMAIL, NO, VISIT, Story, link_in
from visits.language import Language

THEMES = ("digitalisation", "energy", "talent", "talent", "safety")
APART = {
    **STEPS["party"],
    "groups_apart": "y",
    **{f"groups-{place}-themes": [theme] for place, theme in enumerate(THEMES)},
}
# What the pages say: whose line of a programme, how many of whom come, and for whom a stop is.
LINE = re.compile(r'class="strips-name"><b>Programme (\d)</b> [^<]* · ([^<]+)</p>')
COMING = re.compile(rf"((?:{'|'.join(GROUPS)}) \(\d+\))")
FOR_GROUPS = re.compile(r"For: ([^<]+)<")
EVERY_TEN = {f"{group} (10)" for group in GROUPS}


@pytest.fixture
def story(app: Flask, client: FlaskClient) -> Story:
    return Story(House(app, new_worker(app.extensions["kvarken"])), client, Language.EN)


def asked_apart(story: Story) -> str:
    """Five groups have asked for programmes of their own; the address of the visit."""
    for step, values in {**STEPS, "party": APART}.items():
        story.post(f"/en/ask/{step}", values)
    story.post("/en/ask/check", {})
    return link_in(story.mails_to(KIP_EMAIL)[-1], VISIT)


def test_groups_go_apart_from_the_first_wish_to_the_programme(story: Story) -> None:
    visit = asked_apart(story)
    offered = story.get(f"{visit}/programmes").text
    story.post(f"{visit}/programmes", {"programme": CHOICE.findall(offered)[0]})
    coming = {link: COMING.findall(story.get(link).text) for link in story.questions()}
    declining = next(link for link, groups in coming.items() if len(groups) == 1)

    story.post(declining, NO)
    change = f"{link_in(story.mails_to(KIP_EMAIL)[-1], VISIT)}/change"
    changed = story.get(change).text
    story.accept(visit)
    story.all_say_yes()

    standing = itinerary_of(story.house.world, 1).standing
    programme = story.get(f"{visit}/programme").text
    assert [line for line in LINE.findall(offered) if line[0] == "1"] == [
        ("1", group) for group in GROUPS
    ]
    assert all(groups and set(groups) <= EVERY_TEN for groups in coming.values())
    assert "change-title" in changed
    assert story.say("Your programme is ready") in story.get(visit).text
    assert [*FOR_GROUPS.findall(programme)] == [
        ", ".join(stop.groups) for stop in standing if stop.groups
    ]
    assert any(stop.groups for stop in standing)
