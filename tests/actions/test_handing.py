"""A question is handed to a colleague, who must say yes; until then it is the contact's."""

import email
from email.policy import default

import pytest
import sqlalchemy as sa

from app.actions.answer import give_answer, lapse_overdue
from app.actions.desk import answer_desk_asks, ask_for_desk, send_desk_link
from app.actions.handing import MOST_COLLEAGUES
from app.actions.housekeeping import tidy
from app.actions.telling import Teller
from app.persistence import colleagues, tables
from app.persistence.capabilities import HandedOn, find_token
from app.persistence.itineraries import find_request
from app.persistence.outbox import list_mails
from app.persistence.records import Actor, OutboxMail, Purpose
from app.world import World
from tests.actions.story import (
    A_HOST,
    NO,
    YES,
    answer,
    chosen,
    itinerary_of,
    mails_of,
    requests_of,
    told,
)
from tests.conftest import SECRET_KEY, FakeClock
from tests.host.desk_cast import mails_to_desks
from visits.catalogue import Contact
from visits.errors import InvalidValue, NotAllowedNow, SlotTaken
from visits.itinerary import StopState
from visits.request import (
    Answer,
    AnsweredAlready,
    AnswerKind,
    Colleague,
    RequestState,
    VisitRequest,
)

GUIDE = "guide@example.org"
HAND_ON = Answer(AnswerKind.HAND_ON, colleague=Colleague(GUIDE, "Guide"))
MAYBE = Answer(AnswerKind.MAYBE)


