"""What is typed about participants: a list of them, what to do with some, one's own details."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError
from wtforms.fields import FileField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from app.delegation import choices
from app.delegation.participants_check import NOT_CHOSEN, group_choices
from app.delegation.who_form import parse_email
from app.fields import Choice, Ticks
from app.formatting import locale_of
from app.forms import Form, Line
from app.i18n import gettext, lazy_gettext
from visits.delegation import Delegate, Delegation
from visits.language import Language

LARGEST_FILE = 512_000
MOST_TICKED = 100


def spoken_choices() -> choices.Choices:
    """The languages we write in, each by its own name."""
    named = ((one.value, locale_of(one).languages[one.value]) for one in Language)
    return [(tag, name[:1].upper() + name[1:]) for tag, name in named]


def _all_zones() -> choices.Choices:
    return choices.zone_choices()[1:]


class AddForm(Form):
    """A list of people, typed, pasted or in a file, and what holds for all of them."""

    people = TextAreaField(
        lazy_gettext("People, one on each line"),
        [Optional()],
        description=lazy_gettext(
            "Name, address and group, with a comma, a semicolon or a tab between them; a language "
            "(en, sv or fi) may follow. Rows copied from a spreadsheet will do."
        ),
        render_kw={"spellcheck": "false", "autocomplete": "off"},
    )
    file = FileField(
        lazy_gettext("Or a file"),
        [Optional()],
        description=lazy_gettext("A spreadsheet saved as CSV, 512 kB and 500 people at most."),
        render_kw={"accept": ".csv,.txt,.tsv,text/csv,text/plain"},
    )
    spoken = Choice(lazy_gettext("We write to them in"), choices=spoken_choices)
    zone = Choice(lazy_gettext("Their time zone"), choices=_all_zones)


class TickedForm(Form):
    """Some of the people of a delegation."""

    who = Ticks(lazy_gettext("Everybody on your list"))
    group = Choice(lazy_gettext("Group"), [Optional()])

    def __init__(self, delegation: Delegation, people: Sequence[Delegate]) -> None:
        super().__init__()
        self.who.choices = [(str(one.id), one.name or one.email) for one in people]
        self.group.choices = group_choices(delegation) or [("", "")]

    @property
    def ids(self) -> list[int]:
        """Who is ticked."""
        return [int(one) for one in self.who.data]

    def validate_who(self, field: Any) -> None:
        """Somebody, and no more than can be written to at once."""
        if not field.data:
            raise ValidationError(gettext("Tick at least one person."))
        if len(field.data) > MOST_TICKED:
            raise ValidationError(gettext("Tick 100 people at most at a time."))


class OwnForm(Form):
    """What somebody who takes part says of themselves."""

    name = Line(
        lazy_gettext("Your name"),
        [DataRequired(lazy_gettext("Write your name."))],
        render_kw={"autocomplete": "name"},
    )
    group = Choice(lazy_gettext("Your group"))
    spoken = Choice(lazy_gettext("We write to you in"), choices=spoken_choices)
    zone = Choice(lazy_gettext("Your time zone"), choices=_all_zones)

    def __init__(self, delegation: Delegation, **known: object) -> None:
        super().__init__(**known)
        parts = group_choices(delegation)
        self.group.choices = [(NOT_CHOSEN, gettext("Choose your group")), *parts]
        if not parts:
            del self.group

    @property
    def part(self) -> str:
        """The group that was chosen; empty where there are none."""
        return self.group.data if "group" in self else ""

    def validate_group(self, field: Any) -> None:
        """One of the groups, or none of them on purpose."""
        if field.data == NOT_CHOSEN:
            raise ValidationError(gettext("Choose your group."))


class JoinForm(OwnForm):
    """Somebody wants to take part."""

    email = Line(
        lazy_gettext("Your email address"),
        [DataRequired(lazy_gettext("Write your email address."))],
        description=lazy_gettext("We send a link to this address, by which you confirm it."),
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    )
    zone = Choice(
        lazy_gettext("Your time zone"),
        [InputRequired(lazy_gettext("Choose your time zone."))],
        choices=lambda: [("", gettext("Choose your time zone")), *_all_zones()],
        render_kw={"data-guess-zone": True},
    )

    @property
    def address(self) -> str:
        """The address as mail servers read it."""
        return parse_email(self.email.data or "") or ""

    def validate_email(self, field: Any) -> None:
        """One address and nothing else."""
        if not field.errors and not self.address:
            raise ValidationError(gettext("Write one email address, such as name@example.org."))
