"""A delegation gives the addresses of those who come: a list, a file, or a link to join by."""

from contextlib import closing

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import now, reading, settings, world
from app.actions.joining import end_join_link, renew_join_link
from app.actions.participants import (
    MOST_PARTICIPANTS,
    add_people,
    move_people,
    remove_people,
    takes_people,
)
from app.delegation.following import delegation_of
from app.delegation.participants_check import Check, check_rows, group_choices
from app.delegation.participants_form import LARGEST_FILE, AddForm, TickedForm
from app.delegation.participants_reading import Read, TooManyRows, decode, read_rows
from app.forms import LATE_FORM, Act
from app.i18n import gettext, ngettext
from app.persistence.capabilities import find_token
from app.persistence.invitations import list_delegates
from app.persistence.itineraries import find_itinerary
from app.persistence.records import Purpose
from visits.delegation import Delegation
from visits.errors import NotAllowedNow
from visits.language import Language

SEE_OTHER = 303
UNKNOWN = "unknown-"
# Larger than the file may be, so that a file a little too large gets a sentence of its own.
LARGEST_BODY = 2 * 1024 * 1024
MOST_FORM_MEMORY = 1024 * 1024


def participants(token: str) -> ResponseReturnValue:
    """Everybody on the list, and how to add more; POST shows what a list says, or takes it."""
    request.max_content_length = LARGEST_BODY
    request.max_form_memory_size = MOST_FORM_MEMORY
    delegation = delegation_of(token)
    if request.method == "GET":
        return _page(token, delegation)
    form = AddForm()
    if not _is_open(delegation):
        flash(gettext("Nobody can be added any more: the visit is over or cancelled."), "warning")
        return _here(token)
    found = _checked(form, delegation) if form.validate_on_submit() else None
    if found is None:
        return _page(token, delegation, form=form), 422
    if request.form.get("do") == "save":
        return _save(token, delegation, form, found)
    return _check_page(token, delegation, form, found)


def change_participants(token: str) -> ResponseReturnValue:
    """Moves those who are ticked to another group, or takes them off the list."""
    delegation = delegation_of(token)
    people = list_delegates(reading(), delegation.id or 0)
    ticked = TickedForm(delegation, people)
    if not ticked.validate_on_submit():
        return _page(token, delegation, ticked=ticked), 422
    if request.form.get("do") == "remove":
        _remove(delegation, ticked.ids)
    else:
        _move(delegation, ticked.ids, group=ticked.group.data)
    return _here(token)


def join_link(token: str) -> ResponseReturnValue:
    """Makes the link to join by anew, or ends it."""
    delegation = delegation_of(token)
    if not Act().validate_on_submit():
        flash(str(LATE_FORM), "warning")
        return _here(token)
    delegation_id = delegation.id or 0
    try:
        if "end" in request.form:
            end_join_link(world(), delegation_id=delegation_id, now=now())
            flash(gettext("The link no longer works."), "success")
        else:
            renew_join_link(world(), delegation_id=delegation_id, now=now())
            flash(gettext("There is a new link. An older one no longer works."), "success")
    except NotAllowedNow:
        flash(gettext("Nobody can join any more: the visit is over or cancelled."), "warning")
    return _here(token)


def _checked(form: AddForm, delegation: Delegation) -> Check | None:
    """The list as it would be taken; None where the form says what is wrong with it."""
    try:
        kept = read_rows(request.form.get("kept", ""))
        fresh = _read(form)
        if fresh is None:
            return None
        rows = (*kept.rows, *fresh.rows)
    except TooManyRows:
        form.people.errors = [gettext("Those are too many: give 500 people at most at a time.")]
        return None
    if not rows:
        form.people.errors = [gettext("Write or choose a list of people.")]
        return None
    known = [one.email for one in list_delegates(reading(), delegation.id or 0)]
    chosen = {
        text: request.form.get(f"group-{name.removeprefix(UNKNOWN)}", "")
        for name, text in request.form.items()
        if name.startswith(UNKNOWN)
    }
    return check_rows(rows, delegation=delegation, known=known, chosen=chosen, header=fresh.header)


