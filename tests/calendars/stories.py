"""Whole visits with names nobody would choose, told to everybody in every language."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.actions.answer import give_answer
from app.actions.ask_again import ask_again
from app.actions.calendars import tell_calendars
from app.actions.cancel import cancel_stop, cancel_visit
from app.actions.telling import Teller
from app.actions.transaction import transaction
from app.actions.untold import tell_untold
from app.persistence.catalogue import list_offers
from app.persistence.itineraries import find_itinerary, find_request
from app.persistence.records import Actor
from app.world import World
from tests.actions.story import A_COORDINATOR, YES, answer, chosen, itinerary_of, requests_of
from tests.actions.test_edit import desk_of, elsewhere, save
from tests.builders import KIP_GROUPS, an_inquiry, some_wishes
from tests.conftest import FakeClock
from visits.delegation import Delegate
from visits.itinerary import Stop
from visits.language import Language
from visits.request import Answer, AnswerKind, Colleague, RequestState, VisitRequest
from visits.span import Span
from visits.wording import Wording

AWKWARD = (
    'The "quoted" ^caret^, semi; comma, colon: back\\slash',
    "One line\nanother\r\nEND:VEVENT\r\nBEGIN:VEVENT",
    "\N{FACTORY} \N{WOMAN}\N{ZERO WIDTH JOINER}\N{WRENCH} " * 12,
    "ääkkönen " * 33 + "end",
    "زيارة \N{RIGHT-TO-LEFT OVERRIDE}مصنع\N{POP DIRECTIONAL FORMATTING} ביקור",
    "bell\a escape\x1b[1m next\x85 line\N{LINE SEPARATOR} paragraph\N{PARAGRAPH SEPARATOR} end",
    "\\n \\, \\; =?utf-8?q?x?= {{ 7 * 7 }} %s %(name)s <b>&amp;",
)
ENGINEERS = tuple(f"engineer.{language}@example.org" for language in Language)


def awkward() -> Iterator[str]:
    """One awkward text after the other, again and again."""
    while True:
        yield from AWKWARD


def make_catalogue_awkward(session: Session) -> None:
    """Every name in it is awkward, and its contacts read all languages."""
    names, languages = awkward(), [*Language]
    for number, offer in enumerate(list_offers(session)):
        offer.title = Wording(next(names), next(names), next(names))
        offer.join_url = "https://meet.example.org/a;b,c?d=%22e%22&f='"
        offer.site.name, offer.site.address = next(names), next(names)
        offer.host.name = next(names)
        for contact in offer.contacts:
            contact.role = Wording(next(names), next(names), next(names))
            contact.language = languages[number % len(languages)]


class Tale:
    """One visit from the question to its end; `keep` is called when the programme has changed."""

    def __init__(self, world: World, clock: FakeClock, language: Language) -> None:
        names = awkward()
        for _ in language.value:
            next(names)
        self.world, self.clock = world, clock
        inquiry = an_inquiry(
            organisation=next(names),
            contact_name=next(names),
            contact_email=f"visits.{language}@example.org",
            language=language,
            groups=KIP_GROUPS[:2],
            size=20,
            wishes=some_wishes(day_until=some_wishes().day_until.replace(hour=16), longest_day=420),
        )
        self.delegation_id = chosen(world, inquiry)
        self.names = names

    @property
    def requests(self) -> list[VisitRequest]:
        return requests_of(self.world, self.delegation_id)

    @property
    def standing(self) -> tuple[Stop, ...]:
        return itinerary_of(self.world, self.delegation_id).standing

    def until_all_agree(self) -> None:
        """Handed on and taken over, countered and declined, with company, and with people."""
        first, second, *_ = self.requests
        self._hand_on(first)
        other = Span.of(second.stop.span.starts_at + timedelta(days=1), second.stop.span.minutes)
        answer(self.world, second, Answer(AnswerKind.PROPOSE, proposals=(other,)))
        ask_again(
            self.world, request_id=second.id or 0, by=A_COORDINATOR, now=self.clock.go_on(hours=1)
        )
        self._bring_company_and_people(second.stop.id)
        self._all_agree()

    def move_one(self) -> None:
        """A stop of the published programme moves, and its host agrees."""
        self.clock.go_on(hours=1)
        sketch, _ = elsewhere(desk_of(self.world, self.delegation_id))
        save(self.world, self.delegation_id, sketch)
        self.clock.go_on(hours=1)
        self._all_agree()

    def word_one_anew(self) -> None:
        """What is shown has another title."""
        with transaction(self.world, now=self.clock.go_on(hours=1)) as tx:
            itinerary = find_itinerary(tx.session, self.delegation_id)
            assert itinerary is not None
            title = f"New: {next(self.names)}"
            itinerary.standing[0].offer.title = Wording(title, title, title)
            tell_calendars(tx, itinerary)

    def drop_one(self) -> None:
        cancel_stop(
            self.world,
            stop_id=self.standing[-1].id or 0,
            delegation_id=self.delegation_id,
            by=A_COORDINATOR,
            now=self.clock.go_on(hours=1),
        )

    def call_off(self) -> None:
        cancel_visit(
            self.world,
            delegation_id=self.delegation_id,
            by=A_COORDINATOR,
            now=self.clock.go_on(hours=1),
        )

    def _hand_on(self, asked: VisitRequest) -> None:
        """A colleague with an awkward role takes a question over."""
        guide = Colleague(f"guide.{self.delegation_id}@example.org", next(self.names))
        answer(self.world, asked, Answer(AnswerKind.HAND_ON, colleague=guide))
        with self.world.database.reading() as session:
            found = find_request(session, asked.id or 0)
            assert found is not None
            assert found.handed_to is not None
            by = Teller(Actor.HOST, "Guide", contact_id=found.handed_to.id)
        give_answer(self.world, request_id=asked.id or 0, answer=YES, by=by, now=self.clock())

    def _bring_company_and_people(self, stop_id: int | None) -> None:
        with transaction(self.world, now=self.clock()) as tx:
            itinerary = find_itinerary(tx.session, self.delegation_id)
            assert itinerary is not None
            taken = {stop.contact.id for stop in itinerary.standing}
            free = (offer.contact for offer in list_offers(tx.session))
            stop = next(one for one in itinerary.standing if one.id == stop_id)
            stop.company = [next(one for one in free if one.id not in taken)]
            for email, language in zip(ENGINEERS, Language, strict=True):
                tx.session.add(
                    Delegate(
                        delegation=itinerary.delegation,
                        group="ICT" if language is Language.SV else "",
                        name=next(self.names),
                        email=email,
                        language=language,
                        zone="Asia/Kathmandu",
                        added_at=tx.now,
                    )
                )
            tell_calendars(tx, itinerary)

    def _all_agree(self) -> None:
        for request in self.requests:
            if request.state is RequestState.WAITING:
                answer(self.world, request, YES)
        while tell_untold(self.world, now=self.clock()):
            pass


def follow_the_feed(patched: pytest.MonkeyPatch) -> None:
    """From now on two invitations at once are too many."""
    patched.setattr("visits.conversation.MOST_INVITATIONS_AT_ONCE", 1)
