"""What a host types about one of its offers."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError
from wtforms.fields import FieldList, FormField, HiddenField
from wtforms.validators import Optional

from app.actions.desk_offers import Terms
from app.fields import Choice, Number, Radios, Ticks
from app.formatting import format_number
from app.forms import Form, Line
from app.host.desk_texts import LineTexts, LongTexts, typed
from app.i18n import gettext, lazy_gettext
from app.labels import label, language_name
from visits.catalogue import Contact, Format, Link, LinkKind, Theme
from visits.delegation import LARGEST_DELEGATION
from visits.ics.writing import https_link
from visits.wording import Wording

LONGEST_MINUTES = 480
SHORTEST_MINUTES = 5
MOST_NOTICE_DAYS = 365
MOST_LINKS = 10
COMMON_LANGUAGES = (
    "en",
    "sv",
    "fi",
    "se",
    "nb",
    "da",
    "de",
    "fr",
    "es",
    "et",
    "pl",
    "uk",
    "ru",
    "zh",
    "ja",
)
NO_HTTPS = lazy_gettext("Write a whole address that begins with https://")


def _theme_choices() -> list[tuple[str, str]]:
    return [(one.value, label(one)) for one in Theme]


def _format_choices() -> list[tuple[str, str]]:
    return [(one.value, label(one)) for one in Format]


def _kind_choices() -> list[tuple[str, str]]:
    return [(one.value, label(one)) for one in LinkKind]


def _together_choices() -> list[tuple[str, str]]:
    return [
        ("any", gettext("Any one of them, whoever is free")),
        ("all", gettext("All of them together")),
    ]


class LinkForm(Form):
    """Some material; a row where nothing was filled in does not count."""

    class Meta(Form.Meta):
        """The offer's form carries the token."""

        csrf = False

    kind = Choice(lazy_gettext("What it is"), choices=_kind_choices, default=LinkKind.PAGE.value)
    url = Line(
        lazy_gettext("Address"), [Optional()], render_kw={"inputmode": "url", "placeholder": ""}
    )
    sv = Line(lazy_gettext("Called in Swedish"), [Optional()], render_kw={"lang": "sv"})
    fi = Line(lazy_gettext("Called in Finnish"), [Optional()], render_kw={"lang": "fi"})
    en = Line(lazy_gettext("Called in English"), [Optional()], render_kw={"lang": "en"})

    @property
    def title(self) -> Wording:
        """What it is called."""
        return Wording(en=self.en.data or "", sv=self.sv.data or "", fi=self.fi.data or "")

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in."""
        return not self.url.data and self.title == Wording()

    def validate(self, extra_validators: Any = None) -> bool:
        """A row that counts has an address and a name, which empty fields cannot ask for."""
        is_valid = super().validate(extra_validators=extra_validators)
        if self.is_blank:
            return is_valid
        if not https_link(self.url.data or ""):
            self.url.errors = [*self.url.errors, str(NO_HTTPS)]
        if self.title == Wording():
            self.sv.errors = [*self.sv.errors, gettext("Write what it is called.")]
        return not self.errors


class OfferForm(Form):
    """All that a host says of an offer, and who receives it."""

    seen = HiddenField()
    title = FormField(LineTexts, lazy_gettext("Title"))
    summary = FormField(LineTexts, lazy_gettext("In one sentence"))
    description = FormField(LongTexts, lazy_gettext("What people see"))
    themes = Ticks(lazy_gettext("Themes"), choices=_theme_choices)
    formats = Ticks(lazy_gettext("How people can take part"), choices=_format_choices)
    languages = Ticks(lazy_gettext("Languages it can be held in"), choices=[])
    minutes = Number(lazy_gettext("Length in minutes"), render_kw={"inputmode": "numeric"})
    least_minutes = Number(
        lazy_gettext("Shortest length in minutes, when a day runs late"),
        [Optional()],
        description=lazy_gettext("Leave it empty if the visit cannot be shortened."),
        render_kw={"inputmode": "numeric"},
    )
    most_people = Number(lazy_gettext("People at most"), render_kw={"inputmode": "numeric"})
    notice_days = Number(lazy_gettext("Days to ask ahead"), render_kw={"inputmode": "numeric"})
    join_url = Line(
        lazy_gettext("Join link"),
        [Optional()],
        description=lazy_gettext(
            "Where people join online. Only those whose visit is agreed get to see it."
        ),
        render_kw={"inputmode": "url"},
    )
    lead = Choice(lazy_gettext("Who is asked first and answers"), choices=[])
    others = Ticks(lazy_gettext("Who else can receive it"), choices=[])
    together = Radios(
        lazy_gettext("If there are several"), choices=_together_choices, default="any"
    )
    links = FieldList(FormField(LinkForm), lazy_gettext("Look and read"), max_entries=MOST_LINKS)

    def offer_choices(self, people: Sequence[Contact], tags: Sequence[str], role: Any) -> None:
        """Fills in the lists: the host's contacts by role, and languages beside the usual ones."""
        named = [(str(one.id), role(one)) for one in people]
        self.lead.choices, self.others.choices = named, named
        every = dict.fromkeys((*COMMON_LANGUAGES, *tags))
        self.languages.choices = [(tag, language_name(tag)) for tag in every]

    def validate_themes(self, field: Any) -> None:
        """Without a theme nobody finds it."""
        _must_choose(field, gettext("Choose one theme at least."))

    def validate_formats(self, field: Any) -> None:
        """There is always a way to take part."""
        _must_choose(field, gettext("Choose one way to take part at least."))

    def validate_languages(self, field: Any) -> None:
        """It is held in some language."""
        _must_choose(field, gettext("Choose one language at least."))

    def validate_minutes(self, field: Any) -> None:
        """Whole five minutes, up to a working day."""
        minutes = field.data or 0
        if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES or minutes % 5:
            values = {"least": SHORTEST_MINUTES, "most": LONGEST_MINUTES}
            raise ValidationError(
                gettext("Write the length in whole five minutes, from %(least)s to %(most)s.")
                % values
            )

    def validate_least_minutes(self, field: Any) -> None:
        """Nothing, or shorter than the visit."""
        longest = self.minutes.data or LONGEST_MINUTES
        if not field.is_blank and not SHORTEST_MINUTES <= (field.data or 0) <= longest:
            values = {"least": SHORTEST_MINUTES, "most": longest}
            raise ValidationError(
                gettext("Write minutes from %(least)s to %(most)s, or nothing.") % values
            )

    def validate_most_people(self, field: Any) -> None:
        """At least one."""
        if not 1 <= (field.data or 0) <= LARGEST_DELEGATION:
            raise ValidationError(
                gettext("Write how many people can come, as a number from 1 to %(most)s.")
                % {"most": format_number(LARGEST_DELEGATION)}
            )

    def validate_notice_days(self, field: Any) -> None:
        """At most a year ahead."""
        if field.data is None or field.data > MOST_NOTICE_DAYS:
            raise ValidationError(
                gettext("Write the days as a number from 0 to %(most)s.")
                % {"most": MOST_NOTICE_DAYS}
            )

    def validate_join_url(self, field: Any) -> None:
        """Nothing, or https."""
        if field.data and not https_link(field.data):
            raise ValidationError(str(NO_HTTPS))

    @property
    def terms(self) -> Terms:
        """What was typed, where the form is valid."""
        receivers = dict.fromkeys(int(one) for one in (self.lead.data, *self.others.data))
        rows = [entry.form for entry in self.links if not entry.form.is_blank]
        return Terms(
            title=self.title.form.wording,
            summary=self.summary.form.wording,
            description=self.description.form.wording,
            themes=tuple(Theme(one) for one in self.themes.data),
            formats=tuple(Format(one) for one in self.formats.data),
            languages=tuple(self.languages.data),
            minutes=self.minutes.data or 0,
            least_minutes=self.least_minutes.data,
            most_people=self.most_people.data or 0,
            notice_days=self.notice_days.data or 0,
            join_url=self.join_url.data or "",
            links=tuple(Link(LinkKind(row.kind.data), row.url.data, row.title) for row in rows),
            receivers=tuple(receivers),
            is_together=self.together.data == "all",
        )


def filled(terms: Terms, *, seen: str) -> dict[str, Any]:
    """What the form holds when it is opened."""
    lead, *others = (str(one) for one in terms.receivers)
    return {
        "seen": seen,
        **{name: typed(getattr(terms, name)) for name in ("title", "summary", "description")},
        "themes": [one.value for one in terms.themes],
        "formats": [one.value for one in terms.formats],
        "languages": list(terms.languages),
        "minutes": terms.minutes,
        "least_minutes": terms.least_minutes,
        "most_people": terms.most_people,
        "notice_days": terms.notice_days,
        "join_url": terms.join_url,
        "lead": lead,
        "others": others,
        "together": "all" if terms.is_together else "any",
        "links": [
            {"kind": one.kind.value, "url": one.url, **typed(one.title)} for one in terms.links
        ],
    }


def _must_choose(field: Any, sentence: str) -> None:
    if not field.data:
        raise ValidationError(sentence)
