"""What a host's answer would do to the whole programme, in sentences, before it is sent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.access import now, reading
from app.actions.foresee import Foreseen, foresee
from app.formatting import format_clock, format_length
from app.i18n import current_language, gettext, ngettext
from app.labels import clash_sentence
from app.persistence.catalogue import list_offers_by_slug
from app.showing import time_in_words
from visits.catalogue import Offer
from visits.planning.effect import Effect
from visits.request import Answer, AnswerKind, VisitRequest
from visits.revision import Revision
from visits.span import Span

MOST_REASONS = 2


@dataclass(frozen=True)
class ShownEffect:
    """What an answer would do, or one proposed time, which is then named in `about`."""

    sentences: tuple[str, ...]
    about: str = ""
    is_met: bool = True


def what_it_does(asked: VisitRequest, answer: Answer) -> tuple[ShownEffect, ...]:
    """What would stay, move, go and come, and how much later the programme would end.

    Each proposed time is looked at by itself.
    """
    looks = foresee(reading(), asked, answer, now=now())
    offers = _offers(look.effect for look in looks if look.effect)
    return tuple(_shown(asked, answer, look, offers) for look in looks)


def what_it_does_for_colleague(asked: VisitRequest, answer: Answer) -> tuple[ShownEffect, ...]:
    """The same for a colleague: its no gives the question back and changes nothing else."""
    if answer.kind is not AnswerKind.DECLINE:
        return what_it_does(asked, answer)
    role = asked.stop.contact.role.in_language(current_language()).text
    back = gettext("The programme stays as it is. %(role)s is asked again.") % {"role": role}
    return (ShownEffect((back,)),)


def _offers(effects: Iterable[Effect]) -> Mapping[str, Offer]:
    """Every offer that is spoken of, read at once."""
    slugs: set[str] = set()
    for effect in effects:
        revision = effect.revision
        slugs |= {one.offer for one in (*revision.stays, *revision.goes, *revision.comes)}
        slugs |= {move.offer for move in revision.moves}
    return {offer.slug: offer for offer in list_offers_by_slug(reading(), sorted(slugs))}


def _shown(
    asked: VisitRequest, answer: Answer, look: Foreseen, offers: Mapping[str, Offer]
) -> ShownEffect:
    about = _time(look.span, asked) if look.span else ""
    if not look.is_met:
        return ShownEffect(
            (*_why_not(asked, look), *_other_than_own(asked, look, offers)), about, is_met=False
        )
    if look.effect is None:
        return ShownEffect((_unchanged(asked, answer),), about)
    effect = look.effect
    return ShownEffect(
        (
            *_own(asked, effect.revision),
            *_others(asked, effect.revision, offers),
            *_end(effect),
        ),
        about,
    )


def _unchanged(asked: VisitRequest, answer: Answer) -> str:
    """Where nothing happens to the programme now."""
    match answer.kind:
        case AnswerKind.MAYBE:
            return gettext("The programme stays as it is for now. Please say yes or no in time.")
        case AnswerKind.HAND_ON:
            return gettext("The programme stays as it is while your colleague decides.")
    waiting = sum(1 for stop in asked.itinerary.standing if stop.state == "held")
    if waiting > (asked.stop.state == "held"):
        return gettext("The programme stays as it is.")
    return gettext("The programme stays as it is. All hosts have then said yes: it is published.")


def _why_not(asked: VisitRequest, look: Foreseen) -> Iterator[str]:
    """Why a proposed time cannot be met."""
    yield gettext("This time cannot be met.")
    if look.is_taken:
        yield gettext("You receive somebody else then.")
        return
    zone = asked.stop.offer.site.zone
    for stop in look.in_the_way:
        values = {
            "title": _title(stop.offer),
            "starts": format_clock(stop.span.starts_at, zone=zone),
            "ends": format_clock(stop.span.ends_at, zone=zone),
        }
        yield gettext("“%(title)s” is from %(starts)s to %(ends)s.") % values
    if look.in_the_way:
        return
    kinds = tuple(dict.fromkeys(clash.kind for clash in look.clashes))[:MOST_REASONS]
    yield from (clash_sentence(kind) for kind in kinds)
    if not kinds:
        yield gettext("Other stops fit the wishes better.")


def _other_than_own(
    asked: VisitRequest, look: Foreseen, offers: Mapping[str, Offer]
) -> Iterator[str]:
    """What would become of the programme all the same."""
    if look.effect is not None:
        yield from _own(asked, look.effect.revision)
        yield from _others(asked, look.effect.revision, offers)


def _own(asked: VisitRequest, revision: Revision) -> Iterator[str]:
    """What becomes of the visit that is asked for."""
    slug = asked.stop.offer.slug
    for move in revision.moves:
        if move.offer == slug:
            yield gettext("Your visit moves to %(time)s.") % {"time": _time(move.after, asked)}
    if any(one.offer == slug for one in revision.goes):
        yield gettext("The programme goes on without your visit.")


def _others(asked: VisitRequest, revision: Revision, offers: Mapping[str, Offer]) -> Iterator[str]:
    """What becomes of all the rest."""
    slug = asked.stop.offer.slug
    stays = sum(1 for one in revision.stays if one.offer != slug)
    if stays:
        yield ngettext(
            "%(num)d other stop stays as it is.", "%(num)d other stops stay as they are.", stays
        ) % {"num": stays}
    for move in (one for one in revision.moves if one.offer != slug):
        values = {"title": _title(offers[move.offer]), "time": _time(move.after, asked)}
        yield gettext("“%(title)s” moves to %(time)s.") % values
    for gone in (one for one in revision.goes if one.offer != slug):
        yield gettext("“%(title)s” is taken out.") % {"title": _title(offers[gone.offer])}
    for new in revision.comes:
        values = {"title": _title(offers[new.offer]), "time": _time(new.span, asked)}
        yield gettext("“%(title)s” is new: %(time)s.") % values


def _end(effect: Effect) -> Iterator[str]:
    if effect.later > 0:
        yield gettext("It ends %(length)s later.") % {"length": format_length(effect.later)}
    elif effect.later < 0:
        yield gettext("It ends %(length)s earlier.") % {"length": format_length(-effect.later)}


def _time(span: Span, asked: VisitRequest) -> str:
    """On the host's clock, with the delegation's beside it."""
    own, theirs = asked.stop.offer.site.zone, asked.itinerary.delegation.zone
    return time_in_words(span, zone=own, host_zone=theirs)


def _title(offer: Offer) -> str:
    return offer.title.in_language(current_language()).text
