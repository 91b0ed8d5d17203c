"""Every kind of page there is, each with the visit or the answers it needs."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import APIRequestContext, Browser

from app.actions.connections import connect, read_again
from app.actions.season import SeasonAsk, start_season
from app.actions.season_work import Planner
from app.actions.telling import KVARKEN
from app.persistence.capabilities import HandedOn, find_token
from app.persistence.itineraries import find_itinerary, list_requests
from app.persistence.outbox import list_letters
from app.persistence.records import Purpose
from app.staff.desk_text import instant_text
from tests.browser.house import House
from tests.builders import some_wishes
from tests.conftest import PASSWORD, SECRET_KEY, FakeClock
from tests.delegation.asked import STEPS
from tests.delegation.followed import NO, YES, Followed, a_followed_visit
from tests.delegation.participants_cast import links_of_people
from tests.host.desk_cast import desk_token
from tests.mail.inbox import a_stranger_answers
from tests.own_calendars import FEED, SERVER, FakeCalendars
from tests.staff.desk import NORTH
from tests.today.the_day import bring_forward
from visits.free_busy import NotRead, WhyNotRead
from visits.itinerary import Itinerary
from visits.request import Answer, AnswerKind, Colleague

HAND_ON = Answer(AnswerKind.HAND_ON, colleague=Colleague("guide@example.org", "Guide"))
OFFER = "sustainable-industrial-environments"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')

# The pages anybody may open.
PUBLIC = {
    "start": "/",
    "browse": "/visits",
    "browse-nothing": "/visits?words=zebra",
    "offer": f"/visits/{OFFER}",
    "map": "/map",
    "plan": "/visit-plan",
    "help": "/help",
    "accessibility": "/accessibility",
    "privacy": "/privacy",
    "who": "/ask/who",
    "party": "/ask/party",
    "wishes": "/ask/wishes",
    "when": "/ask/when",
    "check": "/ask/check",
    "mailbox": "/demo/mailbox",
    "letter": "/demo/mailbox/1",
    "host-ask": "/desk",
    "host-sent": "/desk/sent",
    "join-sent": "/join/sent",
    "participant-left": "/participant/left",
    "visits": "/staff",
    "hosts": "/staff/hosts",
    "host-desk-staff": "/desk/contact-1",
    "season": "/staff/season",
    "season-done": "/staff/season/1",
    "season-running": "/staff/season/2",
    "travel": "/staff/travel",
    "road": "/staff/travel/1",
    "components": "/staff/components",
    "staff-calendars": "/staff/calendars",
    "staff-mail": "/staff/mail",
    "staff-mail-one": "/staff/mail/1",
    "came-in": "/demo/mailbox/came-in/1",
    "office-calendar": "/staff/office-calendar",
    "calendars": "/desk/contact-2/calendars",
}
# The pages of one visit; which one, is said by the names of the visits below.
VISITS = {
    "sent": ("wished", "/ask/sent/{token}"),
    "programmes": ("wished", "/visit/{token}/programmes"),
    "left-out": ("wished", "/visit/{token}/programmes/{programme}/left-out"),
    "status-choose": ("wished", "/visit/{token}"),
    "none-fits": ("hopeless", "/visit/{token}/programmes"),
    "status-asking": ("asked", "/visit/{token}"),
    "cancel": ("asked", "/visit/{token}/cancel"),
    "answer": ("asked", "/answer/{waiting}"),
    "answer-handed": ("asked", "/answer/{handed}"),
    "answer-said": ("asked", "/answer/{confirmed}"),
    "host-desk": ("asked", "/desk/{desk}"),
    "host-about": ("asked", "/desk/{desk}/about"),
    "host-offers": ("asked", "/desk/{desk}/offers"),
    "host-offer": ("asked", "/desk/{desk}/offers/{offer}"),
    "host-needs": ("asked", "/desk/{desk}/offers/{offer}/needs"),
    "host-times": ("asked", "/desk/{desk}/times"),
    "host-times-offer": ("asked", "/desk/{desk}/times/offers/{offer}"),
    "host-times-hours": ("asked", "/desk/{desk}/times/offers/{offer}/hours"),
    "host-times-own": ("asked", "/desk/{desk}/times/own"),
    "staff-answer": ("asked", "/staff/visits/{reference}/requests/{request}/answer"),
    "letter-question": ("asked", "/demo/mailbox/{question}"),
    "staff-address": ("asked", "/staff/visits/{reference}/mails/1/address"),
    "staff-cancel": ("asked", "/staff/visits/{reference}/cancel"),
    "desk": ("asked", "/staff/visits/{reference}/edit"),
    "desk-changed": ("asked", "/staff/visits/{reference}/edit?draft={sketch}"),
    "desk-published": ("published", "/staff/visits/{reference}/edit"),
    "desk-none": ("wished", "/staff/visits/{reference}/edit"),
    "status-change": ("declined", "/visit/{token}"),
    "change": ("declined", "/visit/{token}/change"),
    "visit": ("declined", "/staff/visits/{reference}"),
    "status-published": ("published", "/visit/{token}"),
    "programme": ("published", "/visit/{token}/programme"),
    "ready": ("published", "/visit/{token}/ready"),
    "visit-calendars": ("published", "/visit/{token}/calendars"),
    "participants": ("published", "/visit/{token}/participants"),
    "join": ("published", "/join/{join}"),
    "join-confirm": ("published", "/join/confirm/{confirm}"),
    "participant": ("published", "/participant/{participant}"),
    "participant-leave": ("published", "/participant/{participant}/leave"),
    "answer-closed": ("published", "/answer/{confirmed}"),
    "visit-today": ("today", "/visit/{token}/today"),
    "visit-late": ("today", "/visit/{token}/stops/{stop}/late?minutes=20"),
    "host-today": ("today", "/desk/{desk}/today"),
    "host-late": ("today", "/desk/{desk}/stops/{stop}/late?minutes=20"),
    "host-call-off": ("today", "/desk/{desk}/stops/{stop}/call-off"),
    "staff-today": ("today", "/staff/visits/{reference}/today"),
    "staff-late": ("today", "/staff/visits/{reference}/stops/{stop}/late?minutes=45"),
    "staff-call-off": ("today", "/staff/visits/{reference}/stops/{stop}/call-off"),
}
NAMES = (*PUBLIC, *VISITS)
HAVE_MAP = ("map", "programme", "programmes", "desk", "desk-changed", "desk-published")
STRANGERS = {"sign-in": "/staff/sign-in", "who-new": "/ask/who", "plan-empty": "/visit-plan"}


@dataclass(frozen=True)
class Furnished:
    """A house with a visit in every state, and the addresses of its pages."""

    house: House
    addresses: Mapping[str, str]


def furnish(house: House, clock: FakeClock) -> Furnished:
    """Lives through six visits as far as each is to come, those with a programme first."""
    visits = {}
    for name in ("asked", "declined", "published", "today"):
        visits[name] = _visit(house, clock)
        visits[name].choose()
    visits["wished"] = _visit(house, clock)
    visits["hopeless"] = _visit(house, clock, day_from=time(5), day_until=time(6))
    assert visits["hopeless"].programmes() == []
    visits["asked"].answer(visits["asked"].requests()[0], YES)
    visits["asked"].answer(visits["asked"].requests()[0], HAND_ON)
    visits["declined"].answer(visits["declined"].requests()[1], NO)
    visits["published"].publish()
    visits["today"].publish()
    house.deliver()
    bring_forward(house.world, visits["today"].delegation_id)
    a_stranger_answers(house.world, visits["asked"].requests()[0])
    _plan_seasons(house)
    _connect_calendars(house)
    words = {name: _words(visit) for name, visit in visits.items()}
    of_visits = {page: path.format(**words[name]) for page, (name, path) in VISITS.items()}
    return Furnished(house, {**PUBLIC, **STRANGERS, **of_visits})


def _plan_seasons(house: House) -> None:
    """One season that is done, and one that a worker has only begun with."""
    planner, world = Planner("test"), house.world
    start_season(world, SeasonAsk(most=6), by=KVARKEN, now=world.clock())
    while planner.go_on(world, now=world.clock()):
        pass
    start_season(world, SeasonAsk(), by=KVARKEN, now=world.clock())
    planner.go_on(world, now=world.clock(), most=1)


def _connect_calendars(house: House) -> None:
    """Somebody no visit asks has one that is read, and one that no longer can be read."""
    calendars = FakeCalendars()
    world = replace(house.world, read_busy=calendars)
    for source in (FEED, SERVER):
        connect(world, source, contact_id=2, by=KVARKEN, now=world.clock())
    calendars.say(WhyNotRead.WRONG_PASSWORD, SERVER)
    with suppress(NotRead):
        read_again(world, connection_id=2, now=world.clock())


def _visit(house: House, clock: FakeClock, **wishes: object) -> Followed:
    client = house.app.test_client()
    return a_followed_visit(house.world, clock, client, wishes=some_wishes(**wishes))


def _words(visit: Followed) -> dict[str, str]:
    """What a visit's addresses are made of: with requests, a link to one in each state."""
    words = {"token": visit.token, "reference": visit.reference}
    words |= links_of_people(visit.world, visit.delegation_id)
    for key in visit.buttons()[:1]:
        words["programme"] = key
    with visit.world.database.reading() as session:
        itinerary = find_itinerary(session, visit.delegation_id)
        if itinerary is None or itinerary.id is None:
            return words
        for request in list_requests(session, itinerary.id):
            token = find_token(session, Purpose.ANSWER, request, secret_key=SECRET_KEY)
            words |= {request.state.value: token or "", "request": str(request.id)}
            if request.handed_to is not None:
                subject = HandedOn(request, request.handed_to)
                token = find_token(session, Purpose.ANSWER, subject, secret_key=SECRET_KEY)
                words["handed"] = token or ""
        words["sketch"] = _a_sketch(itinerary)
        first = itinerary.standing[0]
        words |= {"offer": first.offer.slug, "email": first.contact.email}
        words["stop"] = str(first.id)
        letters = [one for one in list_letters(session) if one.recipient == words["email"]]
        words["question"] = str(letters[-1].id) if letters else ""
    return {**words, "desk": desk_token(visit.world, words["email"])}


