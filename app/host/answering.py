"""One request, what was said to it, and the form to say it or change it."""

from contextlib import suppress
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import capability_or_404, now, world
from app.actions.answer import give_answer
from app.actions.telling import Teller
from app.answer_form import AnswerForm
from app.host import foreseeing
from app.i18n import gettext
from app.mail.facts import request_facts
from app.persistence.records import Actor, Purpose
from app.showing import ShownTime, show_time
from visits.errors import NotAllowedNow
from visits.itinerary import ItineraryState, Stop
from visits.notification import host_of
from visits.request import RequestState, VisitRequest


@dataclass(frozen=True)
class Closed:
    """Why no answer is taken any more."""

    title: str
    sentence: str


@dataclass(frozen=True)
class ShownPart:
    """One stop of the programme on the host's clock, the delegation's beside it."""

    stop: Stop
    time: ShownTime
    is_asked: bool


def answer_request(token: str) -> ResponseReturnValue:
    """Shows the request and what was said; POST takes an answer."""
    asked = capability_or_404(token, Purpose.ANSWER).request
    if asked is None:
        abort(404)
    form = AnswerForm(asked, now=now())
    is_open = asked.may_answer(now=now())
    if request.method == "POST" and not is_open:
        return _here(token)
    is_valid = form.validate_on_submit()
    is_looking = is_valid and "look" in request.form
    if is_valid and not is_looking:
        return _take(asked, form, token=token)
    page = render_template(
        "host/answer.html",
        asked=asked,
        form=form,
        does=foreseeing.what_it_does(asked, form.answer()) if is_looking else (),
        closed=None if is_open else why_closed(asked),
        facts=request_facts(asked, recipient=host_of(asked.stop))[1:-1],
        parts=_programme(asked) if asked.stop.stands else [],
    )
    return page, 422 if form.is_submitted() and not is_looking else 200


def why_closed(asked: VisitRequest) -> Closed:
    """What a host reads in place of the form once answers are no longer taken."""
    if asked.itinerary.state is ItineraryState.CANCELLED:
        return Closed(
            gettext("This visit is cancelled"),
            gettext("The delegation is not coming. You need not do anything."),
        )
    if asked.state is RequestState.WITHDRAWN:
        return Closed(
            gettext("This request is withdrawn"),
            gettext("Your time is free again. If you are asked anew, you get another mail."),
        )
    if asked.itinerary.state is ItineraryState.PUBLISHED:
        return Closed(
            gettext("The programme is published"),
            gettext("Answers can no longer be changed here. Ask your regional office instead."),
        )
    if asked.state is RequestState.DECLINED:
        return Closed(
            gettext("You said no to this visit"),
            gettext("The programme goes on without you. You need not do anything."),
        )
    return Closed(
        gettext("The time to answer has passed"),
        gettext("If you could receive the visit after all, tell your regional office."),
    )


def _take(asked: VisitRequest, form: AnswerForm, *, token: str) -> ResponseReturnValue:
    """A refusal needs no words of its own: the page says why there is no form any more."""
    teller = Teller(Actor.HOST, asked.stop.offer.host.name)
    with suppress(NotAllowedNow):
        give_answer(world(), request_id=asked.id or 0, answer=form.answer(), by=teller, now=now())
    return _here(token)


def _here(token: str) -> ResponseReturnValue:
    return redirect(url_for("host.answer", token=token), 303)


def _programme(asked: VisitRequest) -> list[ShownPart]:
    own, theirs = asked.stop.offer.site.zone, asked.itinerary.delegation.zone
    return [
        ShownPart(
            stop,
            show_time(stop.span, zone=own, host_zone=theirs),
            is_asked=stop is asked.stop,
        )
        for stop in asked.itinerary.standing
    ]
