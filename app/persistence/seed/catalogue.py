"""Reads the demonstration catalogue into the domain's entities, ready to be added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from app.persistence.seed.records import (
    ContactRecord,
    HostRecord,
    NodeRecord,
    OfferRecord,
    SiteRecord,
    Slugged,
)
from visits.availability import Closure, ClosureKind
from visits.catalogue import Contact, Host, Node, Offer, Site
from visits.errors import InvalidValue

FOLDER = Path(__file__).parent
DEMONSTRATION_YEARS = range(2026, 2036)

R = TypeVar("R", bound=Slugged)
T = TypeVar("T")


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be visited; what belongs to something refers to it."""

    nodes: tuple[Node, ...]
    hosts: tuple[Host, ...]
    contacts: tuple[Contact, ...]
    sites: tuple[Site, ...]
    offers: tuple[Offer, ...]


def read_catalogue(
    folder: Path = FOLDER, *, years: Iterable[int] = DEMONSTRATION_YEARS
) -> Catalogue:
    """The catalogue in a folder, with the offices closed every July of the years.

    Raises InvalidValue, which names the file or the record, for data that cannot be.
    """
    host_records = _read([folder / "hosts.json"], HostRecord)
    site_records = _read([folder / "sites.json"], SiteRecord)
    offer_records = _read(sorted((folder / "offers").glob("*.json")), OfferRecord)

    closures = july_closures(years)
    nodes = {one.slug: _node(one, closures) for one in _read([folder / "nodes.json"], NodeRecord)}
    hosts = {one.slug: _host(one, nodes) for one in host_records}
    contacts = {
        (host.slug, one.slug): _contact(one, hosts[host.slug])
        for host in host_records
        for one in host.contacts
    }
    sites = {one.slug: _site(one, hosts) for one in site_records}
    offers = tuple(_offer(one, sites, contacts) for one in offer_records)
    return Catalogue(
        nodes=tuple(nodes.values()),
        hosts=tuple(hosts.values()),
        contacts=tuple(contacts.values()),
        sites=tuple(sites.values()),
        offers=offers,
    )


def july_closures(years: Iterable[int]) -> tuple[Closure, ...]:
    """The regional offices' summer: the whole of July, each year."""
    return tuple(Closure(date(year, 7, 1), date(year, 7, 31), ClosureKind.OFFICE) for year in years)


def _read(paths: Sequence[Path], kind: type[R]) -> list[R]:
    """The records of files that each hold an array of them, with slugs that differ."""
    records: list[R] = []
    taken: set[str] = set()
    for path in paths:
        try:
            read: list[R] = TypeAdapter(list[kind]).validate_json(path.read_bytes())  # type: ignore[valid-type]
        except ValidationError as refused:
            first = refused.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            raise InvalidValue(f"{path.name}: {place}", first["msg"]) from refused
        for record in read:
            if record.slug in taken:
                raise InvalidValue(f"{path.name}: {record.slug}", "the slug is taken")
            taken.add(record.slug)
            records.append(record)
    return records


def _known(slug: str, among: Mapping[str, T], *, named_by: str) -> T:
    if slug not in among:
        raise InvalidValue(named_by, f"there is no {slug}")
    return among[slug]


def _node(record: NodeRecord, closures: tuple[Closure, ...]) -> Node:
    return Node(
        slug=record.slug,
        name=record.name.wording,
        town=record.town,
        point=record.point,
        zone=record.zone,
        country=record.country,
        closures=closures,
    )


def _host(record: HostRecord, nodes: Mapping[str, Node]) -> Host:
    return Host(
        node=_known(record.node, nodes, named_by=f"{record.slug}.node"),
        slug=record.slug,
        name=record.name,
        town=record.town,
        about=record.about.wording,
    )


def _contact(record: ContactRecord, host: Host) -> Contact:
    return Contact(
        host=host, role=record.role.wording, email=record.email, language=record.language
    )


def _site(record: SiteRecord, hosts: Mapping[str, Host]) -> Site:
    return Site(
        host=_known(record.host, hosts, named_by=f"{record.slug}.host"),
        slug=record.slug,
        name=record.name,
        town=record.town,
        address=record.address,
        point=record.point,
        zone=record.zone,
    )


def _offer(
    record: OfferRecord, sites: Mapping[str, Site], contacts: Mapping[tuple[str, str], Contact]
) -> Offer:
    site = _known(record.site, sites, named_by=f"{record.slug}.site")
    of_host = {
        slug: contact for (host, slug), contact in contacts.items() if host == site.host.slug
    }
    return Offer(
        site=site,
        contact=_known(record.contact, of_host, named_by=f"{record.slug}.contact"),
        others=[_known(one, of_host, named_by=f"{record.slug}.others") for one in record.others],
        is_together=record.is_together,
        depth=record.depth,
        slug=record.slug,
        title=record.title.wording,
        summary=record.summary.wording,
        description=record.description.wording,
        themes=record.themes,
        formats=record.formats,
        languages=record.languages,
        minutes=record.minutes,
        least_minutes=record.least_minutes,
        most_people=record.most_people,
        notice_days=record.notice_days,
        buffer_before=record.buffer_before,
        buffer_after=record.buffer_after,
        openings=record.openings,
        links=tuple(one.link for one in record.links),
        join_url=record.join_url or "",
    )
