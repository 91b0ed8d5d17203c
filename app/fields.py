"""The kinds of field our pages need beside Line and Text.

Each takes whatever was typed: what it cannot read becomes None or a sentence, and stays on the
page as it was typed.
"""

import re
from datetime import date, time
from typing import Any

from wtforms import ValidationError
from wtforms.fields import DateField, IntegerField, SelectField, SelectMultipleField, TimeField
from wtforms.widgets import CheckboxInput, ListWidget, RadioInput, TextInput

from app.i18n import gettext

NUMBER = re.compile(r"[0-9]{1,6}")
SPACES = re.compile(r"[\s\u00a0\u202f]+")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
NORDIC_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?::[0-9]{2})?")


def parse_number(text: str) -> int | None:
    """A whole number from 0 to 999,999, with or without spaces in it."""
    bare = SPACES.sub("", text)
    return int(bare) if NUMBER.fullmatch(bare) else None


def parse_day(text: str) -> date | None:
    """A day written as 2027-01-31 (what browsers send) or 31.1.2027."""
    iso, nordic = ISO_DAY.fullmatch(text.strip()), NORDIC_DAY.fullmatch(text.strip())
    parts = iso.groups() if iso else nordic.groups()[::-1] if nordic else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def parse_clock(text: str) -> time | None:
    """A time of day written as 09:00 or 9.00; seconds are let go."""
    found = CLOCK.fullmatch(text.strip())
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def _first(values: list[Any]) -> str:
    return str(values[0]) if values else ""


class Number(IntegerField):
    """A whole number, None where it is none."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the number."""
        self.data = parse_number(_first(valuelist))

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was typed."""
        return not _first(self.raw_data or []).strip()


class Day(DateField):
    """A day, None where it is none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the day."""
        self.data = parse_day(_first(valuelist))


class Clock(TimeField):
    """A time of day, None where it is none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the time."""
        self.data = parse_clock(_first(valuelist))


class Choice(SelectField):
    """One of a list."""

    def pre_validate(self, _form: object) -> None:
        """Refuses what is not in the list; a list that was not sent counts as not chosen."""
        if all((self.data or "") != value for value, *_ in self.iter_choices()):
            raise ValidationError(gettext("Choose one from the list."))


class Radios(Choice):
    """One of a few, all of them in sight."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class Ticks(SelectMultipleField):
    """Any number of a list, as checkboxes."""

    data: Any
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, _form: object) -> None:
        """Refuses what is not in the list, and counts what was ticked twice once."""
        self.data = list(dict.fromkeys(self.data or ()))
        if not set(self.data) <= {value for value, *_ in self.iter_choices()}:
            raise ValidationError(gettext("Choose from the list."))


class PlanTicks(Ticks):
    """Checkboxes for a list that may have changed since: what has left it is let go."""

    def pre_validate(self, _form: object) -> None:
        """Keeps what is still in the list."""
        standing = [value for value, *_ in self.iter_choices()]
        self.data = [value for value in standing if value in (self.data or ())]
