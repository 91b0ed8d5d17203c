"""The visits of a season planned together: begun, followed, called off, and accepted."""

from collections import Counter
from collections.abc import Sequence

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, current_coordinator, for_staff, now, reading, world
from app.actions.season import (
    accept_proposal,
    cancel_season,
    limit_hosts,
    start_season,
    waiting_now,
)
from app.fields import parse_number
from app.forms import LATE_FORM, Act
from app.i18n import gettext, ngettext
from app.labels import N_
from app.persistence.records import SeasonRun, SeasonState
from app.persistence.season import find_run, list_hosts_of, list_runs
from app.staff.acting import SEE_OTHER, coordinator_as_teller
from app.staff.season_form import HostLimit, SeasonForm, limits_of, season_form, typed_limits
from app.staff.season_shown import ShownProposal, percent, shown_proposals
from visits.errors import NotAllowedNow, SlotTaken, Stale

REFRESH_SECONDS = 5
LARGEST_ID_DIGITS = 9
STATES = {
    SeasonState.RUNNING: N_("Being planned"),
    SeasonState.DONE: N_("Planned"),
    SeasonState.CANCELLED: N_("Called off"),
}
Errors = Sequence[tuple[str, str]]


def state_name(state: SeasonState) -> str:
    """How far a run has come, in the reader's language."""
    return gettext(STATES[state])


@for_staff
def season() -> ResponseReturnValue:
    """How a season is begun, what hosts can bear, and the runs so far."""
    form = _form()
    if form.validate_on_submit():
        try:
            ask = form.ask(current_coordinator().node.id)
            run_id = start_season(world(), ask, by=coordinator_as_teller(), now=now())
        except NotAllowedNow:
            close_reading()
            form = _form()
            form.form_errors.append(
                gettext("Nothing was begun: nobody waits, or another season is being planned.")
            )
        else:
            return redirect(url_for("staff.season_run", id=run_id), SEE_OTHER)
    return _page(form), 422 if form.is_submitted() else 200


@for_staff
def season_hosts() -> ResponseReturnValue:
    """Keeps how many delegations the office's hosts receive in a week."""
    node_id = _node_id()
    limits = list(typed_limits(list_hosts_of(reading(), node_id), request.form))
    errors = [(one.field, one.error) for one in limits if one.error]
    if not Act().validate_on_submit():
        errors.append(("hosts", str(LATE_FORM)))
    if errors:
        return _page(_form(is_new=True), limits=limits, errors=errors), 422
    most = {one.host.slug: parse_number(one.typed) for one in limits}
    limit_hosts(world(), node_id=node_id, most_a_week=most, now=now())
    flash(gettext("The hosts’ limits are kept."), "success")
    return redirect(url_for("staff.season"), SEE_OTHER)


@for_staff
def season_run(id: str) -> ResponseReturnValue:
    """One run: how far it is, or what it would change."""
    return _run_page(_run_or_404(id))


@for_staff
def cancel_run(id: str) -> ResponseReturnValue:
    """Ends a run before it is done."""
    run = _run_or_404(id)
    if not Act().validate_on_submit() or run.id is None:
        return _run_page(run, errors=[("run", str(LATE_FORM))])
    cancel_season(world(), run_id=run.id, now=now())
    return redirect(url_for("staff.season_run", id=id), SEE_OTHER)


@for_staff
def accept_run(id: str) -> ResponseReturnValue:
    """Puts the season's programmes first for one delegation, for some, or for all."""
    run = _run_or_404(id)
    if not Act().validate_on_submit():
        return _run_page(run, errors=[("run", str(LATE_FORM))])
    wanted = _wanted(shown_proposals(run))
    if not wanted:
        return _run_page(run, errors=[("run", gettext("Mark at least one visit."))])
    errors = [refusal for one in wanted for refusal in _accept(one)]
    accepted = len(wanted) - len(errors)
    if accepted:
        text = ngettext(
            "%(n)s programme was put first.", "%(n)s programmes were put first.", accepted
        )
        flash(text % {"n": accepted}, "success")
    if errors:
        close_reading()
        return _run_page(_run_or_404(id), errors=errors)
    return redirect(url_for("staff.season_run", id=id), SEE_OTHER)


def _wanted(proposals: Sequence[ShownProposal]) -> list[ShownProposal]:
    """Those whose own button was pressed, or that are marked; with the button for all, all."""
    one = request.form.get("only", "")
    marked = {one} if one else set(request.form.getlist("proposal"))
    is_all = "all" in request.form and not one
    return [each for each in proposals if each.is_open and (is_all or str(each.id) in marked)]


def _accept(shown: ShownProposal) -> Errors:
    """Accepts one; why not, where it is refused."""
    name = {"name": shown.delegation.organisation}
    try:
        accept_proposal(world(), proposal_id=shown.id, by=coordinator_as_teller(), now=now())
    except NotAllowedNow:
        text = gettext("%(name)s has chosen a programme meanwhile.")
    except SlotTaken:
        text = gettext("%(name)s: a time can no longer be had. Plan the season again.")
    except Stale:
        text = gettext("%(name)s has other wishes by now. Plan the season again.")
    else:
        return []
    return [(f"proposal-{shown.id}", text % name)]


def _form(*, is_new: bool = False) -> SeasonForm:
    waiting = waiting_now(reading(), None, now=now())
    by_node = Counter(one.node.id for one in waiting)
    return season_form(mine=by_node[_node_id()], everybodys=len(waiting), is_new=is_new)


def _page(
    form: SeasonForm, *, limits: Sequence[HostLimit] | None = None, errors: Errors = ()
) -> str:
    hosts = list_hosts_of(reading(), _node_id())
    return render_template(
        "staff/season.html",
        form=form,
        limits=limits_of(hosts) if limits is None else limits,
        errors=errors,
        runs=list_runs(reading(), _node_id()),
        node=current_coordinator().node,
        state_name=state_name,
        percent=percent,
    )


def _run_page(run: SeasonRun, *, errors: Errors = ()) -> ResponseReturnValue:
    """The page of a run; one that goes on is loaded again where the reader has asked for it."""
    does_refresh = run.state is SeasonState.RUNNING and "refresh" in request.args
    page = render_template(
        "staff/season_run.html",
        run=run,
        node=current_coordinator().node,
        proposals=shown_proposals(run),
        errors=errors,
        does_refresh=does_refresh,
        state_name=state_name,
        percent=percent,
    )
    response = make_response(page, 422 if errors else 200)
    if does_refresh:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _run_or_404(id: str) -> SeasonRun:
    """The run, where it is about the visits of all offices or of the reader's own."""
    if not (id.isascii() and id.isdigit() and len(id) <= LARGEST_ID_DIGITS):
        abort(404)
    run = find_run(reading(), int(id))
    if run is None or (run.node is not None and run.node.id != _node_id()):
        abort(404)
    return run


def _node_id() -> int:
    node_id = current_coordinator().node.id
    assert node_id is not None, "a coordinator's office is stored"
    return node_id
