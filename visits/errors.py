"""The errors of the domain, one small tree.

VisitsError                  anything the domain refuses
├── InvalidValue             a value that cannot be (a reversed Span, a group of 0); names the field
├── NotAllowedNow            the state does not allow the verb (an answer after publication)
├── SlotTaken                somebody else holds overlapping time of a contact
├── Stale                    what was decided on has changed since it was shown
│   └── AnsweredAlready      somebody else answered first (visits/request.py, for it tells what)
└── EngineMissing            an engine that was asked for is not installed; says how to
"""


class VisitsError(Exception):
    """Anything the domain refuses."""


class InvalidValue(VisitsError, ValueError):
    """A value that cannot be; `field` names it as the documents do ("wishes.earliest_on")."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class NotAllowedNow(VisitsError):
    """The state of a thing does not allow the verb that was tried on it."""


class SlotTaken(VisitsError):
    """Somebody else holds overlapping time; `offer_ids` are the offers whose slots were lost."""

    def __init__(self, *offer_ids: int) -> None:
        super().__init__(f"taken: {offer_ids}")
        self.offer_ids = offer_ids


class Stale(VisitsError):
    """What was decided on has changed since it was shown."""


class EngineMissing(VisitsError):
    """An engine that was asked for is not installed; the message says how to install it."""