class Handed:
    """A first request that was handed to a guide, and what both of them say."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.delegation_id = chosen(world)
        self.was_asked = self.request.stop.contact
        answer(world, self.request, HAND_ON)

    @property
    def request(self) -> VisitRequest:
        return requests_of(self.world, self.delegation_id)[0]

    @property
    def guide(self) -> Contact:
        colleague = self.colleague
        assert colleague is not None
        return colleague

    @property
    def colleague(self) -> Contact | None:
        with self.world.database.reading() as session:
            found = find_request(session, self.request.id or 0)
            assert found is not None
            return found.handed_to

    def by_guide(self) -> Teller:
        return Teller(Actor.HOST, "Guide", contact_id=self.guide.id)

    def say(self, said: Answer, by: Teller) -> bool:
        return give_answer(
            self.world,
            request_id=self.request.id or 0,
            answer=said,
            by=by,
            now=self.world.clock(),
        )

    def tokens(self) -> tuple[str | None, str | None]:
        """Those of whoever is asked, and of the guide while it is only asked to take over."""
        with self.world.database.reading() as session:
            found = find_request(session, self.request.id or 0)
            assert found is not None
            guide = found.handed_to or found.stop.contact
            return tuple(
                find_token(session, Purpose.ANSWER, subject, secret_key=SECRET_KEY)
                for subject in (found, HandedOn(found, guide))
            )  # type: ignore[return-value]  # two of them


@pytest.fixture
def handed(world: World) -> Handed:
    return Handed(world)


def test_colleague_is_asked_and_the_contact_remains_responsible(handed: Handed) -> None:
    request, guide = handed.request, handed.guide

    assert (request.state, request.stop.contact.id) == (RequestState.WAITING, handed.was_asked.id)
    assert (guide.email, guide.role.in_language(guide.language).text) == (GUIDE, "Guide")
    assert mails_of(handed.world, handed.delegation_id)["handed_on", GUIDE] == 1
    assert len(set(handed.tokens())) == 2
    assert answer(handed.world, request, HAND_ON) is False
    assert told(handed.world, handed.delegation_id).count("handed_on") == 1


def test_yes_of_the_colleague_takes_the_stop_over(handed: Handed) -> None:
    _, of_guide = handed.tokens()
    by = handed.by_guide()

    took = [handed.say(MAYBE, by), handed.say(YES, by), handed.say(YES, by)]

    request = handed.request
    assert took == [True, True, False]
    assert (request.state, request.stop.state) == (RequestState.CONFIRMED, StopState.CONFIRMED)
    assert request.stop.contact.email == GUIDE
    assert handed.tokens()[0] == of_guide
    sent = mails_of(handed.world, handed.delegation_id)
    assert sent["taken_over", handed.was_asked.email] == 1


def test_no_of_the_colleague_gives_the_question_back(handed: Handed) -> None:
    by = handed.by_guide()

    handed.say(NO, by)

    assert (handed.request.state, handed.colleague) == (RequestState.WAITING, None)
    assert told(handed.world, handed.delegation_id)[-1] == "handed_back"
    sent = mails_of(handed.world, handed.delegation_id)
    assert sent["handed_back", handed.was_asked.email] == 1
    with pytest.raises(NotAllowedNow):
        handed.say(YES, by)
    assert answer(handed.world, handed.request, YES) is True


def test_answer_of_the_contact_ends_the_asking_of_the_colleague(handed: Handed) -> None:
    by = handed.by_guide()

    handed.say(YES, A_HOST)

    assert handed.request.stop.contact.id == handed.was_asked.id
    assert mails_of(handed.world, handed.delegation_id)["taken_over", GUIDE] == 1
    with pytest.raises(NotAllowedNow):
        handed.say(YES, by)


def test_colleague_that_saw_an_older_version_is_told_who_was_first(handed: Handed) -> None:
    by = handed.by_guide()
    handed.say(MAYBE, by)

    with pytest.raises(AnsweredAlready) as refused:
        handed.say(Answer(AnswerKind.CONFIRM, version=2), by)

    assert (refused.value.said, refused.value.by) == (MAYBE, "Guide")
    assert handed.request.stop.contact.id == handed.was_asked.id


def test_colleague_that_receives_somebody_else_then_cannot_take_over(handed: Handed) -> None:
    other = chosen(handed.world)
    with handed.world.database.writing() as session:
        stop = session.merge(itinerary_of(handed.world, other).standing[0])
        stop.contact = session.merge(handed.guide)
        stop.span, stop.blocked = handed.request.stop.span, handed.request.stop.blocked

    with pytest.raises(SlotTaken):
        handed.say(YES, handed.by_guide())

    request = handed.request
    assert (request.state, request.stop.contact.id) == (RequestState.WAITING, handed.was_asked.id)


def test_link_writes_to_a_few_colleagues_and_no_more(handed: Handed) -> None:
    def to(number: int) -> Answer:
        return Answer(AnswerKind.HAND_ON, colleague=Colleague(f"{number}@example.org", "Guide"))

    for number in range(1, MOST_COLLEAGUES):
        handed.say(to(number), A_HOST)

    with pytest.raises(InvalidValue, match=r"answer\.colleague"):
        handed.say(to(MOST_COLLEAGUES), A_HOST)

    sent = mails_of(handed.world, handed.delegation_id)
    assert sum(1 for kind, _ in sent if kind == "handed_on") == MOST_COLLEAGUES


def test_colleague_that_was_to_come_along_takes_over_and_is_held_once(handed: Handed) -> None:
    by = handed.by_guide()
    with handed.world.database.writing() as session:
        found = find_request(session, handed.request.id or 0)
        assert found is not None
        assert found.handed_to is not None
        found.stop.company = [found.handed_to]

    handed.say(YES, by)

    with handed.world.database.reading() as session:
        found = find_request(session, handed.request.id or 0)
        assert found is not None
        assert (found.stop.contact.email, found.stop.company) == (GUIDE, [])


def text_of(mail: OutboxMail) -> str:
    """The text of a mail, with its links."""
    assert mail.body is not None
    body = email.message_from_bytes(mail.body, policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def mail_to(handed: Handed, kind: str, address: str) -> str:
    with handed.world.database.reading() as session:
        mails = list_mails(session, handed.delegation_id)
        return text_of(next(m for m in mails if (m.kind, m.recipient) == (kind, address)))


def is_known(world: World, address: str = GUIDE) -> bool:
    """Whether any contact has this address."""
    with world.database.reading() as session:
        table = tables.contact.c
        return session.scalar(sa.select(table.id).where(table.email == address)) is not None


def count_links(world: World) -> int:
    """How many links to requests colleagues have."""
    with world.database.reading() as session:
        table = tables.capability.c
        is_handed = table.contact_id.is_not(None), table.visit_request_id.is_not(None)
        return session.scalar(sa.select(sa.func.count()).where(*is_handed)) or 0


def test_contact_is_told_at_once_whom_the_question_was_handed_to(handed: Handed) -> None:
    told_at_once = mail_to(handed, "handed_away", handed.was_asked.email)

    assert f"har lämnats vidare till {GUIDE}" in told_at_once.replace("\r\n", " ")
    assert f"/answer/{handed.tokens()[0]}\r\n" in told_at_once
    assert mails_of(handed.world, handed.delegation_id)["handed_away", GUIDE] == 0


def test_typed_in_colleague_gets_no_desk_before_the_yes(handed: Handed) -> None:
    ask_for_desk(handed.world, email=GUIDE, address="192.0.2.1", now=handed.world.clock())
    answer_desk_asks(handed.world, now=handed.world.clock())

    assert "/desk/" not in mail_to(handed, "handed_on", GUIDE)
    assert mails_to_desks(handed.world) == []


def test_colleague_that_took_over_gets_a_desk(handed: Handed) -> None:
    handed.say(YES, handed.by_guide())
    ask_for_desk(handed.world, email=GUIDE, address="192.0.2.1", now=handed.world.clock())

    answer_desk_asks(handed.world, now=handed.world.clock())

    assert [one.recipient for one in mails_to_desks(handed.world)] == [GUIDE]


def test_typed_in_colleague_would_get_a_desk_where_nobody_looked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard's twin: whoever is typed in is as good as any contact."""
    monkeypatch.setattr("app.actions.telling.is_only_asked", lambda _session, _contact: False)
    delegation_id = chosen(world)
    give_answer(
        world,
        request_id=requests_of(world, delegation_id)[0].id or 0,
        answer=HAND_ON,
        by=A_HOST,
        now=world.clock(),
    )

    with world.database.reading() as session:
        mails = [m for m in list_mails(session, delegation_id) if m.kind == "handed_on"]
        assert ["/desk/" in text_of(one) for one in mails] == [True]


