"""Comparing with files under tests/snapshots.

To renew a snapshot, delete its file and run the test twice: the first run writes the file and
fails so that somebody reads it, the second one holds it.
"""

from pathlib import Path

import pytest

SNAPSHOTS = Path(__file__).parent / "snapshots"


def check_snapshot(name: str, written: bytes) -> None:
    """Holds bytes to a file under tests/snapshots, written anew where it is not there."""
    path = SNAPSHOTS / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written)
        pytest.fail(f"{name} was written anew: read it, then run the test again")
    assert written == path.read_bytes()
