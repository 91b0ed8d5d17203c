"""What coordinators call stages of a visit and happenings in it."""

from dataclasses import dataclass
from datetime import datetime

from app.formatting import format_length, format_moment, format_span
from app.i18n import gettext, ngettext
from app.labels import N_, label
from app.persistence.records import Actor, Entry, MailState, What
from app.persistence.visits import Stage
from visits.lateness import CallOff
from visits.readiness import Asked
from visits.reply import Attendance, Outcome
from visits.request import DeclineReason, Via
from visits.span import Span

STAGES = {
    Stage.NO_PROGRAMME: N_("No programme possible"),
    Stage.CHANGE: N_("Change to be accepted"),
    Stage.UNANSWERED: N_("Host has not answered"),
    Stage.MAIL_PARKED: N_("Mail not delivered"),
    Stage.CHOOSING: N_("Delegation chooses"),
    Stage.ASKING: N_("Hosts asked"),
    Stage.PUBLISHED: N_("Published"),
    Stage.HELD: N_("Took place"),
    Stage.CANCELLED: N_("Cancelled"),
}
HAPPENINGS = {
    What.ASKED: N_("A visit was asked for."),
    What.CHOSEN: N_("A programme was chosen."),
    What.HOST_ASKED: N_("The host was asked."),
    What.CONFIRMED: N_("The host said yes."),
    What.DECLINED: N_("The host said no."),
    What.PROPOSED: N_("The host proposed other times."),
    What.ASKED_AGAIN: N_("The host was asked for the original time again."),
    What.LAPSED: N_("The host did not answer in time."),
    What.MAYBE: N_("The host thinks so, but is not sure yet."),
    What.HANDED_ON: N_("The question was handed to a colleague."),
    What.HANDED_BACK: N_("The colleague cannot; the question is back."),
    What.REMINDED: N_("The host was reminded."),
    What.WITHDRAWN: N_("The request to the host was withdrawn."),
    What.CHANGE_PROPOSED: N_("A change to the programme was proposed."),
    What.CHANGE_ACCEPTED: N_("The change to the programme was accepted."),
    What.EDITED: N_("The programme was changed by hand."),
    What.NO_PROGRAMME: N_("No programme could be composed."),
    What.PUBLISHED: N_("The programme was published."),
    What.STOP_CANCELLED: N_("A stop of the programme was cancelled."),
    What.RUNNING_LATE: N_("It was said that a stop runs late."),
    What.MOVED_TODAY: N_("A stop was moved because the day runs late."),
    What.TOO_LATE: N_("A stop cannot be met any more because the day runs late."),
    What.REPLACEMENT_FOUND: N_("A visit online was found that could take the place of a stop."),
    What.CANCELLED: N_("The visit was cancelled."),
    What.MAIL_SENT: N_("A mail was sent."),
    What.MAIL_PARKED: N_("A mail could not be delivered."),
    What.MAIL_RESENT: N_("A mail was sent again."),
    What.MAIL_RECEIVED: N_("A mail came in that a person must read."),
    What.MAIL_BOUNCED: N_("A mail came back: it was not delivered."),
    What.MAIL_HANDLED: N_("A mail that came in was dealt with."),
    What.ADDRESS_CHANGED: N_("An address was corrected."),
    What.ATTENDANCE: N_("Somebody who is invited said whether they come."),
    What.READY_GIVEN: N_("The delegation gave its hosts what they need."),
    What.READY_REMINDED: N_("The delegation was reminded of what its hosts need."),
    What.READY_ERASED: N_("What was given about people was deleted."),
    What.SEASON_FITTED: N_("The programme that fits with all other visits was put first."),
    What.LINK_RENEWED: N_("A new link was sent; the old one no longer works."),
    What.PARTICIPANTS_ADDED: N_("Participants were added."),
    What.PARTICIPANTS_CHANGED: N_("What is known of participants was changed."),
    What.PARTICIPANTS_REMOVED: N_("Participants were removed."),
    What.JOIN_LINK: N_("The link for joining was made anew or ended."),
    What.FEED_LINK: N_("The address of a calendar was made anew or ended."),
}
ACTORS = {
    Actor.DELEGATION: N_("Delegation"),
    Actor.HOST: N_("Host"),
    Actor.COORDINATOR: N_("Coordinator"),
    Actor.KVARKEN: N_("Kvarken"),
}
MAIL_STATES = {
    MailState.READY: N_("On its way"),
    MailState.SENT: N_("Sent"),
    MailState.PARKED: N_("Not delivered"),
    MailState.REPLACED: N_("Written anew to another address"),
}


@dataclass(frozen=True)
class Happening:
    """One line of the timeline, in words."""

    at: datetime
    when: str
    who: str
    what: str
    about: str


def stage_name(stage: Stage) -> str:
    """The stage in the reader's language."""
    return gettext(STAGES[stage])


def mail_state_name(state: MailState) -> str:
    """How far a mail has come, in the reader's language."""
    return gettext(MAIL_STATES[state])


def happening(entry: Entry, *, zone: str) -> Happening:
    """An entry for a reader in a zone."""
    return Happening(
        at=entry.happened_at,
        when=format_moment(entry.happened_at, zone=zone),
        who=_who(entry),
        what=gettext(HAPPENINGS[entry.what]),
        about=_about(entry, zone=zone),
    )


def _who(entry: Entry) -> str:
    actor = gettext(ACTORS[entry.actor])
    return actor if entry.actor_name in ("", actor) else f"{entry.actor_name} ({actor})"


def _about(entry: Entry, *, zone: str) -> str:
    """The host, the time, the recipient, the reason and the way that the entry keeps, if any."""
    detail = entry.detail
    parts = [str(detail[key]) for key in ("host", "recipient", "reason") if detail.get(key)]
    if detail.get("starts_at") and detail.get("ends_at"):
        starts_at, ends_at = (
            datetime.fromisoformat(detail[key]) for key in ("starts_at", "ends_at")
        )
        parts.insert(1, format_span(Span(starts_at, ends_at), zone=zone))
    if detail.get("participants"):
        number = int(detail["participants"])
        parts.append(ngettext("%(n)s person", "%(n)s people", number) % {"n": number})
    if detail.get("why"):
        parts.append(label(DeclineReason(detail["why"])))
    if detail.get("call_off"):
        parts.append(label(CallOff(detail["call_off"])))
    if detail.get("minutes"):
        parts.append(format_length(detail["minutes"]))
    if detail.get("given"):
        parts.append(", ".join(label(Asked(one)) for one in detail["given"]))
    if detail.get("attendance"):
        parts.append(label(Attendance(detail["attendance"])))
    if detail.get("outcome"):
        parts.append(label(Outcome(detail["outcome"])))
    if detail.get("via"):
        parts.append(label(Via(detail["via"])))
    return " · ".join(parts)
