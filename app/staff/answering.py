"""A coordinator answers for a host that has called instead of following its link."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, for_staff, now, reading, world
from app.actions.answer import give_answer
from app.actions.free_times import free_times
from app.answer_form import AnswerForm, Question
from app.i18n import gettext
from app.labels import label
from app.persistence.desk import list_contacts
from app.staff.acting import SEE_OTHER, coordinator_as_teller, request_or_404, why_refused
from app.staff.visit import VisitFile, open_visit, show_visit
from visits.errors import InvalidValue, NotAllowedNow, SlotTaken
from visits.request import AnsweredAlready, VisitRequest


@for_staff
def answer_for_host(reference: str, id: str) -> ResponseReturnValue:
    """The host's own form, with the host's times; the timeline keeps who filled it in."""
    file = open_visit(reference)
    asked = request_or_404(file, id)
    form = AnswerForm(_question(asked))
    if form.validate_on_submit() and asked.id is not None:
        by = coordinator_as_teller()
        try:
            give_answer(world(), request_id=asked.id, answer=form.answer(), by=by, now=now())
        except (InvalidValue, SlotTaken) as refusal:
            form.refuse(refusal)
            return _page(file, asked, form)
        except (AnsweredAlready, NotAllowedNow) as refusal:
            close_reading()
            return show_visit(open_visit(reference), problem=_why_refused(refusal))
        flash(gettext("The answer is kept."), "success")
        return redirect(url_for("staff.visit", reference=reference), SEE_OTHER)
    return _page(file, asked, form)


def _page(file: VisitFile, asked: VisitRequest, form: AnswerForm) -> ResponseReturnValue:
    page = render_template(
        "staff/answer.html",
        file=file,
        asked=asked,
        form=form,
        is_open=asked.may_answer(now=now()),
    )
    return page, 422 if form.is_submitted() else 200


def _question(asked: VisitRequest) -> Question:
    contact = asked.stop.contact
    everybody = list_contacts(reading(), contact.host.id or 0)
    return Question(
        asked=asked,
        now=now(),
        free=free_times(reading(), asked, now=now()),
        colleagues=tuple(one for one in everybody if one is not contact),
    )


def _why_refused(refusal: AnsweredAlready | NotAllowedNow) -> str:
    """Of an answer that came first is told whose it is; the page shows what was said."""
    if not isinstance(refusal, AnsweredAlready) or refusal.via is None:
        return why_refused(refusal)
    values = {"who": refusal.by, "how": label(refusal.via)}
    text = gettext("%(who)s has answered meanwhile, %(how)s. See what was said.")
    return text % values
