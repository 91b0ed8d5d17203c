"""The form in which a host answers a request, or a coordinator does so for the host."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import wtforms
from wtforms.fields import DateField, FormField, RadioField, TimeField
from wtforms.validators import InputRequired, Optional

from app.forms import Form, Text
from app.i18n import gettext, lazy_gettext
from app.labels import label
from visits.request import Answer, AnswerKind, RequestState, VisitRequest
from visits.span import Day, Span

FARTHEST_AHEAD = timedelta(days=550)
KIND_OF = {
    RequestState.CONFIRMED: AnswerKind.CONFIRM,
    RequestState.DECLINED: AnswerKind.DECLINE,
    RequestState.COUNTERED: AnswerKind.PROPOSE,
}


class Proposal(wtforms.Form):
    """One other time: a day and when it starts on the host's clock; the length is the offer's."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    day = DateField(lazy_gettext("Day"), [Optional()])
    starts = TimeField(lazy_gettext("Starts at"), [Optional()])


class AnswerForm(Form):
    """Yes, no with a reason, or up to three other times."""

    kind = RadioField(
        lazy_gettext("Can you receive this visit?"),
        [InputRequired(lazy_gettext("Choose one of the answers."))],
    )
    reason = Text(lazy_gettext("If no: why not?"), [Optional()])
    first = FormField(Proposal)
    second = FormField(Proposal)
    third = FormField(Proposal)

    def __init__(self, asked: VisitRequest, *, now: datetime) -> None:
        super().__init__(data=_said(asked))
        self.asked = asked
        self.now = now
        self.spans: list[Span] = []
        self.kind.choices = [(kind.value, label(kind)) for kind in AnswerKind]

    @property
    def proposals(self) -> tuple[FormField, ...]:
        """The rows for other times, in order."""
        return self.first, self.second, self.third

    def validate(self, extra_validators: Any = None) -> bool:
        """Checks what goes with the chosen answer and forgives what stands elsewhere."""
        super().validate(extra_validators)
        if self.kind.data == AnswerKind.PROPOSE:
            self._check_proposals()
        else:
            for row in self.proposals:
                row.form.day.errors = row.form.starts.errors = ()
        if self.kind.data != AnswerKind.DECLINE:
            self.reason.errors = ()
        return not self.errors

    def answer(self) -> Answer:
        """What was said; only once the form is valid."""
        kind = AnswerKind(self.kind.data)
        if kind is AnswerKind.DECLINE:
            return Answer(kind, reason=self.reason.data or "")
        return Answer(kind, proposals=tuple(self.spans) if kind is AnswerKind.PROPOSE else ())

    def _check_proposals(self) -> None:
        for row in self.proposals:
            complaint = self._complaint(row.form)
            if complaint:
                _refuse(*complaint)
            elif _is_filled(row.form):
                self.spans.append(self._span(row.form))
        if not self.spans and not self.errors:
            _refuse(self.first.form.day, gettext("Give at least one other time."))

    def _complaint(self, row: Proposal) -> tuple[Any, str] | None:
        """What is wrong with a row of two readable values, and with which of them."""
        day, starts = row.day, row.starts
        if day.errors or starts.errors or (day.data is None and starts.data is None):
            return None
        if day.data is None:
            return day, gettext("Give the day as well.")
        if starts.data is None:
            return starts, gettext("Give the time it starts as well.")
        if not self._is_within_reach(day.data):
            return day, gettext("Choose a day from today to 18 months ahead.")
        span = self._span(row)
        if span.starts_at <= self.now:
            return starts, gettext("Choose a time that is still ahead.")
        if span == self.asked.stop.span:
            return starts, gettext("This is the time you were asked for: answer yes.")
        return None

    def _span(self, row: Proposal) -> Span:
        offer = self.asked.stop.offer
        return Span.of(Day(row.day.data, offer.site.zone).at(row.starts.data), offer.minutes)

    def _is_within_reach(self, on: date) -> bool:
        """Settles days so far off that they have no instant, too."""
        today = self.now.astimezone(ZoneInfo(self.asked.stop.offer.site.zone)).date()
        return today <= on <= today + FARTHEST_AHEAD


def _is_filled(row: Proposal) -> bool:
    return row.day.data is not None and row.starts.data is not None


def _refuse(field: Any, problem: str) -> None:
    field.errors = (*field.errors, problem)


def _said(asked: VisitRequest) -> dict[str, Any]:
    """What the form starts with: the answer that was given, if any."""
    if asked.state not in KIND_OF:
        return {}
    zone = ZoneInfo(asked.stop.offer.site.zone)
    walls = [span.starts_at.astimezone(zone) for span in asked.proposals]
    rows = ({"day": wall.date(), "starts": wall.time()} for wall in walls)
    names = ("first", "second", "third")
    return {
        "kind": KIND_OF[asked.state].value,
        "reason": asked.reason,
        **dict(zip(names, rows, strict=False)),
    }
