"""What a delegation types to get ready: all that its hosts ask for, each thing once."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from wtforms import ValidationError
from wtforms.fields import BooleanField, FormField, HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from app.fields import Number, Radios, Ticks
from app.forms import Form, Line, clean, storable
from app.i18n import gettext, lazy_gettext
from app.labels import LABELS, label
from app.readiness_texts import task_name
from visits.delegation import LARGEST_DELEGATION
from visits.readiness import (
    BY_OFFER,
    PERSONAL,
    Access,
    Asked,
    Diet,
    Interpreting,
    Key,
    Particulars,
    Task,
)

LONGEST_NAME = 120
LONGEST_LIST = 200_000


def _interpreting_choices() -> list[tuple[str, str]]:
    return [("", gettext("Not decided yet")), *((one.value, label(one)) for one in Interpreting)]


class CountsForm(Form):
    """How many people need what; a box for nobody, so that an empty form says nothing."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    kind: type[StrEnum]
    nobody = BooleanField(lazy_gettext("Nobody"))
    words = Line(
        lazy_gettext("Something else, in a few words"),
        [Optional()],
        description=lazy_gettext("Do not write names or illnesses."),
    )

    @property
    def numbers(self) -> list[Any]:
        """The field of each kind, in order."""
        return [self[one.value] for one in self.kind]

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """What was typed, where the form is valid."""
        return tuple((one.short_name, one.data) for one in self.numbers if one.data)

    @property
    def particulars(self) -> Particulars | None:
        """None where nothing was said."""
        if not (self.counts or self.words.data or self.nobody.data):
            return None
        return Particulars(counts=self.counts, words=self.words.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Counts are numbers, and nobody is nobody."""
        is_valid = super().validate(extra_validators=extra_validators)
        for field in self.numbers:
            too_many = field.data is not None and field.data > LARGEST_DELEGATION
            if too_many or (field.data is None and not field.is_blank):
                sentence = gettext("Write how many people, as a number.")
                field.errors = [*field.errors, sentence]
        if self.nobody.data and (self.counts or self.words.data):
            sentence = gettext("Choose “Nobody”, or write what people need, not both.")
            self.nobody.errors = [*self.nobody.errors, sentence]
        return is_valid and not self.errors


class DietsForm(CountsForm):
    """Who eats what."""

    kind = Diet


class AccessForm(CountsForm):
    """Who needs what to get around."""

    kind = Access


for form in (DietsForm, AccessForm):
    for member in form.kind:
        text = LABELS[type(member), member.value]
        number = Number(lazy_gettext(text), render_kw={"inputmode": "numeric"})
        setattr(form, member.value, number)


class ReadyForm(Form):
    """One page for everything; what is left empty is not given yet.

    What is about people has a field for each part of the delegation, where it has any.
    """

    seen = HiddenField()
    safety = Ticks(lazy_gettext("Safety rules"), choices=[])
    interpreter = Radios(lazy_gettext("Interpreter"), choices=_interpreting_choices, default="")
    material = Ticks(lazy_gettext("Material to send"), choices=[])
    connection = BooleanField(lazy_gettext("We have tried our connection"))

    field_names: dict[Key, str]

    @classmethod
    def of(cls, tasks: Sequence[Task], *, seen: str) -> "ReadyForm":
        """The form for some tasks, with what was given; what nobody asks for is not in it."""
        names = _field_names(tasks)
        people = {names[one.key]: _field_for(one) for one in tasks if one.asked in PERSONAL}
        form: ReadyForm = type("ReadyForm", (cls,), people)(
            data={**_filled(tasks, names), "seen": seen}
        )
        form.field_names = names
        for asked in set(Asked) - PERSONAL - {one.asked for one in tasks}:
            del form[asked.value]
        for asked in BY_OFFER & {one.asked for one in tasks}:
            ids = [_id(task) for task in tasks if task.asked is asked]
            form[asked.value].choices = [(one, one) for one in ids]
        return form

    def field_of(self, task: Task) -> Any:
        """Where a task is typed."""
        return self[self.field_names[task.key]]

    def particulars(self, tasks: Sequence[Task]) -> dict[Key, Particulars | None]:
        """What was typed for each task, where the form is valid."""
        return {task.key: self._of(task) for task in tasks}

    def _of(self, task: Task) -> Particulars | None:
        field = self.field_of(task)
        match task.asked:
            case Asked.NAMES:
                lines = tuple(_lines(field.data))
                return Particulars(names=lines) if lines else None
            case Asked.DIETS | Asked.ACCESS:
                found: Particulars | None = field.form.particulars
                return found
            case Asked.INTERPRETER:
                return Particulars(interpreting=Interpreting(field.data)) if field.data else None
            case Asked.CONNECTION:
                return Particulars(mark=task.mark) if field.data else None
            case _:
                return Particulars(mark=task.mark) if _id(task) in field.data else None


def _a_list_of_names(_form: object, field: Any) -> None:
    """A list that a gate can read."""
    lines = _lines(field.data)
    if len(lines) > LARGEST_DELEGATION:
        raise ValidationError(gettext("Write at most 5,000 names."))
    if any(len(line) > LONGEST_NAME or "\t" in line for line in lines):
        raise ValidationError(gettext("Write one name on each line, with at most 120 letters."))


def _field_for(task: Task) -> Any:
    if task.asked is not Asked.NAMES:
        return FormField(DietsForm if task.asked is Asked.DIETS else AccessForm, task_name(task))
    return TextAreaField(
        task_name(task),
        [Length(max=LONGEST_LIST), _a_list_of_names, storable],
        filters=[clean],
        description=gettext("One name on each line, and nothing else about anybody."),
        render_kw={"rows": 8, "autocomplete": "off"},
    )


def _field_names(tasks: Sequence[Task]) -> dict[Key, str]:
    """Each task's field: its own for each part of the delegation, else one for the kind."""
    names: dict[Key, str] = {}
    for task in tasks:
        number = sum(key[0] is task.asked for key in names)
        names[task.key] = f"{task.asked}_{number}" if task.part else task.asked.value
    return names


def _id(task: Task) -> str:
    return str(task.offer.id) if task.offer else ""


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _filled(tasks: Sequence[Task], names: Mapping[Key, str]) -> dict[str, Any]:
    """What the form holds when it is opened."""
    values: dict[str, Any] = {"safety": [], "material": []}
    for task in tasks:
        if not task.is_done or task.given is None or task.given.particulars is None:
            continue
        given, name = task.given.particulars, names[task.key]
        match task.asked:
            case Asked.NAMES:
                values[name] = "\n".join(given.names)
            case Asked.DIETS | Asked.ACCESS:
                is_nobody = not (given.counts or given.words)
                values[name] = {**dict(given.counts), "words": given.words, "nobody": is_nobody}
            case Asked.INTERPRETER:
                values[name] = (given.interpreting or Interpreting.NONE).value
            case Asked.CONNECTION:
                values[name] = True
            case _:
                values[name].append(_id(task))
    return values
