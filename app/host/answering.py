"""One request, what was said to it, and the form to say it or change it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import capability_or_404, close_reading, now, reading, world
from app.actions.answer import give_answer
from app.actions.free_times import free_times
from app.actions.telling import Teller
from app.answer_form import AnswerForm, Question
from app.host import foreseeing
from app.host.answer_words import first_answer, why_closed
from app.mail.facts import request_facts
from app.persistence.desk import list_contacts
from app.persistence.records import Actor, Capability, Purpose
from app.readiness_texts import ready_by_stop
from app.showing import ShownTime, show_time
from visits.errors import InvalidValue, NotAllowedNow, SlotTaken
from visits.itinerary import Stop
from visits.notification import receiver_of
from visits.request import AnsweredAlready, Via, VisitRequest


@dataclass(frozen=True)
class ShownPart:
    """One stop of the programme on the host's clock, the delegation's beside it."""

    stop: Stop
    time: ShownTime
    is_asked: bool


def answer_request(token: str) -> ResponseReturnValue:
    """Shows the request and what was said; POST looks at an answer, or takes it."""
    found = capability_or_404(token, Purpose.ANSWER)
    asked = _asked(found)
    closed = why_closed(asked, found.contact, now=now())
    if closed is not None:
        return _here(token) if request.method == "POST" else _page(found, closed=closed)
    form = AnswerForm(_question(found))
    if not form.validate_on_submit():
        return _page(found, form, status=422 if form.is_submitted() else 200)
    if "look" in request.form:
        is_own = found.contact is None
        look = foreseeing.what_it_does if is_own else foreseeing.what_it_does_for_colleague
        return _page(found, form, does=look(asked, form.answer()))
    return _take(found, form, token=token)


def _asked(found: Capability) -> VisitRequest:
    return found.request or abort(404)


def _question(found: Capability) -> Question:
    """What can be answered: by who was asked, or by the colleague it was handed to."""
    asked = _asked(found)
    if found.contact is not None:
        return Question(asked=asked, now=now(), is_to_colleague=True)
    contact = asked.stop.contact
    everybody = list_contacts(reading(), contact.host.id or 0)
    return Question(
        asked=asked,
        now=now(),
        free=free_times(reading(), asked, now=now()),
        colleagues=tuple(one for one in everybody if one is not contact),
    )


def _take(found: Capability, form: AnswerForm, *, token: str) -> ResponseReturnValue:
    """Who comes too late reads who answered first; what is no longer asked, why it is not."""
    asked = _asked(found)
    try:
        give_answer(
            world(), request_id=asked.id or 0, answer=form.answer(), by=_teller(found), now=now()
        )
    except AnsweredAlready as first:
        return _conflict(token, first)
    except (InvalidValue, SlotTaken) as refusal:
        form.refuse(refusal)
        return _page(found, form, status=422)
    except NotAllowedNow:
        pass  # the page says why there is no form any more
    return _here(token)


def _teller(found: Capability) -> Teller:
    """Whose link it is: an answer is told as that of the host, of a colleague by the role."""
    asked, colleague = _asked(found), found.contact
    if colleague is None:
        return Teller(Actor.HOST, asked.stop.offer.host.name, Via.LINK)
    role = colleague.role.in_language(colleague.language).text
    return Teller(Actor.HOST, role, Via.LINK, contact_id=colleague.id)


def _conflict(token: str, first: AnsweredAlready) -> ResponseReturnValue:
    """The page as it is now, with what was typed and what was said before."""
    close_reading()
    found = capability_or_404(token, Purpose.ANSWER)
    closed = why_closed(_asked(found), found.contact, now=now())
    form = None if closed else AnswerForm(_question(found))
    if form is not None:
        form.version.data = str(_asked(found).version)
    zone = _asked(found).stop.offer.site.zone
    return _page(found, form, closed=closed, first=first_answer(first, zone=zone), status=409)


def _page(
    found: Capability, form: AnswerForm | None = None, *, status: int = 200, **shown: object
) -> ResponseReturnValue:
    asked = _asked(found)
    reader = receiver_of(asked.stop, found.contact or asked.stop.contact)
    values = {"does": (), "closed": None, "first": None, **shown}
    if form is not None:
        values["form"] = form
    page = render_template(
        "host/answer.html",
        asked=asked,
        is_to_colleague=found.contact is not None,
        facts=request_facts(asked, recipient=reader)[1:-1],
        parts=list(_programme(asked)) if asked.stop.stands else [],
        has_given=found.contact is None and _has_given(asked),
        **values,
    )
    return page, status


def _has_given(asked: VisitRequest) -> bool:
    """Whether the delegation has given something to this host; what, only the desk shows.

    The link to this page is passed on to colleagues.
    """
    found = ready_by_stop(reading(), [asked.itinerary], now=now()).get(asked.stop.id or 0)
    return bool(found and found.given)


def _here(token: str) -> ResponseReturnValue:
    return redirect(url_for("host.answer", token=token), 303)


def _programme(asked: VisitRequest) -> Iterator[ShownPart]:
    own, theirs = asked.stop.offer.site.zone, asked.itinerary.delegation.zone
    for stop in asked.itinerary.standing:
        time = show_time(stop.span, zone=own, host_zone=theirs)
        yield ShownPart(stop, time, is_asked=stop is asked.stop)
