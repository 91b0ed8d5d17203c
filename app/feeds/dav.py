"""What a calendar server answers, as values. It runs in a process of its own (app/confined.py)."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"


def read_answer(content: bytes) -> list[dict[str, object]]:
    """The resources of a 207 answer (RFC 4918, RFC 4791), one dict each.

    `status` is what the server says of the whole resource, 200 where it says nothing. Raises
    where it is no such answer, or carries a DTD: those can read files and explode.
    """
    root = fromstring(content, forbid_dtd=True)
    if root.tag != f"{DAV}multistatus":
        raise ValueError("not a multistatus")
    return [_resource(one) for one in root.findall(f"{DAV}response")]


def _resource(response: Element) -> dict[str, object]:
    found = list(_properties(response))
    kinds = [kind.tag for one in found if one.tag == f"{DAV}resourcetype" for kind in one]
    components = [
        part.get("name", "").upper()
        for one in found
        if one.tag == f"{CALDAV}supported-calendar-component-set"
        for part in one
    ]
    transparent = [part.tag for one in found for part in one]
    return {
        "href": _text(response.find(f"{DAV}href")),
        "status": _status(response.find(f"{DAV}status")),
        "is_calendar": f"{CALDAV}calendar" in kinds,
        "takes_events": not components or "VEVENT" in components,
        "is_free": f"{CALDAV}transparent" in transparent,
        "principal": _href(found, f"{DAV}current-user-principal"),
        "home": _href(found, f"{CALDAV}calendar-home-set"),
        "data": next((one.text or "" for one in found if one.tag == f"{CALDAV}calendar-data"), ""),
    }


def _properties(response: Element) -> Iterator[Element]:
    """What the server found of what was asked for."""
    for part in response.findall(f"{DAV}propstat"):
        if _status(part.find(f"{DAV}status")) == 200:
            for properties in part.findall(f"{DAV}prop"):
                yield from properties


def _href(found: list[Element], name: str) -> str:
    return next((_text(one.find(f"{DAV}href")) for one in found if one.tag == name), "")


def _status(element: Element | None) -> int:
    """HTTP/1.1 200 OK is 200; what cannot be read is 0."""
    if element is None:
        return 200
    words = _text(element).split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""
