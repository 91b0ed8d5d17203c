"""What a reader may be led to do, for tests/test_confined.py."""

import os
import signal
import sys
import time
from pathlib import Path

REMEMBERED: list[str] = []


def read(content: bytes, *, how: str = "echo") -> object:
    """Behaves well or badly, as told."""
    match how:
        case "echo":
            return content.decode()
        case "spin":
            while True:
                pass
        case "sleep":
            time.sleep(60)
        case "eat":
            return len(bytearray(2**32))
        case "raise":
            raise LookupError("no such thing")
        case "leave":
            sys.exit(1)
        case "kill":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "large":
            return "x" * 2**24
        case "print":
            print("hello")
            sys.stdout.flush()
            return sys.stdin.read()
        case "recurse":
            return read(content, how="recurse")
        case "secrets":
            return sorted(os.environ)
        case "write":
            return Path(content.decode()).write_bytes(b"written")
        case "remember":
            REMEMBERED.append(content.decode())
            return list(REMEMBERED)
    return None
