"""Step 1 of the request: who asks."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import ValidationError
from wtforms.validators import DataRequired, InputRequired, Optional

from app.delegation import choices
from app.fields import Choice
from app.forms import Form, Line
from app.i18n import gettext, lazy_gettext
from app.labels import main_zone


class WhoForm(Form):
    """Who asks, where they are at home, and what they speak."""

    organisation = Line(
        lazy_gettext("Organisation"),
        [DataRequired(lazy_gettext("Write the name of your organisation."))],
        render_kw={"autocomplete": "organization"},
    )
    country = Choice(
        lazy_gettext("Country"),
        [InputRequired(lazy_gettext("Choose your country."))],
        choices=choices.country_choices,
        render_kw={"autocomplete": "country"},
    )
    contact_name = Line(
        lazy_gettext("Your name"),
        [DataRequired(lazy_gettext("Write your name, or the name of your role."))],
        render_kw={"autocomplete": "name"},
    )
    contact_email = Line(
        lazy_gettext("Your email address"),
        [DataRequired(lazy_gettext("Write your email address."))],
        description=lazy_gettext("We send the link to your visit to this address."),
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    )
    zone = Choice(
        lazy_gettext("Your time zone"),
        choices=choices.zone_choices,
        description=lazy_gettext("All times are shown in this zone, the host's time beside them."),
        render_kw={"data-guess-zone": True},
    )
    language_1 = Choice(
        lazy_gettext("Language you prefer"),
        [InputRequired(lazy_gettext("Choose the language you prefer."))],
    )
    language_2 = Choice(lazy_gettext("Second language"), [Optional()])
    language_3 = Choice(lazy_gettext("Third language"), [Optional()])

    @property
    def home_zone(self) -> str:
        """The zone chosen, else the one most of the country lives in, else ""."""
        return self.zone.data or main_zone(self.country.data or "") or ""

    @property
    def known_zone(self) -> str:
        """The home zone where it is one, UTC while it is not known."""
        return self.home_zone if self.home_zone in choices.zone_keys() else "UTC"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in order of preference, each once."""
        tags = (self.language_1.data, self.language_2.data, self.language_3.data)
        return tuple(dict.fromkeys(tag for tag in tags if tag))

    @property
    def email(self) -> str:
        """The address as mail servers read it."""
        return parse_email(self.contact_email.data) or ""

    def validate_contact_email(self, field: Any) -> None:
        """One address and nothing else."""
        if not field.errors and parse_email(field.data) is None:
            raise ValidationError(
                gettext("Write one email address, such as visits@kip.example.org.")
            )

    def validate_zone(self, _field: Any) -> None:
        """A few countries have no zone of their own to guess from."""
        if self.country.data and not self.home_zone:
            raise ValidationError(gettext("Choose your time zone."))


def parse_email(text: str) -> str | None:
    """The one address in a text, without looking up its domain; None where it is none."""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return found.ascii_email
