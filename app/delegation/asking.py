"""A delegation asks for a visit: four short steps, a page to check them, a confirmation."""

from flask import abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.access import (
    database,
    now,
    reading,
    settings,
    visit_or_404,
    visit_plan,
    world,
)
from app.actions.ask import ask
from app.actions.drafts import keep_answers
from app.delegation.advice import check_facts, step_facts
from app.delegation.answers import (
    DRAFT,
    Answers,
    Kept,
    Step,
    find_current_draft,
    group_rows,
    read_answers,
    typed_in,
    with_rows,
)
from app.delegation.inquiry import read_inquiry
from app.delegation.party_form import MOST_GROUPS
from app.fields import parse_number
from app.forms import LATE_FORM, Act, Form
from app.i18n import gettext
from app.persistence.capabilities import find_token
from app.persistence.delegations import find_delegation, list_programmes
from app.persistence.records import Draft, Purpose
from visits.errors import NotAllowedNow

Page = str | Response | tuple[str, int]


def begin() -> Response:
    """The first page that is still to be filled in."""
    return _to_next(read_answers(find_current_draft()))


def step(step: str) -> Page:
    """One step: shows what was typed so far, takes what is typed now."""
    if step not in list(Step):
        abort(404)
    here = Step(step)
    answers = read_answers(find_current_draft())
    if request.method == "POST":
        return _take(here, answers)
    if not answers.may_open(here):
        return _to_next(answers)
    return _page(here, answers.form(here), answers)


def check() -> Page:
    """All answers on one page; sending it asks for the visit, however often it is sent."""
    draft = find_current_draft()
    sent_token = _token_of_sent(draft)
    if sent_token is not None:
        return redirect(url_for("delegation.sent", token=sent_token), 303)
    answers = read_answers(draft)
    if answers.unanswered is not None:
        return _to_next(answers)
    inquiry, form = read_inquiry(answers), Act()
    problem = ""
    if form.validate_on_submit():
        try:
            asked = ask(world(), inquiry, draft_token=session[DRAFT], now=now())
        except NotAllowedNow:
            problem = gettext("There is nothing to visit yet. Your answers are kept; try later.")
        else:
            return redirect(url_for("delegation.sent", token=asked.token), 303)
    problem = str(LATE_FORM) if form.is_late else problem
    page = render_template(
        "delegation/ask/check.html", form=form, problem=problem, **check_facts(inquiry)
    )
    return page, 422 if form.is_submitted() else 200


def sent(token: str) -> str:
    """The confirmation: what to quote, what happens next, and the way to the visit's page."""
    delegation = visit_or_404(token, Purpose.STATUS)
    assert delegation.id is not None
    return render_template(
        "delegation/ask/sent.html",
        delegation=delegation,
        token=token,
        programmes=len(list_programmes(reading(), delegation.id)),
        answer_days=settings().answer_days,
    )


def _take(here: Step, answers: Answers) -> Page:
    typed = typed_in(here, request.form)
    csrf_token = request.form.get("csrf_token", "")
    form = answers.read(here, typed, csrf_token=csrf_token)
    is_valid = form.validate_on_submit()
    if form.is_late:
        return _page(here, form, answers), 422
    if here is Step.PARTY and ("add" in request.form or "remove" in request.form):
        return _change_rows(typed)
    _keep(here, Kept(typed, offered=visit_plan()))
    if not is_valid:
        return _page(here, form, answers), 422
    return _to_next(answers.with_step(here, Kept(typed, offered=visit_plan())))


def _change_rows(typed: dict[str, list[str]]) -> Response:
    """One group more or less; everything else stays as it was typed."""
    rows = group_rows(typed)[:MOST_GROUPS]
    removed = parse_number(request.form.get("remove", ""))
    if removed is not None and removed < len(rows):
        del rows[removed]
    elif "add" in request.form and len(rows) < MOST_GROUPS:
        rows.append({"name": [""]})
    _keep(Step.PARTY, Kept(with_rows(typed, rows), is_sent=False))
    anchor = f"groups-{max(len(rows) - 1, 0)}-name"
    return redirect(url_for("delegation.step", step=Step.PARTY, _anchor=anchor), 303)


def _keep(here: Step, kept: Kept) -> None:
    session[DRAFT] = keep_answers(
        database(), token=session.get(DRAFT), step=here, values=kept.document(), now=now()
    )
    session.permanent = True


def _to_next(answers: Answers) -> Response:
    if answers.unanswered is None:
        return redirect(url_for("delegation.check"), 303)
    return redirect(url_for("delegation.step", step=answers.unanswered), 303)


def _page(here: Step, form: Form, answers: Answers) -> str:
    return render_template(
        f"delegation/ask/{here}.html",
        form=form,
        step=here,
        total=len(Step),
        late_form=LATE_FORM,
        **step_facts(here, form, answers),
    )


def _token_of_sent(draft: Draft | None) -> str | None:
    """The status link of a draft that was sent already, while the link is in force."""
    if draft is None or draft.delegation_id is None:
        return None
    delegation = find_delegation(reading(), draft.delegation_id)
    if delegation is None:
        return None
    secret_key = settings().secret_key
    return find_token(reading(), Purpose.STATUS, delegation, secret_key=secret_key)