def _read(form: AddForm) -> Read | None:
    """The rows of the file where there is one, else of what was typed."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return read_rows(form.people.data or "")
    with closing(file):
        content = file.read(LARGEST_FILE + 1)
    text = decode(content)
    if len(content) > LARGEST_FILE:
        form.file.errors = [gettext("The file is larger than 512 kB.")]
    elif "\0" in text:
        form.file.errors = [
            gettext("The file is no list of text. Save the spreadsheet as CSV and choose that.")
        ]
    else:
        return read_rows(text)
    return None


def _save(token: str, delegation: Delegation, form: AddForm, found: Check) -> ResponseReturnValue:
    """Adds whom it can; what is left stays on the page to be mended."""
    people = found.people(language=Language(form.spoken.data), zone=form.zone.data)
    try:
        added = add_people(world(), people, delegation_id=delegation.id or 0, now=now())
    except NotAllowedNow:
        most = {"most": MOST_PARTICIPANTS}
        text = gettext("A visit has %(most)s participants at most. Nobody was added.") % most
        form.people.errors = [text]
        return _check_page(token, delegation, form, found), 422
    told = ngettext("%(n)s person was added.", "%(n)s people were added.", added)
    flash(told % {"n": added}, "success")
    if not found.bad and not found.unsaved:
        return _here(token)
    return _check_page(token, delegation, form, found, is_saved=True)


def _remove(delegation: Delegation, ids: list[int]) -> None:
    removed = remove_people(world(), ids, delegation_id=delegation.id or 0, now=now())
    told = ngettext(
        "%(n)s person was removed. What was in the calendar is cancelled.",
        "%(n)s people were removed. What was in their calendars is cancelled.",
        removed,
    )
    flash(told % {"n": removed}, "success")


def _move(delegation: Delegation, ids: list[int], *, group: str) -> None:
    moved = move_people(world(), ids, delegation_id=delegation.id or 0, group=group, now=now())
    told = ngettext(
        "%(n)s person was moved to another group.",
        "%(n)s people were moved to another group.",
        moved,
    )
    flash(told % {"n": moved}, "success")


def _page(
    token: str,
    delegation: Delegation,
    *,
    form: AddForm | None = None,
    ticked: TickedForm | None = None,
) -> str:
    people = list_delegates(reading(), delegation.id or 0)
    add = form or _blank(delegation)
    secret_key = settings().secret_key
    joining = find_token(reading(), Purpose.JOIN, delegation, secret_key=secret_key)
    return render_template(
        "delegation/participants.html",
        token=token,
        delegation=delegation,
        people={str(one.id): one for one in people},
        add=add,
        form=ticked or add,
        ticked=ticked or TickedForm(delegation, people),
        join_url=world().links.join(delegation.language, joining) if joining else "",
        is_open=_is_open(delegation),
    )


def _check_page(
    token: str, delegation: Delegation, form: AddForm, found: Check, *, is_saved: bool = False
) -> str:
    form.people.data = found.to_mend
    return render_template(
        "delegation/participants_check.html",
        token=token,
        delegation=delegation,
        form=form,
        found=found,
        kept=found.unsaved if is_saved else found.kept,
        is_saved=is_saved,
        groups=group_choices(delegation),
    )


def _blank(delegation: Delegation) -> AddForm:
    known = {"spoken": delegation.language.value, "zone": delegation.zone}
    return AddForm(formdata=None, data=known)


def _is_open(delegation: Delegation) -> bool:
    return takes_people(find_itinerary(reading(), delegation.id or 0), now=now())


def _here(token: str) -> ResponseReturnValue:
    return redirect(url_for("delegation.participants", token=token), SEE_OTHER)
