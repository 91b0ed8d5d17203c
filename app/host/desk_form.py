"""What a host types to get its link."""

from typing import Any

from wtforms import ValidationError
from wtforms.validators import InputRequired

from app.forms import Form, Line
from app.i18n import gettext, lazy_gettext
from visits.ics.writing import is_mailbox


class AskForm(Form):
    """The address that a link is sent to, where it is known."""

    email = Line(
        lazy_gettext("Email"),
        [InputRequired(lazy_gettext("Write your email address."))],
        render_kw={"autocomplete": "email", "inputmode": "email", "type": "email"},
    )

    def validate_email(self, field: Any) -> None:
        """One mailbox, whoever it belongs to."""
        if field.data and not is_mailbox(field.data):
            raise ValidationError(gettext("Write one email address, such as name@example.org."))
