"""How a host comes to the link to its desk, and how it ends the ones it no longer trusts."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import client_address, now, world
from app.actions.desk import ask_for_desk, renew_desk_link
from app.actions.staff import TooManyTries
from app.forms import LATE_FORM, Act
from app.host.desk import SEE_OTHER, desk_contact_or_404
from app.host.desk_form import AskForm
from app.i18n import gettext


def desk_ask() -> ResponseReturnValue:
    """Takes an address; says the same whether it is known or not."""
    form = AskForm()
    if form.validate_on_submit():
        try:
            ask_for_desk(world(), email=form.email.data, address=client_address(), now=now())
        except TooManyTries:
            abort(429)
        return redirect(url_for("host.desk_sent"), SEE_OTHER)
    page = render_template("host/desk_ask.html", form=form, is_ended=False)
    return page, 422 if form.is_submitted() else 200


def desk_sent() -> str:
    """What happens next; the page knows no address."""
    return render_template("host/desk_sent.html")


def renew_link(token: str) -> ResponseReturnValue:
    """Ends every link to the desk and makes a new one, which is mailed too."""
    opened = desk_contact_or_404(token)
    if not Act().validate_on_submit():
        flash(str(LATE_FORM), "warning")
        return redirect(url_for("host.desk", token=opened.key), SEE_OTHER)
    contact_id = opened.contact.id or 0
    new = renew_desk_link(world(), contact_id=contact_id, by=opened.by, now=now())
    flash(gettext("All older links have ended. The new one is on its way by mail."), "success")
    key = opened.key if opened.is_staff else new
    return redirect(url_for("host.desk", token=key), SEE_OTHER)