def _a_sketch(itinerary: Itinerary) -> str:
    """The programme with its first stop pinned and late, and its last one taken out."""
    first, *others, last = itinerary.standing
    late = f"{first.id}.{instant_text(first.span.starts_at + timedelta(minutes=30))}.p"
    as_they_are = [f"{stop.id}.{instant_text(stop.span.starts_at)}" for stop in others]
    return "~".join((str(itinerary.version), late, *as_they_are, f"{last.id}.x"))


def begin(browser_requests: APIRequestContext, *, upto: str | None = None) -> None:
    """Fills in the steps of a request, all of them or those before one of them."""
    post(browser_requests, f"/en/visits/{OFFER}", f"/en/visit-plan/add/{OFFER}", back="offer")
    for step, values in STEPS.items():
        if step == upto:
            return
        post(browser_requests, f"/en/ask/{step}", f"/en/ask/{step}", **values)


def sign_in(browser_requests: APIRequestContext) -> None:
    page = "/en/staff/sign-in"
    post(browser_requests, page, page, email=NORTH, password=PASSWORD)


def post(browser_requests: APIRequestContext, page: str, address: str, **values: object) -> None:
    """Sends a form of a page as a browser would."""
    found = TOKEN.search(browser_requests.get(page).text())
    assert found is not None, page
    pairs = [("csrf_token", found[1])]
    for name, value in values.items():
        several = value if isinstance(value, list) else [value]
        pairs += [(name, str(one)) for one in several]
    answer = browser_requests.post(
        address,
        data=urlencode(pairs),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.ok, (address, answer.status)


def state_of_regular(browser: Browser, house: House) -> Any:
    """The cookies of somebody who has a plan, has answered everything and has signed in."""
    context = browser.new_context(base_url=house.url)
    sign_in(context.request)  # which begins a new session
    begin(context.request)
    state = context.storage_state()
    context.close()
    return state
