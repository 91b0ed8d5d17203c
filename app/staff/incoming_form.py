"""What coordinators type about mail that came in, and about mail that did not arrive."""

from typing import Any

from wtforms import HiddenField, ValidationError
from wtforms.validators import InputRequired

from app.fields import parse_number
from app.forms import Form, Line
from app.i18n import gettext, lazy_gettext
from visits.ics.writing import is_mailbox


class AboutForm(Form):
    """Which visit a mail is about."""

    reference = Line(
        lazy_gettext("Reference of the visit"),
        [InputRequired(lazy_gettext("Write the reference of the visit."))],
        description=lazy_gettext("As it stands on the visit’s page."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class DoForm(Form):
    """A button that does what a mail says, to the request as it was seen."""

    version = HiddenField()

    @property
    def seen_version(self) -> int | None:
        """The version of the request on the page; None where something else was sent."""
        return parse_number(str(self.version.data or ""))


class AddressForm(Form):
    """Where somebody is reached instead."""

    email = Line(
        lazy_gettext("New email address"),
        [InputRequired(lazy_gettext("Write the new email address."))],
        render_kw={"autocomplete": "off", "inputmode": "email", "type": "email"},
    )

    def __init__(self, old: str, **options: Any) -> None:
        super().__init__(**options)
        self.old = old

    def validate_email(self, field: Any) -> None:
        """One mailbox, and not the one that does not work."""
        if not field.data:
            return
        if not is_mailbox(field.data) or len(field.data) > 254:
            raise ValidationError(gettext("Write one email address, such as name@example.org."))
        if field.data.casefold() == self.old.casefold():
            raise ValidationError(gettext("This is the address that does not work."))
