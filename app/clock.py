"""The one place where the clock is read."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def read_clock() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
