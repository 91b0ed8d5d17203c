"""What all forms share: texts in the reader's language, cleaned values, a token against forgery.

A form whose token does not fit is shown again with what was typed, like any other mistake.
"""

from typing import Any
from unicodedata import category

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError
from wtforms.fields import StringField, TextAreaField
from wtforms.i18n import get_translations
from wtforms.validators import Length

from app.i18n import current_language, gettext, lazy_gettext

LONGEST_LINE = 200
LONGEST_TEXT = 4000
ALLOWED_CONTROL = "\n\t"
NOT_TEXT = {"Cc", "Cs", "Zl", "Zp"}  # Unicode's categories of controls, halves and separators
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LATE_FORM = lazy_gettext(
    "This page had been open for too long. Check what stands here and send it again."
)


def clean(value: object) -> object:
    """Trims a text and settles its line ends, "" where nothing can be seen; the rest passes."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        is_seen = any(not c.isspace() and category(c) != "Cf" for c in text)
        return text if is_seen else ""
    return value


def storable(_form: object, field: Any) -> None:
    """Refuses characters that cannot be stored or shown, in the reader's words."""
    text = field.data if isinstance(field.data, str) else ""
    if any(c in TURNING or category(c) in NOT_TEXT for c in text if c not in ALLOWED_CONTROL):
        raise ValidationError(
            gettext("Take out the characters that are not text, and type it again.")
        )


def one_line(_form: object, field: Any) -> None:
    """Refuses line breaks where a single line is meant."""
    if isinstance(field.data, str) and ("\n" in field.data or "\t" in field.data):
        raise ValidationError(gettext("Write this on one line."))


class Line(StringField):
    """One line of text, trimmed, at most 200 characters."""

    def __init__(self, label: Any = None, validators: Any = (), **options: Any) -> None:
        checks = [*validators, Length(max=LONGEST_LINE), one_line, storable]
        super().__init__(label, checks, filters=[clean], **options)


class Text(TextAreaField):
    """Several lines of text, trimmed, at most 4,000 characters."""

    def __init__(self, label: Any = None, validators: Any = (), **options: Any) -> None:
        checks = [*validators, Length(max=LONGEST_TEXT), storable]
        super().__init__(label, checks, filters=[clean], **options)


class Form(FlaskForm):
    """A form in the reader's language."""

    class Meta(FlaskForm.Meta):
        """WTForms' own messages come in our languages too."""

        def wrap_formdata(self, _form: object, formdata: Any) -> Any:
            """Only what a form sent is read, never a JSON body."""
            is_automatic = not isinstance(formdata, MultiDict | None)
            sent = request.form if request.method == "POST" else None
            return sent if is_automatic else formdata

        def get_translations(self, _form: object) -> Any:
            """WTForms' texts in the language of the page."""
            return get_translations([current_language().value])

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Leaves out `required`, so that our own messages are the ones people see."""
            render_kw.setdefault("required", False)
            return super().render_field(field, render_kw)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also says in plain words when the page was open for too long."""
        is_valid = bool(super().validate(extra_validators=extra_validators))
        if self.is_late:
            self.csrf_token.errors = (str(LATE_FORM),)
        return is_valid

    @property
    def is_late(self) -> bool:
        """Whether the page was open for too long, or was sent from elsewhere."""
        return bool(self.meta.csrf and self.csrf_token.errors)


class Act(Form):
    """A button that does something: nothing to fill in but the token against forgery."""
