"""What some hosts of the demonstration need before a visit."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter

from app.persistence.readiness_records import OfferNeeds
from app.persistence.seed.catalogue import FOLDER
from visits.catalogue import Offer
from visits.readiness import Needs


@dataclass(frozen=True)
class NeedsRecord:
    """The needs for one offer, named by its slug."""

    offer: str
    needs: Needs


def read_needs(offers: Iterable[Offer]) -> list[OfferNeeds]:
    """The needs in the catalogue's folder, for offers of the catalogue."""
    by_slug = {one.slug: one for one in offers}
    content = (FOLDER / "needs.json").read_bytes()
    records = TypeAdapter(list[NeedsRecord]).validate_json(content)
    return [OfferNeeds(offer=by_slug[one.offer], needs=one.needs) for one in records]
