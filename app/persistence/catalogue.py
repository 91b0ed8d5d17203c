"""What can be visited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.persistence import tables
from visits.catalogue import Format, Host, Node, Offer, Site, Theme


@dataclass(frozen=True, kw_only=True)
class OfferFilter:
    """What a browsing person wants to see; None and "" let everything through."""

    theme: Theme | None = None
    town: str | None = None
    host: str | None = None
    language: str | None = None
    format: Format | None = None
    words: str = ""

    def lets_through(self, offer: Offer) -> bool:
        """Whether an offer is what is wanted; a hybrid offer is both online and on site."""
        return (
            (self.theme is None or self.theme in offer.themes)
            and (self.town is None or self.town == offer.site.town)
            and (self.host is None or self.host == offer.host.slug)
            and (self.language is None or self.language in offer.languages)
            and self._fits_format(offer)
            and self._has_words(offer)
        )

    def _fits_format(self, offer: Offer) -> bool:
        return self.format is None or bool({self.format, Format.HYBRID} & set(offer.formats))

    def _has_words(self, offer: Offer) -> bool:
        wordings = (offer.title, offer.summary, offer.description)
        texts = [text for one in wordings for text in (one.en, one.sv, one.fi)]
        text = " ".join([*texts, offer.host.name, offer.site.name, offer.site.town]).casefold()
        return all(word in text for word in self.words.casefold().split())


def list_offers(session: Session, wanted: OfferFilter | None = None) -> list[Offer]:
    """The offers that are wanted, by host and slug; a catalogue is small enough to sift here."""
    wanted = wanted or OfferFilter()
    receivers = selectinload(Offer.others)  # type: ignore[arg-type]  # mapped, and a list besides
    query = sa.select(Offer).order_by(tables.offer.c.id).options(receivers)
    return [offer for offer in session.scalars(query) if wanted.lets_through(offer)]


def find_offer(session: Session, slug: str) -> Offer | None:
    """The offer with this slug."""
    return session.scalar(sa.select(Offer).where(tables.offer.c.slug == slug))


def list_offers_by_slug(session: Session, slugs: Sequence[str]) -> list[Offer]:
    """The offers with these slugs, in their order; unknown ones are left out."""
    if not slugs:
        return []
    found = session.scalars(sa.select(Offer).where(tables.offer.c.slug.in_(slugs)))
    by_slug = {offer.slug: offer for offer in found}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def list_offers_by_id(session: Session, ids: Iterable[int]) -> list[Offer]:
    """The offers with these ids, in their order; unknown ones are left out."""
    wanted = list(ids)
    if not wanted:
        return []
    found = session.scalars(sa.select(Offer).where(tables.offer.c.id.in_(wanted)))
    by_id = {offer.id: offer for offer in found}
    return [by_id[one] for one in wanted if one in by_id]


def list_nodes(session: Session) -> list[Node]:
    """Every regional office."""
    return list(session.scalars(sa.select(Node).order_by(tables.node.c.id)))


def find_node(session: Session, node_id: int) -> Node | None:
    """The regional office with this id."""
    return session.get(Node, node_id)


def list_hosts(session: Session) -> list[Host]:
    """Every host, by name."""
    return list(session.scalars(sa.select(Host).order_by(tables.host.c.name)))


def list_sites(session: Session) -> list[Site]:
    """Every site, by town and name."""
    query = sa.select(Site).order_by(tables.site.c.town, tables.site.c.name)
    return list(session.scalars(query))


def list_towns(session: Session) -> list[str]:
    """Every town something is shown in, by name."""
    query = sa.select(tables.site.c.town).distinct().order_by(tables.site.c.town)
    return list(session.scalars(query))


def offer_languages(session: Session) -> list[str]:
    """The tags of every language something is shown in."""
    query = sa.select(tables.offer.c.languages)
    return sorted({tag for languages in session.scalars(query) for tag in languages})
