"""The form in which a host answers a request, or a coordinator does so for the host."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import wtforms
from wtforms import ValidationError
from wtforms.fields import DateField, FormField, HiddenField, RadioField, TimeField
from wtforms.validators import InputRequired, Optional

from app.actions.free_times import NO_TIMES, FreeTimes
from app.fields import Choice, Ticks
from app.formatting import format_clocks, format_day
from app.forms import Form, Line, Text
from app.i18n import current_language, gettext, lazy_gettext
from app.labels import label
from visits.catalogue import Contact
from visits.errors import InvalidValue, SlotTaken
from visits.ics.writing import is_mailbox
from visits.itinerary import Stop
from visits.request import (
    MOST_PROPOSALS,
    Answer,
    AnswerKind,
    Colleague,
    DeclineReason,
    VisitRequest,
)
from visits.span import Day, Span

FARTHEST_AHEAD = timedelta(days=550)
LONGEST_EMAIL = 254
LONGEST_VERSION_DIGITS = 9
COLLEAGUE_SAYS = (AnswerKind.CONFIRM, AnswerKind.MAYBE, AnswerKind.DECLINE)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What an answer is given to: the request, when, and what it can be answered with.

    A colleague it was handed to takes over or does not, and hands it to nobody else.
    """

    asked: VisitRequest
    now: datetime
    free: FreeTimes = NO_TIMES
    colleagues: tuple[Contact, ...] = ()
    is_to_colleague: bool = False

    @property
    def zone(self) -> str:
        """The host's clock."""
        return self.asked.stop.offer.site.zone


