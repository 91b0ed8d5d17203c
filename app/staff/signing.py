"""Signing in and out; a session is new at every sign-in and ends on the server at sign-out."""

from datetime import timedelta

from flask import abort, flash, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from wtforms.fields import PasswordField
from wtforms.validators import InputRequired, Length

from app.access import client_address, close_reading, for_staff, load_signed_in, now, world
from app.actions import staff
from app.forms import LATE_FORM, Act, Form, Line
from app.i18n import gettext, lazy_gettext

LONGEST_PASSWORD = 200
SEE_OTHER = 303
NOTED_EVERY = timedelta(minutes=5)


class SignInForm(Form):
    """A coordinator's address and password."""

    email = Line(lazy_gettext("Email"), [InputRequired(lazy_gettext("Write your email address."))])
    password = PasswordField(
        lazy_gettext("Password"),
        [InputRequired(lazy_gettext("Write your password.")), Length(max=LONGEST_PASSWORD)],
    )


def sign_in() -> ResponseReturnValue:
    """The form, or the way in; unknown addresses and wrong passwords get the same words."""
    if current_user.is_authenticated:
        return redirect(url_for("staff.visits"), SEE_OTHER)
    form = SignInForm()
    if form.validate_on_submit():
        try:
            token = staff.sign_in(
                world(),
                email=form.email.data,
                password=form.password.data,
                address=client_address(),
                now=now(),
            )
            return _enter(token)
        except staff.TooManyTries:
            abort(429)
        except staff.WrongPassword:
            form.form_errors.append(gettext("The email address or the password is not right."))
    page = render_template("staff/sign_in.html", form=form)
    return page, 422 if form.is_submitted() else 200


@for_staff
def sign_out() -> ResponseReturnValue:
    """Ends the session on the server, and tells the browser to forget what it kept."""
    if not Act().validate_on_submit():
        flash(str(LATE_FORM), "warning")
        return redirect(url_for("staff.visits"), SEE_OTHER)
    staff.sign_out(world(), token=current_user.token, now=now())
    logout_user()
    session.clear()
    response = make_response(redirect(url_for("staff.sign_in"), SEE_OTHER))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def stay_signed_in() -> None:
    """Keeps a session that is in use from idling out; written at most every five minutes."""
    if not current_user.is_authenticated:
        return
    if current_user.seen_at <= now() - NOTED_EVERY:
        staff.stay_signed_in(world(), token=current_user.token, now=now())


def _enter(token: str) -> ResponseReturnValue:
    """Nothing of the session before outlives the sign-in; what was read before is read anew."""
    close_reading()
    signed_in = load_signed_in(token)
    if signed_in is None:
        abort(503)
    session.clear()
    login_user(signed_in)
    return redirect(url_for("staff.visits"), SEE_OTHER)
