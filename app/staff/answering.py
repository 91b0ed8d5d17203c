"""A coordinator answers for a host that has called instead of following its link."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, for_staff, now, world
from app.actions.answer import give_answer
from app.answer_form import AnswerForm
from app.i18n import gettext
from app.staff.acting import SEE_OTHER, coordinator_as_teller, request_or_404, why_refused
from app.staff.visit import open_visit, show_visit
from visits.errors import NotAllowedNow


@for_staff
def answer_for_host(reference: str, id: str) -> ResponseReturnValue:
    """The host's own form, with the host's times; the timeline keeps who filled it in."""
    file = open_visit(reference)
    asked = request_or_404(file, id)
    form = AnswerForm(asked, now=now())
    if form.validate_on_submit() and asked.id is not None:
        by = coordinator_as_teller()
        try:
            give_answer(world(), request_id=asked.id, answer=form.answer(), by=by, now=now())
        except NotAllowedNow as refusal:
            close_reading()
            return show_visit(open_visit(reference), problem=why_refused(refusal))
        flash(gettext("The answer is kept."), "success")
        return redirect(url_for("staff.visit", reference=reference), SEE_OTHER)
    page = render_template(
        "staff/answer.html",
        file=file,
        asked=asked,
        form=form,
        is_open=asked.may_answer(now=now()),
    )
    return page, 422 if form.is_submitted() else 200
