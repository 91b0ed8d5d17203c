"""What a delegation has typed so far, step by step, and the forms that read it.

A draft keeps raw values, right or wrong. They are read by the same forms that took them, so a
step counts as answered only while its form would still take it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from flask import session
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from wtforms.fields.core import UnboundField

from app.access import now, reading, visit_plan
from app.delegation.party_form import PartyForm
from app.delegation.questions import party_form, when_form, who_form, wishes_form
from app.delegation.when_form import WhenForm
from app.delegation.who_form import WhoForm
from app.delegation.wishes_form import WishesForm
from app.forms import Form
from app.persistence.drafts import find_draft
from app.persistence.records import Draft

Typed = Mapping[str, list[str]]

NAME = re.compile(r"([a-z_0-9]{1,40})(-[0-9]{1,2}-[a-z]{1,20})?")
DRAFT = "draft"


class Step(StrEnum):
    """The pages of the request, in order."""

    WHO = "who"
    PARTY = "party"
    WISHES = "wishes"
    WHEN = "when"

    @property
    def number(self) -> int:
        """1 for the first."""
        return list(Step).index(self) + 1


FORMS: dict[Step, type[Form]] = {
    Step.WHO: WhoForm,
    Step.PARTY: PartyForm,
    Step.WISHES: WishesForm,
    Step.WHEN: WhenForm,
}


def typed_in(step: Step, posted: MultiDict[str, str]) -> dict[str, list[str]]:
    """The posted values that belong to the step's fields; anything else is let go."""
    form = FORMS[step]

    def belongs(name: str) -> bool:
        found = NAME.fullmatch(name)
        return found is not None and isinstance(getattr(form, found[1], None), UnboundField)

    return {name: values for name, values in posted.lists() if belongs(name)}


@dataclass(frozen=True)
class Kept:
    """One step of a draft.

    `is_sent` is False while the page itself was being built (a group added). `offered` are the
    slugs of the visit plan at that time: what came into the plan later is ticked when shown.
    """

    typed: Typed
    is_sent: bool = True
    offered: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Kept":
        """From what a draft stores."""
        return cls(values["typed"], values["is_sent"], tuple(values["offered"]))

    def document(self) -> dict[str, Any]:
        """What a draft stores."""
        return {"typed": self.typed, "is_sent": self.is_sent, "offered": self.offered}


class Answers:
    """The steps of one draft."""

    def __init__(self, steps: Mapping[Step, Kept]) -> None:
        self._steps = dict(steps)
        self._forms: dict[Step, Form] = {}

    def with_step(self, step: Step, kept: Kept) -> "Answers":
        """The same answers with one step answered anew."""
        return Answers({**self._steps, step: kept})

    def kept(self, step: Step) -> Kept | None:
        """What was typed in a step."""
        return self._steps.get(step)

    @cached_property
    def unanswered(self) -> Step | None:
        """The first step that is still to be answered, or to be put right."""
        return next((step for step in Step if not self._is_answered(step)), None)

    def may_open(self, step: Step) -> bool:
        """Whether every step before this one is answered."""
        return self.unanswered is None or step.number <= self.unanswered.number

    def form(self, step: Step) -> Form:
        """The step's form with what was typed, and with its errors once it was sent."""
        if step not in self._forms:
            self._forms[step] = self._form(step, self.kept(step))
        return self._forms[step]

    def read(self, step: Step, typed: Typed | None, *, csrf_token: str | None = None) -> Form:
        """The step's form reading these values, not checked yet; None for an empty page."""
        values: MultiDict[str, str] | None = None
        if typed is not None:
            values = MultiDict(typed)
            values["csrf_token"] = generate_csrf() if csrf_token is None else csrf_token
        match step:
            case Step.WHO:
                return who_form(values)
            case Step.PARTY:
                return party_form(values)
            case Step.WISHES:
                return wishes_form(values)
            case Step.WHEN:
                return when_form(values, today=now().astimezone(ZoneInfo(self.home_zone)).date())

    @property
    def home_zone(self) -> str:
        """The delegation's zone, UTC while it is not known."""
        kept = self.kept(Step.WHO)
        form = who_form(MultiDict(kept.typed)) if kept else None
        return form.known_zone if form else "UTC"

    def _form(self, step: Step, kept: Kept | None) -> Form:
        form = self.read(step, self._with_plan(step, kept) if kept else None)
        if kept is not None and kept.is_sent:
            form.validate()
        return form

    def _is_answered(self, step: Step) -> bool:
        kept = self.kept(step)
        return kept is not None and kept.is_sent and not self.form(step).errors

    def _with_plan(self, step: Step, kept: Kept) -> Typed:
        if step is not Step.WISHES:
            return kept.typed
        ticked = list(kept.typed.get("must_sees", []))
        new = [slug for slug in visit_plan() if slug not in kept.offered]
        return {**kept.typed, "must_sees": [*ticked, *new]}


def find_current_draft() -> Draft | None:
    """The draft this browser carries, sent ones too."""
    token = session.get(DRAFT)
    return find_draft(reading(), token) if isinstance(token, str) else None


def read_answers(draft: Draft | None) -> Answers:
    """The answers of a draft; none where it was sent already, so that a new request begins."""
    if draft is None or draft.delegation_id is not None:
        return Answers({})
    kept = {step: draft.answers.get(step) for step in Step}
    return Answers({step: Kept.of(values) for step, values in kept.items() if values})


def group_rows(typed: Typed) -> list[dict[str, list[str]]]:
    """The rows of groups in what was typed, in the order of the page."""
    rows: dict[int, dict[str, list[str]]] = {}
    for name, values in typed.items():
        list_name, _, rest = name.partition("-")
        index, _, part = rest.partition("-")
        if list_name == "groups" and part:
            rows.setdefault(int(index), {})[part] = values
    return [rows[index] for index in sorted(rows)]


def with_rows(typed: Typed, rows: Iterable[dict[str, list[str]]]) -> dict[str, list[str]]:
    """What was typed, with these rows of groups, numbered afresh."""
    kept = {name: values for name, values in typed.items() if not name.startswith("groups-")}
    for index, row in enumerate(rows):
        kept.update({f"groups-{index}-{part}": values for part, values in row.items()})
    return kept
