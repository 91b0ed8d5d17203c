"""What a secret calendar address opens: whose stops, for which reader."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from app.i18n import gettext, use_language
from app.labels import group_name
from app.mail.text import one_line
from app.persistence.feeds import Scope
from app.persistence.records import Capability
from visits.catalogue import Contact, Node
from visits.conversation import is_for_part, takes_part
from visits.delegation import Delegate, Delegation
from visits.itinerary import Itinerary, Stop
from visits.language import Language
from visits.notification import Recipient, contact_of, delegate_of, receiver_of

LANGUAGE_OF = {"SE": Language.SV, "FI": Language.FI}

Reader = Callable[[Stop, Itinerary], Recipient | None]


@dataclass(frozen=True)
class Opened:
    """A calendar: its stops lie within `scope`, and `reader_of` says who sees one, if anybody."""

    key: Hashable
    scope: Scope
    name: str
    language: Language
    reader_of: Reader


def opened_by(capability: Capability, *, language: Language | None) -> Opened | None:
    """The calendar behind an address; an office's is in the language that is wished for."""
    if capability.contact is not None:
        return _of_contact(capability.contact)
    if capability.node is not None:
        return _of_node(capability.node, language=language)
    if capability.delegate is not None:
        return _of_delegate(capability.delegate)
    if capability.delegation is not None:
        return _of_visit(capability.delegation, group=capability.group_name)
    return None


def _of_contact(contact: Contact) -> Opened:
    with use_language(contact.language):
        name = gettext("Visits to %(host)s") % {"host": one_line(contact.host.name)}
    return Opened(
        ("contact", contact.id, contact.language),
        Scope(contact_id=contact.id),
        name,
        contact.language,
        lambda stop, _: receiver_of(stop, contact),
    )


def _of_node(node: Node, *, language: Language | None) -> Opened:
    spoken = language or LANGUAGE_OF.get(node.country, Language.EN)
    with use_language(spoken):
        office = one_line(node.name.in_language(spoken).text)
        name = gettext("Study visits, %(office)s") % {"office": office}
    reader = Recipient("", office, spoken, node.zone, is_host=True)
    return Opened(
        ("node", node.id, spoken), Scope(node_id=node.id), name, spoken, lambda *_: reader
    )


def _of_delegate(delegate: Delegate) -> Opened:
    reader = delegate_of(delegate)

    def reader_of(stop: Stop, itinerary: Itinerary) -> Recipient | None:
        return reader if takes_part(delegate, stop) and itinerary.was_told(stop) else None

    return Opened(
        ("delegate", delegate.id, reader, delegate.group),
        Scope(delegation_id=delegate.delegation.id),
        _name_of(delegate.delegation, delegate.group, language=delegate.language),
        delegate.language,
        reader_of,
    )


def _of_visit(delegation: Delegation, *, group: str) -> Opened:
    reader = contact_of(delegation)

    def reader_of(stop: Stop, itinerary: Itinerary) -> Recipient | None:
        is_theirs = not group or is_for_part(group, stop, delegation)
        return reader if is_theirs and itinerary.was_told(stop) else None

    return Opened(
        ("visit", delegation.id, group, reader),
        Scope(delegation_id=delegation.id),
        _name_of(delegation, group, language=delegation.language),
        delegation.language,
        reader_of,
    )


def _name_of(delegation: Delegation, group: str, *, language: Language) -> str:
    with use_language(language):
        name = gettext("Study visit %(reference)s") % {"reference": one_line(delegation.reference)}
        return f"{name}: {one_line(group_name(group))}" if group else name
