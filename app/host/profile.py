"""About us: what a host says of itself in three languages."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, now, reading, world
from app.actions.desk_profile import Change, Profile, mark_of, profile_of, save_profile
from app.host.desk import SEE_OTHER, Desk, desk_page, desk_to_change_or_404
from app.host.desk_changes import shown_changes
from app.host.desk_differing import Differing, differing, of_wording
from app.host.desk_texts import missing_in
from app.host.profile_form import ProfileForm, filled
from app.i18n import gettext
from app.persistence.desk import list_changes
from visits.errors import Stale


def desk_profile(token: str) -> ResponseReturnValue:
    """The form, or what was typed in it, kept."""
    desk = desk_to_change_or_404(token)
    kept = profile_of(desk.host)
    form = ProfileForm(data=filled(kept, seen=mark_of(kept)))
    if not form.validate_on_submit():
        return _page(desk, form), 422 if form.is_submitted() else 200
    change = Change(desk.contact.id or 0, form.seen.data or "", desk.by)
    try:
        save_profile(world(), form.profile, change, now=now())
    except Stale:
        close_reading()
        desk = desk_to_change_or_404(token)
        kept = profile_of(desk.host)
        form.seen.data = mark_of(kept)
        return _page(desk, form, _between(kept, form.profile)), 422
    flash(gettext("Your changes are kept."), "success")
    return redirect(url_for("host.desk_profile", token=desk.key), SEE_OTHER)


def _page(desk: Desk, form: ProfileForm, others: list[Differing] | None = None) -> str:
    return desk_page(
        desk,
        "host/profile.html",
        form=form,
        others=others,
        missing=missing_in([(gettext("About you"), desk.host.about)]),
        changes=shown_changes(list_changes(reading(), desk.host.id or 0), zone=desk.zone),
    )


def _between(kept: Profile, typed: Profile) -> list[Differing]:
    return differing(_texts(kept), _texts(typed))


def _texts(profile: Profile) -> dict[str, str]:
    most = profile.most_visits_week
    return {
        gettext("Name of your organisation"): profile.name,
        **of_wording(gettext("About you"), profile.about),
        gettext("Most visits a week"): "" if most is None else str(most),
    }
