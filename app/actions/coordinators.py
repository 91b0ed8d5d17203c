"""Giving a coordinator a way in."""

from datetime import datetime

from app.actions.staff import hash_password
from app.actions.transaction import transaction
from app.persistence.catalogue import list_nodes
from app.persistence.records import Coordinator
from app.persistence.staff import end_sign_ins, find_coordinator
from app.world import World
from visits.errors import InvalidValue
from visits.language import Language

SHORTEST_PASSWORD = 15


def add_coordinator(
    world: World, *, email: str, node_slug: str, password: str, now: datetime
) -> None:
    """A coordinator at a node, or a new password for one who is there, whose sessions end.

    Raises InvalidValue.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidValue("password", f"at least {SHORTEST_PASSWORD} characters")
    with transaction(world, now=now) as tx:
        nodes = {node.slug: node for node in list_nodes(tx.session)}
        if node_slug not in nodes:
            raise InvalidValue("node", f"one of {', '.join(nodes) or 'none yet'}")
        node = nodes[node_slug]
        found = find_coordinator(tx.session, email)
        if found is not None:
            found.node, found.password_hash = node, hash_password(password)
            end_sign_ins(tx.session, found, now=now)
            return
        tx.session.add(
            Coordinator(
                node=node,
                role=node.name.in_language(Language.EN).text,
                email=email.strip().lower(),
                language=Language.EN,
                password_hash=hash_password(password),
            )
        )
