"""Texts in three languages: how they are typed, and what is missing."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError

from app.forms import Form, Line, Text
from app.i18n import gettext, lazy_gettext
from app.labels import label
from visits.language import Language
from visits.wording import Rendered, Wording

ORDER = (Language.SV, Language.FI, Language.EN)


class _Texts(Form):
    """One text in three languages; at least one of them is there."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    @property
    def wording(self) -> Wording:
        """What was typed."""
        return Wording.of({one: self[one.value].data or "" for one in Language})

    @property
    def rows(self) -> list[tuple[Any, Rendered | None]]:
        """Each language's field, with what is shown in its place while it is empty."""
        return [(self[one.value], _instead(self.wording, one)) for one in ORDER]

    def validate_sv(self, _field: Any) -> None:
        """The first field tells what is the matter with all three."""
        if self.wording == Wording():
            raise ValidationError(gettext("Write this in one language at least."))


class LineTexts(_Texts):
    """One line in three languages."""

    sv = Line(lazy_gettext("Swedish"), render_kw={"lang": "sv"})
    fi = Line(lazy_gettext("Finnish"), render_kw={"lang": "fi"})
    en = Line(lazy_gettext("English"), render_kw={"lang": "en"})


class LongTexts(_Texts):
    """Some lines in three languages."""

    sv = Text(lazy_gettext("Swedish"), render_kw={"lang": "sv", "rows": 5})
    fi = Text(lazy_gettext("Finnish"), render_kw={"lang": "fi", "rows": 5})
    en = Text(lazy_gettext("English"), render_kw={"lang": "en", "rows": 5})


def typed(wording: Wording) -> dict[str, str]:
    """A wording as its three fields are filled."""
    return {one.value: getattr(wording, one) for one in Language}


def missing_in(named: Sequence[tuple[str, Wording]]) -> list[tuple[str, str]]:
    """Each language that lacks something, with the names of what it lacks."""
    found = []
    for language in ORDER:
        names = [name for name, wording in named if language in wording.missing]
        if names:
            found.append((label(language), ", ".join(names)))
    return found


def _instead(wording: Wording, language: Language) -> Rendered | None:
    rendered = wording.in_language(language)
    return rendered if rendered.is_fallback else None
