"""A file that takes long keeps nobody else waiting."""

import threading

from app.confined import Limits, Overran
from app.feeds.readers import Readers


def test_slow_file_keeps_nobody_else_waiting() -> None:
    readers = Readers("tests.confined_cases:read", limits=Limits(wall_seconds=3))
    ended: list[str] = []

    def read_slowly() -> None:
        try:
            readers.read(b"", how="sleep")
        except Overran:
            ended.append("slow")

    slow = threading.Thread(target=read_slowly)
    slow.start()
    for _ in range(3):
        ended.append(str(readers.read(b"quick", how="echo")))
    slow.join()

    assert ended == ["quick", "quick", "quick", "slow"]
