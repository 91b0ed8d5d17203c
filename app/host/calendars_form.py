"""What a host types to connect a calendar."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from wtforms import ValidationError
from wtforms.fields import PasswordField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.feeds.source import Source, SourceKind
from app.fields import Radios
from app.forms import Form, Line, clean, one_line, storable
from app.i18n import gettext, lazy_gettext

LONGEST_ADDRESS = 2000
LONGEST_PASSWORD = 200
WHOLE = "https"
# What calendar programs write in front of a calendar's address; it means the same.
SAME_AS_WHOLE = "webcal"
ANY_KIND = SourceKind.ICS.value


class ConnectForm(Form):
    """One calendar: by its own address, or on a server that asks for a password."""

    kind = Radios(
        lazy_gettext("How do we reach it?"),
        default=ANY_KIND,
        choices=[
            SelectChoice(SourceKind.ICS.value, lazy_gettext("By an address of its own")),
            SelectChoice(
                SourceKind.CALDAV.value,
                lazy_gettext("On a calendar server (CalDAV), with a user name and an app password"),
            ),
        ],
    )
    url = StringField(
        lazy_gettext("Address"),
        [
            InputRequired(lazy_gettext("Write the address of the calendar.")),
            Length(max=LONGEST_ADDRESS),
            one_line,
            storable,
        ],
        filters=[clean],
        description=lazy_gettext("Begins with https:// or webcal://"),
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )
    user = Line(
        lazy_gettext("User name"),
        [Optional()],
        description=lazy_gettext("Only where the calendar asks for it."),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
    password = PasswordField(
        lazy_gettext("App password"),
        [Optional(), Length(max=LONGEST_PASSWORD), storable],
        description=lazy_gettext(
            "Only where the calendar asks for it. Make one for us in the calendar's settings; "
            "do not use your own password."
        ),
        render_kw={"autocomplete": "new-password"},
    )

    def validate_url(self, field: Any) -> None:
        """A whole address over TLS, with no password in it."""
        parts = _split(str(field.data))
        if parts is None or parts.scheme not in (WHOLE, SAME_AS_WHOLE) or not parts.hostname:
            raise ValidationError(
                gettext("Write the whole address, such as https://calendar.example.org/busy.ics.")
            )
        if parts.username or parts.password:
            raise ValidationError(
                gettext("Write the user name and the password in their own fields.")
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """A server is asked with a user name and a password."""
        is_valid = super().validate(extra_validators=extra_validators)
        if self.kind.data != SourceKind.CALDAV or self.is_late:
            return is_valid
        if not self.user.data:
            self.user.errors = [gettext("Write the user name for the calendar server.")]
        if not self.password.data:
            self.password.errors = [gettext("Write the app password.")]
        return is_valid and not self.user.errors and not self.password.errors

    def source(self) -> Source:
        """The calendar that was typed."""
        kind = SourceKind(self.kind.data)
        url = str(self.url.data)
        if url.lower().startswith(f"{SAME_AS_WHOLE}:"):
            url = f"{WHOLE}:{url.partition(':')[2]}"
        return Source(kind, url, self.user.data or "", self.password.data or "")


def _split(address: str) -> SplitResult | None:
    """The parts of an address; None where it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts
