"""A coordinator corrects an address that mail does not arrive at."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import for_staff, now, reading, world
from app.actions.addresses import Correction, correct_address, person_at
from app.i18n import gettext
from app.persistence.records import OutboxMail
from app.staff.acting import SEE_OTHER, coordinator_as_teller
from app.staff.incoming_form import AddressForm
from app.staff.visit import VisitFile, open_visit
from visits.errors import InvalidValue, NotAllowedNow


@for_staff
def address(reference: str, id: str) -> ResponseReturnValue:
    """Asks for the address in place of a mail's, changes it and writes anew what is in force."""
    file = open_visit(reference)
    mail = next((one for one in file.mails if str(one.id) == id), None) or abort(404)
    form = AddressForm(mail.recipient)
    if form.validate_on_submit():
        correction = Correction(file.key, mail.recipient, str(form.email.data))
        try:
            correct_address(world(), correction, by=coordinator_as_teller(), now=now())
        except NotAllowedNow:
            return _page(file, mail, form)
        except InvalidValue:
            form.email.errors = (gettext("Somebody else has this address already."),)
            return _page(file, mail, form)
        flash(gettext("The address is changed, and what is in force is on its way."), "success")
        return redirect(url_for("staff.visit", reference=reference), SEE_OTHER)
    return _page(file, mail, form)


def _page(file: VisitFile, mail: OutboxMail, form: AddressForm) -> ResponseReturnValue:
    page = render_template(
        "staff/address.html",
        file=file,
        mail=mail,
        form=form,
        is_known=person_at(reading(), file.delegation, mail.recipient) is not None,
    )
    return page, 422 if form.is_submitted() else 200