def test_typed_in_colleague_is_forgotten_a_month_after_the_request_ended(
    handed: Handed, clock: FakeClock
) -> None:
    tidy(handed.world, now=clock.go_on(days=40))
    while_it_waits = is_known(handed.world)
    lapse_overdue(handed.world, now=clock())
    clock.now = handed.request.answer_by
    tidy(handed.world, now=clock.go_on(days=30))
    a_month_later = is_known(handed.world)

    tidy(handed.world, now=clock.go_on(minutes=1))

    assert (while_it_waits, a_month_later, is_known(handed.world)) == (True, True, False)
    assert count_links(handed.world) == 0
    assert handed.request.stop.contact.id == handed.was_asked.id


def test_colleague_that_took_over_or_has_a_desk_is_kept(handed: Handed, clock: FakeClock) -> None:
    other = Colleague("other@example.org", "Other")
    handed.say(Answer(AnswerKind.HAND_ON, colleague=other), A_HOST)
    send_desk_link(handed.world, contact_id=handed.guide.id or 0, by=A_HOST, now=clock())
    handed.say(Answer(AnswerKind.HAND_ON, colleague=Colleague(GUIDE)), A_HOST)
    handed.say(YES, handed.by_guide())

    tidy(handed.world, now=clock.go_on(days=400))

    assert (is_known(handed.world), is_known(handed.world, other.email)) == (True, True)


def test_contact_with_a_row_anywhere_is_never_forgotten() -> None:
    """Whatever refers to a contact one day is seen by itself."""
    named = {column.table.name for column in colleagues._references()}

    assert named == {"connection", "held", "offer", "offer_contact", "stop", "stop_contact"}
