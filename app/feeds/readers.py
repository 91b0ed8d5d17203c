"""A few helpers for one kind of foreign file, so that a slow one keeps nobody else waiting."""

import queue

from app.confined import Confined, Limits

MOST = 3


class Readers:
    """As many helpers as threads read at once, up to three; a helper starts when it is needed."""

    def __init__(self, function: str, *, limits: Limits) -> None:
        self._idle: queue.LifoQueue[Confined] = queue.LifoQueue()
        for _ in range(MOST):
            self._idle.put(Confined(function, limits=limits))

    def read(self, content: bytes, **arguments: object) -> object:
        """What the function answers; raises as `Confined.read` does."""
        reader = self._idle.get()
        try:
            return reader.read(content, **arguments)
        finally:
            self._idle.put(reader)
