"""What a host reads in place of the form, or above it: why it is closed, and who was first."""

from dataclasses import dataclass
from datetime import datetime

from app.formatting import format_moment, format_span
from app.i18n import current_language, gettext
from app.labels import label
from visits.catalogue import Contact
from visits.itinerary import ItineraryState
from visits.request import Answer, AnsweredAlready, RequestState, VisitRequest


@dataclass(frozen=True)
class Closed:
    """Why no answer is taken any more."""

    title: str
    sentence: str


@dataclass(frozen=True)
class First:
    """What somebody else has said before: who and how, and the answer line by line."""

    sentence: str
    said: tuple[str, ...]


def why_closed(asked: VisitRequest, colleague: Contact | None, *, now: datetime) -> Closed | None:
    """What is read once answers are no longer taken by this link; None while they are.

    `colleague` is whose link it is, where it is not that of who was asked first.
    """
    if colleague is not None and colleague is not asked.handed_to and _is_current(asked):
        role = asked.stop.contact.role.in_language(current_language()).text
        return Closed(
            gettext("Somebody else answers this request"),
            gettext("%(role)s answers for this visit. You need not do anything.") % {"role": role},
        )
    return None if asked.may_answer(now=now) else _why_over(asked)


def _is_current(asked: VisitRequest) -> bool:
    """Whether the request still matters to anybody."""
    is_cancelled = asked.itinerary.state is ItineraryState.CANCELLED
    return asked.state is not RequestState.WITHDRAWN and not is_cancelled


def _why_over(asked: VisitRequest) -> Closed:
    if asked.itinerary.state is ItineraryState.CANCELLED:
        return Closed(
            gettext("This visit is cancelled"),
            gettext("The delegation is not coming. You need not do anything."),
        )
    if asked.state is RequestState.WITHDRAWN:
        return Closed(
            gettext("This request is withdrawn"),
            gettext("Your time is free again. If you are asked anew, you get another mail."),
        )
    if asked.itinerary.state is ItineraryState.PUBLISHED:
        return Closed(
            gettext("The programme is published"),
            gettext("Answers can no longer be changed here. Ask your regional office instead."),
        )
    if asked.state is RequestState.DECLINED:
        return Closed(
            gettext("You said no to this visit"),
            gettext("The programme goes on without you. You need not do anything."),
        )
    return Closed(
        gettext("The time to answer has passed"),
        gettext("If you could receive the visit after all, tell your regional office."),
    )


def first_answer(first: AnsweredAlready, *, zone: str) -> First:
    """Who was first, how and when, and what was said, on the host's clock."""
    if first.said is None or first.via is None or first.at is None:
        return First(gettext("The request has changed since you opened this page."), ())
    values = {
        "who": first.by,
        "how": label(first.via),
        "moment": format_moment(first.at, zone=zone),
    }
    sentence = gettext("%(who)s answered %(how)s on %(moment)s.") % values
    return First(sentence, tuple(_said(first.said, zone=zone)))


def _said(answer: Answer, *, zone: str) -> list[str]:
    lines = [label(answer.kind)]
    if answer.why is not None:
        lines.append(label(answer.why))
    if answer.reason:
        lines.append(answer.reason)
    lines += [format_span(span, zone=zone) for span in answer.proposals]
    return lines
