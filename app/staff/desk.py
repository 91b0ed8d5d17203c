"""A coordinator edits a programme: a sketch in the address, what it costs, and saving it.

Nothing of a sketch is kept on the server. Each button leads to the address of the next sketch,
so going back in the browser undoes, and no page that was left open can lose anything.
"""

from collections.abc import Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import BooleanField

from app.access import close_reading, current_coordinator, for_staff, now, reading, world
from app.actions.edit import BreaksRules, Decision, open_desk, save_sketch
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.staff.acting import SEE_OTHER, coordinator_as_teller
from app.staff.desk_asked import Asked, Errors, read_asked
from app.staff.desk_buttons import CannotDo, Press, press
from app.staff.desk_page import desk_values
from app.staff.desk_rows import anchor_of
from app.staff.desk_text import NoSketch, sketch_of, text_of
from app.staff.visit import VisitFile, open_visit
from visits.errors import NotAllowedNow, SlotTaken, Stale
from visits.itinerary import Itinerary, ItineraryState
from visits.planning.by_hand.sketch import Sketch
from visits.planning.desk import Desk


class SaveForm(Act):
    """Saves the sketch that was shown, and no other."""

    breaks_wishes = BooleanField()


@for_staff
def edit(reference: str) -> ResponseReturnValue:
    """The desk; GET shows and changes the sketch, POST puts it in force."""
    file = open_visit(reference)
    itinerary = file.itinerary
    if itinerary is None or itinerary.state is ItineraryState.CANCELLED or not itinerary.standing:
        return _nothing(file)
    desk = open_desk(reading(), itinerary, now=now())
    asked, errors = read_asked(request.args)
    sketch, notes = _sketch(desk, asked)
    errors += notes
    if errors:
        return _page(file, desk, sketch, asked, errors=errors)
    if request.method == "POST":
        return _save(file, desk, sketch, asked)
    if asked.button:
        return _pressed(file, desk, sketch, asked)
    return _page(file, desk, sketch, asked)


def _nothing(file: VisitFile) -> ResponseReturnValue:
    """Why there is no programme to edit."""
    page = render_template("staff/desk_none.html", file=file)
    return page, 422 if request.method == "POST" else 200


def _sketch(desk: Desk, asked: Asked) -> tuple[Sketch, Errors]:
    """The sketch on today's programme, and what a reader must know of it."""
    if not asked.draft:
        return desk.sketch(), []
    try:
        sketch = sketch_of(asked.draft, desk)
    except NoSketch:
        cut = gettext("The address was cut off. This is the programme as it stands.")
        return desk.sketch(), [("desk", cut)]
    rebased = desk.rebased(sketch)
    if rebased == sketch:
        return sketch, []
    newer = gettext(
        "The programme has changed since you began. Your changes are kept on top of it: "
        "look again before you save."
    )
    return rebased, [("desk", newer)]


def _pressed(file: VisitFile, desk: Desk, sketch: Sketch, asked: Asked) -> ResponseReturnValue:
    """Does what a button says and leads to the sketch that comes of it."""
    anchor: str | None = "what-it-does"
    if asked.button in ("look", "day"):
        anchor = "add" if asked.button == "look" else "other-day"
        return redirect(_address(file, desk, sketch, asked, anchor=anchor), SEE_OTHER)
    row = request.args.get("row", "")
    pressed = Press(
        button=asked.button,
        row=row,
        to=request.args.get(f"to-{row}" if row else "to", ""),
        offer=request.args.get(f"offer-{row}" if row else "offer", ""),
        group=request.args.get("group", ""),
    )
    try:
        done = press(desk, sketch, pressed)
    except CannotDo as refusal:
        errors = [(refusal.field, refusal.problem)]
        return _page(file, desk, sketch, asked, errors=errors)
    if done.line is not None:
        anchor = anchor_of(done.line)
    if asked.button == "add":
        asked = replace(asked, offer="", find="")
    return redirect(_address(file, desk, done.sketch, asked, anchor=anchor), SEE_OTHER)


def _address(
    file: VisitFile, desk: Desk, sketch: Sketch, asked: Asked, *, anchor: str | None
) -> str:
    return url_for(
        "staff.edit",
        reference=file.delegation.reference,
        draft=text_of(sketch, desk),
        _anchor=anchor,
        **asked.kept,
    )


def _save(file: VisitFile, desk: Desk, sketch: Sketch, asked: Asked) -> ResponseReturnValue:
    form = SaveForm()
    if not form.validate_on_submit():
        return _page(file, desk, sketch, asked, errors=[("desk", str(LATE_FORM))])
    try:
        save_sketch(
            world(),
            delegation_id=file.key,
            decision=Decision(sketch, breaks_wishes=form.breaks_wishes.data),
            by=coordinator_as_teller(),
            now=now(),
        )
    except (NotAllowedNow, SlotTaken, Stale, BreaksRules) as refusal:
        close_reading()
        return _refused(file.delegation.reference, asked, why_not_saved(refusal))
    flash(gettext("The programme is saved."), "success")
    return redirect(url_for("staff.visit", reference=file.delegation.reference), SEE_OTHER)


def _refused(reference: str, asked: Asked, problem: str) -> ResponseReturnValue:
    """The desk as it is now, with the sketch on top and why it was not saved."""
    file = open_visit(reference)
    if file.itinerary is None or not file.itinerary.standing:
        return _nothing(file)
    desk = open_desk(reading(), file.itinerary, now=now())
    sketch, _ = _sketch(desk, asked)
    return _page(file, desk, sketch, asked, errors=[("desk", problem)])


def why_not_saved(refusal: NotAllowedNow | SlotTaken | Stale | BreaksRules) -> str:
    """The sentence for a sketch that was refused."""
    if isinstance(refusal, SlotTaken):
        return gettext("A time was taken in the meantime. Nothing is lost: choose another one.")
    if isinstance(refusal, Stale):
        return gettext(
            "The programme has changed since you began. Your changes are kept on top of it: "
            "look again before you save."
        )
    if isinstance(refusal, BreaksRules):
        return gettext("The programme cannot be saved like this. See what clashes below.")
    return gettext("This change is not possible as the visit stands now.")


def _page(
    file: VisitFile,
    desk: Desk,
    sketch: Sketch,
    asked: Asked,
    *,
    errors: Sequence[tuple[str, str]] = (),
) -> ResponseReturnValue:
    itinerary = file.itinerary
    assert isinstance(itinerary, Itinerary), "the desk is only opened where there is a programme"
    page = render_template(
        "staff/desk.html",
        file=file,
        form=SaveForm(formdata=None),
        errors=errors,
        draft=text_of(sketch, desk),
        asked=asked,
        is_published=itinerary.state is ItineraryState.PUBLISHED,
        zone=current_coordinator().node.zone,
        **desk_values(file, desk, sketch, asked=asked),
    )
    return page, 422 if errors else 200
