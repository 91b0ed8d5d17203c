"""What a host types about what it needs before a visit."""

from typing import Any

from wtforms import ValidationError
from wtforms.fields import BooleanField, FormField, HiddenField
from wtforms.validators import Optional

from app.fields import Number, Radios
from app.forms import Form, Line
from app.host.desk_texts import LineTexts, LongTexts, typed
from app.host.offers_form import NO_HTTPS
from app.i18n import gettext, lazy_gettext
from app.labels import label
from visits.ics.writing import https_link
from visits.readiness import LONGEST_AHEAD, NO_WORDS, Interpreter, Needs, Photos


def _photo_choices() -> list[tuple[str, str]]:
    return [(one.value, label(one)) for one in Photos]


def _interpreter_choices() -> list[tuple[str, str]]:
    return [(one.value, label(one)) for one in Interpreter]


class SomeLongTexts(LongTexts):
    """Some lines in three languages, or none at all."""

    def validate_sv(self, _field: Any) -> None:
        """Nothing is fine too."""


class SomeLineTexts(LineTexts):
    """One line in three languages, or none at all."""

    def validate_sv(self, _field: Any) -> None:
        """Nothing is fine too."""


class NeedsForm(Form):
    """All that a host needs for visits to one offer."""

    seen = HiddenField()
    safety = FormField(SomeLongTexts, lazy_gettext("Safety rules, in words"))
    safety_url = Line(
        lazy_gettext("Safety rules, as a page"), [Optional()], render_kw={"inputmode": "url"}
    )
    photos = Radios(lazy_gettext("Photos"), choices=_photo_choices, default=Photos.ALLOWED.value)
    photo_words = FormField(SomeLineTexts, lazy_gettext("More about photos"))
    names = BooleanField(lazy_gettext("We need everybody’s name at the gate"))
    names_days = Number(
        lazy_gettext("Days before the visit"), [Optional()], render_kw={"inputmode": "numeric"}
    )
    diets = BooleanField(lazy_gettext("We serve food and want to know of special diets"))
    access = BooleanField(lazy_gettext("We want to know what people need to get around on site"))
    test_url = Line(
        lazy_gettext("A page where people can try their connection"),
        [Optional()],
        render_kw={"inputmode": "url"},
    )
    interpreter = Radios(
        lazy_gettext("Interpreter"),
        choices=_interpreter_choices,
        default=Interpreter.NOT_NEEDED.value,
    )
    material = FormField(SomeLongTexts, lazy_gettext("What the delegation sends you"))
    material_days = Number(
        lazy_gettext("Days before the visit"), [Optional()], render_kw={"inputmode": "numeric"}
    )

    def validate_safety_url(self, field: Any) -> None:
        """Nothing, or https."""
        _must_be_https(field)

    def validate_test_url(self, field: Any) -> None:
        """Nothing, or https."""
        _must_be_https(field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Days count where what they belong to is asked for; empty fields skip their checks."""
        is_valid = super().validate(extra_validators=extra_validators)
        due = [self.names_days] if self.names.data else []
        if self.material.form.wording != NO_WORDS:
            due.append(self.material_days)
        for field in due:
            if field.data is None or field.data > LONGEST_AHEAD:
                sentence = gettext("Write the days as a number from 0 to %(most)s.")
                field.errors = [*field.errors, sentence % {"most": LONGEST_AHEAD}]
                is_valid = False
        return is_valid

    @property
    def needs(self) -> Needs:
        """What was typed, where the form is valid."""
        days = self.material_days.data
        return Needs(
            safety=self.safety.form.wording,
            safety_url=self.safety_url.data or "",
            photos=Photos(self.photos.data),
            photo_words=self.photo_words.form.wording,
            names_days=self.names_days.data if self.names.data else None,
            wants_diets=bool(self.diets.data),
            wants_access=bool(self.access.data),
            test_url=self.test_url.data or "",
            interpreter=Interpreter(self.interpreter.data),
            material=self.material.form.wording,
            material_days=days if days is not None and days <= LONGEST_AHEAD else 7,
        )


def filled(needs: Needs, *, seen: str) -> dict[str, Any]:
    """What the form holds when it is opened."""
    return {
        "seen": seen,
        "safety": typed(needs.safety),
        "safety_url": needs.safety_url,
        "photos": needs.photos.value,
        "photo_words": typed(needs.photo_words),
        "names": needs.names_days is not None,
        "names_days": 7 if needs.names_days is None else needs.names_days,
        "diets": needs.wants_diets,
        "access": needs.wants_access,
        "test_url": needs.test_url,
        "interpreter": needs.interpreter.value,
        "material": typed(needs.material),
        "material_days": needs.material_days,
    }


def _must_be_https(field: Any) -> None:
    if field.data and not https_link(field.data):
        raise ValidationError(str(NO_HTTPS))
