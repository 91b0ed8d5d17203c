"""Where a visit stands for the delegation, in words."""

from dataclasses import dataclass
from enum import StrEnum

from app.i18n import gettext
from app.labels import N_
from visits.itinerary import Itinerary, ItineraryState


class Standing(StrEnum):
    """What a visit waits for."""

    NOTHING_FITS = "nothing_fits"
    CHOOSE = "choose"
    ASKING = "asking"
    CHANGE = "change"
    PUBLISHED = "published"
    ASKING_ANEW = "asking_anew"
    CANCELLED = "cancelled"

    @property
    def heading(self) -> str:
        """Where it stands, in a few words of the current language."""
        return gettext(WORDS[self].heading)

    @property
    def next(self) -> str:
        """What happens next, in the current language."""
        return gettext(WORDS[self].next)


@dataclass(frozen=True)
class Words:
    """A standing as people read it."""

    heading: str
    next: str


WORDS = {
    Standing.NOTHING_FITS: Words(
        N_("No programme fits yet"),
        N_("We found no programme for all your wishes. See what stands in the way."),
    ),
    Standing.CHOOSE: Words(
        N_("Choose your programme"),
        N_("Your programmes are ready. We ask the hosts as soon as you have chosen one."),
    ),
    Standing.ASKING: Words(
        N_("The hosts are being asked"),
        N_("We write to you when every host has said yes, or when something has to change."),
    ),
    Standing.CHANGE: Words(
        N_("A change needs your answer"),
        N_("We have found another way. Look at the change and accept it."),
    ),
    Standing.PUBLISHED: Words(
        N_("Your programme is ready"),
        N_("Every host has said yes. We have sent you the calendar invitations."),
    ),
    Standing.ASKING_ANEW: Words(
        N_("Your programme is being changed"),
        N_("A host is asked anew. We write to you when it has answered; the other stops stand."),
    ),
    Standing.CANCELLED: Words(
        N_("This visit is cancelled"),
        N_("Every host that was asked knows. You are welcome to ask for a new visit."),
    ),
}


def standing_of(itinerary: Itinerary, *, has_change: bool) -> Standing:
    """Where a visit stands whose programme was chosen."""
    if itinerary.state is ItineraryState.CANCELLED:
        return Standing.CANCELLED
    if has_change:
        return Standing.CHANGE
    if itinerary.state is ItineraryState.DRAFT:
        return Standing.ASKING
    return Standing.PUBLISHED if itinerary.is_agreed else Standing.ASKING_ANEW