class Proposal(wtforms.Form):
    """One other time: a day and when it starts on the host's clock; the length is the stop's."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    day = DateField(lazy_gettext("Day"), [Optional()])
    starts = TimeField(lazy_gettext("Starts at"), [Optional()])


class FreeTicks(Ticks):
    """Checkboxes for free times, of which some may be taken since the page was opened."""

    def pre_validate(self, form: object) -> None:
        """Says so where a time is no longer free."""
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(
                gettext("A time you chose is no longer free. Choose again.")
            ) from None


class AnswerForm(Form):
    """Yes, perhaps, no with a reason, up to three other times, or a colleague's name."""

    version = HiddenField()
    kind = RadioField(
        lazy_gettext("Can you receive this visit?"),
        [InputRequired(lazy_gettext("Choose one of the answers."))],
    )
    why = Choice(lazy_gettext("If no: why not?"), [Optional()])
    reason = Text(lazy_gettext("If no: in your own words"), [Optional()])
    times = FreeTicks(lazy_gettext("Your free times"), [Optional()])
    first = FormField(Proposal)
    second = FormField(Proposal)
    third = FormField(Proposal)
    colleague = Choice(lazy_gettext("Who should be asked instead?"), [Optional()])
    colleague_role = Line(lazy_gettext("Role, if somebody else"), [Optional()])
    colleague_email = Line(
        lazy_gettext("Email, if somebody else"),
        [Optional()],
        render_kw={"inputmode": "email", "spellcheck": "false"},
    )

    def __init__(self, question: Question) -> None:
        asked = question.asked
        super().__init__(data=_said(question))
        self.question, self.asked, self.now = question, asked, question.now
        self.spans: list[Span] = []
        kinds = COLLEAGUE_SAYS if question.is_to_colleague else tuple(AnswerKind)
        self.kind.choices = [(kind.value, label(kind)) for kind in kinds]
        reasons = [(one.value, label(one)) for one in DeclineReason]
        self.why.choices = [("", gettext("Choose a reason")), *reasons]
        self.times.choices = [(_key(span), self._clocks(span)) for span in question.free.spans]
        somebody = [(str(one.id), _role(one)) for one in question.colleagues]
        self.colleague.choices = [("", gettext("Somebody else")), *somebody]

    @property
    def proposals(self) -> tuple[FormField, ...]:
        """The rows for other times, in order."""
        return self.first, self.second, self.third

    @property
    def has_typed(self) -> bool:
        """Whether anything was typed in these rows."""
        return any(field.data or field.errors for row in self.proposals for field in row.form)

    def days(self) -> Iterator[tuple[str, list[Any]]]:
        """The boxes of the free times, day by day; said where no other stop is on the day."""
        zone = self.question.zone
        visited = {format_day(one.span.starts_at, zone=zone) for one in self._others}
        days: dict[str, list[Any]] = {}
        for span, box in zip(self.question.free.spans, self.times, strict=True):
            days.setdefault(format_day(span.starts_at, zone=zone), []).append(box)
        for day, boxes in days.items():
            if visited and day not in visited:
                day = gettext("%(day)s, when nothing else is visited") % {"day": day}
            yield day, boxes

    def validate(self, extra_validators: Any = None) -> bool:
        """Checks what goes with the chosen answer and forgives what stands elsewhere."""
        super().validate(extra_validators)
        kind = self.kind.data
        if kind == AnswerKind.PROPOSE:
            self._check_proposals()
        else:
            for row in self.proposals:
                row.form.day.errors = row.form.starts.errors = ()
            self.times.errors = ()
        if kind != AnswerKind.DECLINE:
            self.why.errors = self.reason.errors = ()
        if kind == AnswerKind.HAND_ON:
            self._check_colleague()
        else:
            self.colleague.errors = ()
            self.colleague_role.errors = self.colleague_email.errors = ()
        return not self.errors

    def answer(self) -> Answer:
        """What was said; only once the form is valid."""
        return replace(self._answer(AnswerKind(self.kind.data)), version=self._version())

    def refuse(self, refusal: InvalidValue | SlotTaken) -> None:
        """Says at its place why an answer could not be taken."""
        if isinstance(refusal, SlotTaken):
            _refuse(self.kind, gettext("You receive somebody else at that time."))
        else:
            _refuse(
                self.colleague,
                gettext("This colleague cannot be asked any more. Ask your regional office."),
            )

    def _answer(self, kind: AnswerKind) -> Answer:
        match kind:
            case AnswerKind.DECLINE:
                why = DeclineReason(self.why.data) if self.why.data else None
                return Answer(kind, reason=self.reason.data or "", why=why)
            case AnswerKind.PROPOSE:
                return Answer(kind, proposals=tuple(self.spans))
            case AnswerKind.HAND_ON:
                return Answer(kind, colleague=self._colleague())
        return Answer(kind)

    def _version(self) -> int | None:
        """The version of the request that the page showed; None for what was not sent by it."""
        text = self.version.data or ""
        is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_VERSION_DIGITS
        return int(text) if is_number else None

    def _colleague(self) -> Colleague:
        chosen = (one for one in self.question.colleagues if str(one.id) == self.colleague.data)
        known = next(chosen, None)
        if known is not None:
            return Colleague(known.email)
        return Colleague(self.colleague_email.data or "", self.colleague_role.data or "")

    def _check_colleague(self) -> None:
        if self.colleague.errors or self.colleague.data:
            return
        email = self.colleague_email.data or ""
        if len(email) > LONGEST_EMAIL or not is_mailbox(email):
            _refuse(
                self.colleague_email,
                gettext("Choose a colleague, or write an email address such as name@example.org."),
            )
        elif email.lower() == self.asked.stop.contact.email.lower():
            _refuse(self.colleague_email, gettext("This address is asked already."))
        if not self.colleague_role.data and not self.colleague_role.errors:
            _refuse(self.colleague_role, gettext("Write what your colleague does with you."))

    def _check_proposals(self) -> None:
        self.spans = [span for span in self.question.free.spans if _key(span) in self._ticked]
        for row in self.proposals:
            complaint = self._complaint(row.form)
            if complaint:
                _refuse(*complaint)
            elif _is_filled(row.form):
                self.spans.append(self._span(row.form))
        self.spans = list(dict.fromkeys(self.spans))
        if self.errors:
            return
        where = self.times if self.question.free.spans else self.first.form.day
        if not self.spans:
            _refuse(where, gettext("Give at least one other time."))
        elif len(self.spans) > MOST_PROPOSALS:
            _refuse(where, gettext("Give three other times at most."))

    @property
    def _ticked(self) -> frozenset[str]:
        return frozenset(self.times.data or ())

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
        starts_at = Day(row.day.data, self.question.zone).at(row.starts.data)
        return Span.of(starts_at, self.asked.stop.span.minutes)

    def _clocks(self, span: Span) -> str:
        """The time on the host's clock; said where another stop is then."""
        clocks = format_clocks(span, zone=self.question.zone)
        if any(one.span.overlaps(span) for one in self._others):
            return gettext("%(time)s, another stop is then") % {"time": clocks}
        return clocks

    @property
    def _others(self) -> list[Stop]:
        """The programme's other stops."""
        return [one for one in self.asked.itinerary.standing if one is not self.asked.stop]

    def _is_within_reach(self, on: date) -> bool:
        """Settles days so far off that they have no instant, too."""
        today = self.now.astimezone(ZoneInfo(self.asked.stop.offer.site.zone)).date()
        return today <= on <= today + FARTHEST_AHEAD


def _is_filled(row: Proposal) -> bool:
    return row.day.data is not None and row.starts.data is not None


def _refuse(field: Any, problem: str) -> None:
    field.errors = (*field.errors, problem)


def _key(span: Span) -> str:
    """What a free time is called in the form."""
    return span.starts_at.astimezone(UTC).strftime("%Y%m%dT%H%MZ")


def _role(contact: Contact) -> str:
    return contact.role.in_language(current_language()).text


def _said(question: Question) -> dict[str, Any]:
    """What the form starts with: the answer that was given, if any."""
    asked = question.asked
    said = asked.said
    start: dict[str, Any] = {"version": str(asked.version)}
    if said is None or (question.is_to_colleague and said.kind not in COLLEAGUE_SAYS):
        return start
    start |= {"kind": said.kind.value, "reason": said.reason, "why": said.why or ""}
    if asked.handed_to is not None:
        start["colleague"] = str(asked.handed_to.id)
    listed = [span for span in said.proposals if span in question.free.spans]
    typed = [span for span in said.proposals if span not in question.free.spans]
    walls = [span.starts_at.astimezone(ZoneInfo(question.zone)) for span in typed]
    rows = ({"day": wall.date(), "starts": wall.time()} for wall in walls)
    start["times"] = [_key(span) for span in listed]
    return {**start, **dict(zip(("first", "second", "third"), rows, strict=False))}
