"""The demonstration's mailbox: mail ends in a table that a page shows."""

from collections.abc import Callable

from app.actions.transaction import transaction
from app.mail.deliver import Delivery
from app.persistence.outbox import add_letter
from app.persistence.records import Letter
from app.world import World


def mailbox_deliverer(world: World) -> Callable[[Delivery], None]:
    """Delivers into the mailbox; the same Message-ID arrives once."""

    def deliver(delivery: Delivery) -> None:
        now = world.clock()
        with transaction(world, now=now) as tx:
            letter = Letter(
                message_id=delivery.message_id,
                recipient=delivery.recipient,
                subject=delivery.subject,
                content=delivery.content,
                arrived_at=now,
            )
            add_letter(tx.session, letter)

    return deliver
