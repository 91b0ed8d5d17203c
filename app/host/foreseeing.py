"""What a host's answer would do to the whole programme, in sentences, before it is sent."""

from collections.abc import Iterator, Mapping

from app.access import now, reading
from app.actions.replanning import foreseen
from app.formatting import format_length
from app.i18n import current_language, gettext, ngettext
from app.persistence.catalogue import list_offers_by_slug
from app.showing import time_in_words
from visits.catalogue import Offer
from visits.planning.effect import Effect
from visits.request import Answer, VisitRequest
from visits.revision import Revision
from visits.span import Span


def what_it_does(asked: VisitRequest, answer: Answer) -> tuple[str, ...]:
    """What would stay, move, go and come, and how much later the programme would end."""
    effect = foreseen(reading(), asked, answer, now=now())
    if effect is None:
        return (gettext("The programme stays as it is."),)
    revision = effect.revision
    slugs = {one.offer for one in (*revision.stays, *revision.goes, *revision.comes)}
    slugs |= {move.offer for move in revision.moves}
    offers = {offer.slug: offer for offer in list_offers_by_slug(reading(), sorted(slugs))}
    return (
        *_own(asked, revision),
        *_others(asked, revision, offers),
        *_end(effect),
    )


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
