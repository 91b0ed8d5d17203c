"""What is kept of somebody who asks to join a delegation."""

from dataclasses import dataclass
from datetime import datetime

from visits.delegation import Delegation
from visits.language import Language


@dataclass(eq=False, kw_only=True)
class JoinAsk:
    """Somebody who has typed an address on the page for joining; nobody knows yet whose it is.

    Only a hash is kept of the token that was mailed to the address.
    """

    id: int | None = None
    delegation: Delegation
    token_hash: str
    group: str
    name: str
    email: str
    language: Language
    zone: str
    asked_at: datetime
