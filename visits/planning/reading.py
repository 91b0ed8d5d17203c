"""Reading JSON values with a path, so that an error says where it is: "choices[3].minutes"."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import TypeVar

from visits.errors import InvalidValue

T = TypeVar("T")


def as_text(value: object, path: str) -> str:
    """A text."""
    if not isinstance(value, str):
        raise InvalidValue(path, "a text is needed")
    return value


def as_whole(value: object, path: str) -> int:
    """A whole number; true and false are none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidValue(path, "a whole number is needed")
    return value


def as_number(value: object, path: str) -> float:
    """A number, whole or not."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise InvalidValue(path, "a number is needed")
    with _form(path, "a smaller number is needed"):
        return float(value)


def as_truth(value: object, path: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise InvalidValue(path, "true or false is needed")
    return value


def as_date(value: object, path: str) -> date:
    """A date written as 2026-11-02."""
    with _form(path, "a date like 2026-11-02 is needed"):
        return date.fromisoformat(as_text(value, path))


def as_time(value: object, path: str) -> time:
    """A wall time written as 09:30."""
    with _form(path, "a time like 09:30 is needed"):
        return time.fromisoformat(as_text(value, path)).replace(tzinfo=None)


def as_instant(value: object, path: str) -> datetime:
    """An instant with its offset, written as 2026-11-02T09:30+02:00."""
    with _form(path, "an instant like 2026-11-02T09:30+02:00 is needed"):
        instant = datetime.fromisoformat(as_text(value, path))
        if instant.tzinfo is None:
            raise ValueError
        # Beside the first and the last year there are instants that UTC cannot name.
        return instant.astimezone(UTC)


@contextmanager
def _form(path: str, reason: str) -> Iterator[None]:
    """Turns a failed conversion into an error that names the path."""
    try:
        yield
    except InvalidValue:
        raise
    except (ValueError, OverflowError):
        raise InvalidValue(path, reason) from None


def as_tuple(value: object, path: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    """A list, each entry read the same way."""
    if not isinstance(value, list | tuple):
        raise InvalidValue(path, "a list is needed")
    return tuple(read(entry, f"{path}[{place}]") for place, entry in enumerate(value))


class Fields:
    """The fields of a JSON object; unknown ones are refused, so that a slip is not overlooked."""

    def __init__(self, value: object, path: str, known: Collection[str]) -> None:
        if not isinstance(value, dict):
            raise InvalidValue(path or "document", "an object is needed")
        self.values: dict[str, object] = value
        self.path = path
        for name in value:
            if name not in known:
                raise InvalidValue(self.at(str(name)), "not a known field")

    def at(self, name: str) -> str:
        """The path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def needed(self, name: str, read: Callable[[object, str], T]) -> T:
        """A field that must be there."""
        if name not in self.values:
            raise InvalidValue(self.at(name), "missing")
        return read(self.values[name], self.at(name))

    def given(self, name: str, read: Callable[[object, str], T], otherwise: T) -> T:
        """A field, or what stands for it where it is not there."""
        return read(self.values[name], self.at(name)) if name in self.values else otherwise
