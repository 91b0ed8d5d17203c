"""Calendars that were built before, for as long as nothing in them has changed."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256

MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """A calendar's bytes with a tag that is theirs alone; `mark` is what it was built from."""

    mark: str
    content: bytes
    etag: str


class Shelf:
    """Keeps calendars by their key, the ones used last; many requests may use it at once."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, *, mark: str, build: Callable[[], bytes]) -> Kept:
        """The calendar as it is under this mark, built where it is not on the shelf."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None and found.mark == mark:
                self._kept.move_to_end(key)
                return found
        content = build()
        made = Kept(mark, content, sha256(content).hexdigest()[:32])
        with self._lock:
            self._put(key, made)
        return made

    def _put(self, key: Hashable, made: Kept) -> None:
        before = self._kept.pop(key, None)
        self._bytes += len(made.content) - (len(before.content) if before else 0)
        self._kept[key] = made
        while self._bytes > self._most and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= len(gone.content)
