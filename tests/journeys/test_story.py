"""One visit over all its pages and mails, without a browser: asked, refused, changed, agreed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from werkzeug.test import TestResponse

from app.actions.answer import lapse_overdue
from app.i18n import gettext, use_language
from app.jobs.worker import new_worker
from tests.browser.house import House, Mail
from tests.conftest import FakeClock
from tests.delegation.asked import STEPS
from tests.tokens import token_of
from visits.language import Language

KIP_EMAIL = "visits@kip.example.org"
OFFER = "pilot-hall-in-3d"
ANSWER, VISIT, PROGRAMME = "/answer/", "/visit/", "/programme"
CHOICE = re.compile(r'name="programme" value="([^"]+)"')
REVISION = re.compile(r'name="revision"[^>]*value="([^"]*)"')
YES, NO = {"kind": "confirm"}, {"kind": "decline", "reason": "We move house."}

Events = dict[str, tuple[datetime, datetime, int]]


@dataclass
class Story:
    """The hands of everybody in it, and the mailbox."""

    house: House
    client: FlaskClient
    language: Language

    def say(self, text: str) -> str:
        with use_language(self.language):
            return gettext(text)

    def get(self, address: str) -> TestResponse:
        response = self.client.get(address, follow_redirects=True)
        assert response.status_code == 200, address
        return response

    def post(self, address: str, typed: Mapping[str, Any], *, opened: str = "") -> TestResponse:
        """Sends a form of a page, and goes where that leads."""
        token = token_of(self.get(opened or address).text)
        data = {**typed, "csrf_token": token}
        response = self.client.post(address, data=data, follow_redirects=True)
        assert response.status_code == 200, address
        return response

    def ask(self) -> str:
        """Plans an offer, asks, and takes the first programme; the address of the visit."""
        plan, offer = f"/{self.language}/visit-plan/add/{OFFER}", f"/{self.language}/visits/{OFFER}"
        self.post(plan, {"back": "offer"}, opened=offer)
        for step, values in STEPS.items():
            self.post(f"/{self.language}/ask/{step}", values)
        self.post(f"/{self.language}/ask/check", {})
        visit = link_in(self.mails_to(KIP_EMAIL)[-1], VISIT)
        choices = CHOICE.findall(self.get(f"{visit}/programmes").text)
        self.post(f"{visit}/programmes", {"programme": choices[0]})
        return visit

    def mails_to(self, recipient: str) -> list[Mail]:
        return [mail for mail in self.house.deliver() if mail.recipient == recipient]

    def questions(self) -> list[str]:
        """The links by which hosts answer, oldest first."""
        mails = self.house.deliver()
        return [link_in(mail, ANSWER) for mail in mails if ANSWER in mail.text]

    def accept(self, visit: str) -> None:
        """Takes the change that the delegation's newest mail tells of."""
        change = f"{link_in(self.mails_to(KIP_EMAIL)[-1], VISIT)}/change"
        assert change.startswith(visit)
        found = REVISION.search(self.get(change).text)
        assert found is not None
        self.post(change, {"revision": found[1]})

    def all_say_yes(self) -> None:
        for question in self.questions():
            if 'name="kind"' in self.get(question).text:
                self.post(question, YES)


@pytest.fixture(params=list(Language))
def story(app: Flask, client: FlaskClient, request: pytest.FixtureRequest) -> Story:
    house = House(app, new_worker(app.extensions["kvarken"]))
    return Story(house, client, request.param)


def link_in(mail: Mail, part: str) -> str:
    """The first link of a mail that leads so, without its host."""
    found = re.search(rf"http://localhost(/\S*{part}\S*)", mail.text)
    assert found is not None
    return found[1]


def events_of(calendar: bytes | str) -> Events:
    """Start, end and sequence of each event by its UID."""
    events = Calendar.from_ical(calendar).walk("VEVENT")
    return {
        str(one["UID"]): (one.start.astimezone(UTC), one.end.astimezone(UTC), int(one["SEQUENCE"]))
        for one in events
    }


def test_visit_is_changed_once_and_agreed(story: Story) -> None:
    visit = story.ask()
    declining = story.questions()[0]

    story.post(declining, NO)
    story.accept(visit)
    story.all_say_yes()

    status = story.get(visit).text
    programme = story.get(f"{visit}{PROGRAMME}").text
    download = events_of(story.client.get(f"{visit}{PROGRAMME}.ics").data)
    invitations = [mail for mail in story.mails_to(KIP_EMAIL) if mail.calendar]
    assert story.say("Your programme is ready") in status
    assert programme.count('class="stop"') == len(download) == len(invitations)
    assert "We move house." not in programme
    told: Events = {}
    for mail in invitations:
        (event,) = events_of(mail.calendar).items()
        told |= [event]
    assert told == download
    assert {str(mail.message["Content-Language"]) for mail in invitations} == {story.language}


@pytest.mark.parametrize("story", [Language.SV], indirect=True)
def test_host_that_never_answers_is_replaced(story: Story, clock: FakeClock) -> None:
    visit = story.ask()
    silent, *others = story.questions()
    for question in others:
        story.post(question, YES)

    lapse_overdue(story.house.world, now=clock.go_on(days=10))
    story.accept(visit)
    story.all_say_yes()

    assert story.say("Your programme is ready") in story.get(visit).text
    assert 'name="kind"' not in story.get(silent).text


@pytest.mark.parametrize("story", [Language.FI], indirect=True)
def test_visit_that_is_cancelled_leaves_every_calendar(story: Story) -> None:
    visit = story.ask()
    story.all_say_yes()
    invited = {mail.id: mail for mail in story.house.deliver() if mail.calendar}

    story.post(f"{visit}/cancel", {})

    cancelled = [mail for mail in story.house.deliver() if mail.calendar and mail.id not in invited]
    before = sorted({(mail.recipient, *events_of(mail.calendar)) for mail in invited.values()})
    after = sorted((mail.recipient, *events_of(mail.calendar)) for mail in cancelled)
    assert after == before
    assert all("METHOD:CANCEL" in mail.calendar for mail in cancelled)
    assert story.say("This visit is cancelled") in story.get(visit).text
