"""Reading what strangers wrote, in a process of its own that may cost little and knows nothing.

A parser may be led to run for ever, to fill the memory, or to remember one file's lies for the
next. So a helper process, `python -m app.confined visits.ics.answers:read_answers`, loads the
parser once and then forks for each input: every fork is new, has limits of its own, and gets no
settings and no secrets. The helper ends with the process that uses it.
"""

import atexit
import gc
import importlib
import json
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

MEBIBYTE = 2**20
GRACE_SECONDS = 5.0
OPEN_FILES = 64
ROOT = Path(__file__).parents[1]
SIZE = struct.Struct("!cQ")
DONE, OVERRAN, BROKE = b".", b">", b"!"

Function = Callable[..., object]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one input may cost: seconds of its own and by the wall, memory and answer in bytes."""

    cpu_seconds: int = 5
    wall_seconds: float = 10.0
    memory: int = 512 * MEBIBYTE
    answer: int = 8 * MEBIBYTE


class Unreadable(Exception):
    """The input could not be read; raised as one of the two below."""


class Overran(Unreadable):
    """It would have cost more time, memory or answer than it may."""


class Broke(Unreadable):
    """The reading ended in an error, or the helper did."""


class Confined:
    """A function that reads foreign bytes, named `package.module:function`, behind limits.

    It is called with the bytes and with arguments by name, and answers; arguments and answer
    are what JSON can say. One at a time: threads wait for each other. Starts its helper when
    first used, and again after a fork or when the helper was lost.
    """

    def __init__(self, function: str, *, limits: Limits | None = None) -> None:
        self._function = function
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._helper: subprocess.Popen[bytes] | None = None
        self._owner = 0
        atexit.register(self.close)

    def read(self, content: bytes, **arguments: object) -> object:
        """What the function answers; raises Overran or Broke, nothing else."""
        with self._lock:
            try:
                helper = self._running()
            except OSError as failure:
                raise Broke("no helper could be started") from failure
            try:
                return self._ask(helper, _packed(json.dumps(arguments).encode(), content))
            except (OSError, EOFError) as failure:
                self._end()
                raise Broke("the helper was lost") from failure
            except Overran:
                if helper.poll() is not None:
                    self._end()
                raise

    def close(self) -> None:
        """Ends the helper; the next reading starts a new one."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._helper is None or self._owner != os.getpid() or self._helper.poll() is not None:
            self._end()
            self._helper = self._started()
            self._owner = os.getpid()
        return self._helper

    def _started(self) -> subprocess.Popen[bytes]:
        limits = self._limits
        numbers = (limits.cpu_seconds, limits.wall_seconds, limits.memory, limits.answer)
        return subprocess.Popen(  # noqa: S603 - it is this Python, and a name from the code
            [sys.executable, "-m", "app.confined", self._function, *map(str, numbers)],
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )

    def _ask(self, helper: subprocess.Popen[bytes], question: bytes) -> object:
        assert helper.stdin is not None
        assert helper.stdout is not None
        _write(helper.stdin.fileno(), question)
        until = time.monotonic() + self._limits.wall_seconds + GRACE_SECONDS
        try:
            header = _read_exactly(helper.stdout.fileno(), SIZE.size, until=until)
            how, size = SIZE.unpack(header)
            answer = _read_exactly(helper.stdout.fileno(), size, until=until)
        except TimeoutError:
            self._end()
            raise Overran("the helper did not answer in time") from None
        if how == OVERRAN:
            raise Overran("it took too much time, memory or room")
        if how == BROKE:
            raise Broke(answer.decode("utf-8", "replace"))
        return json.loads(answer)

    def _end(self) -> None:
        helper, self._helper = self._helper, None
        if helper is None:
            return
        for pipe in (helper.stdin, helper.stdout):
            if pipe is not None:
                pipe.close()
        if self._owner == os.getpid():
            helper.kill()
            helper.wait()
        else:
            helper.returncode = 0  # it belongs to the process this one was forked from


def _packed(arguments: bytes, content: bytes) -> bytes:
    return struct.pack("!QQ", len(arguments), len(content)) + arguments + content


def _write(pipe: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(pipe, view) :]


def _read_exactly(pipe: int, size: int, *, until: float) -> bytes:
    """So many bytes; raises TimeoutError when it takes too long, EOFError where there are less."""
    chunks = []
    while size:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError
        chunk = os.read(pipe, min(size, MEBIBYTE))
        if not chunk:
            raise EOFError
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def serve(function: Function, *, limits: Limits) -> None:
    """The helper's life: reads questions, lets a fork answer each, until nobody asks any more."""
    questions, answers = sys.stdin.buffer, sys.stdout.fileno()
    gc.collect()
    gc.freeze()
    while header := questions.read(16):
        sizes = struct.unpack("!QQ", header)
        arguments, content = (questions.read(size) for size in sizes)
        how, answer = _forked(function, content, json.loads(arguments), limits=limits)
        _write(answers, SIZE.pack(how, len(answer)) + answer)


def _forked(
    function: Function, content: bytes, arguments: dict[str, object], *, limits: Limits
) -> tuple[bytes, bytes]:
    """How the reading of one input ended, and its answer."""
    pipe, far_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(pipe)
        _answer_and_exit(function, content, arguments, pipe=far_end, limits=limits)
    os.close(far_end)
    try:
        said = _said(pipe, limits=limits)
    except TimeoutError:
        os.kill(child, signal.SIGKILL)
        said = OVERRAN, b""
    except EOFError:
        said = None
    os.close(pipe)
    _, status = os.waitpid(child, 0)
    return said or _ended_early(status)


def _said(pipe: int, *, limits: Limits) -> tuple[bytes, bytes]:
    until = time.monotonic() + limits.wall_seconds
    how, size = SIZE.unpack(_read_exactly(pipe, SIZE.size, until=until))
    if size > limits.answer:
        raise TimeoutError
    return how, _read_exactly(pipe, size, until=until)


def _ended_early(status: int) -> tuple[bytes, bytes]:
    """A fork that says nothing has used up its time, or fell over."""
    overran = os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}
    return (OVERRAN if overran else BROKE), b"ended early"


def _answer_and_exit(
    function: Function,
    content: bytes,
    arguments: dict[str, object],
    *,
    pipe: int,
    limits: Limits,
) -> NoReturn:
    """What a fork does with its one input; it never comes back."""
    _silence()
    _limit(limits)
    try:
        how, answer = DONE, json.dumps(function(content, **arguments)).encode()
    except (MemoryError, RecursionError):
        how, answer = OVERRAN, b""
    except BaseException as failure:  # noqa: BLE001 - a parser of foreign files may raise anything
        how, answer = BROKE, type(failure).__name__.encode()
    try:
        _write(pipe, SIZE.pack(how, len(answer)) + answer)
    finally:
        os._exit(0)


def _silence() -> None:
    """Nothing that the function prints or asks reaches the helper's pipes."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)


def _limit(limits: Limits) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _function(name: str) -> Function:
    module, _, attribute = name.partition(":")
    found: Function = getattr(importlib.import_module(module), attribute)
    return found


def main(arguments: list[str]) -> None:
    """The helper, as it is started."""
    name, cpu_seconds, wall_seconds, memory, answer = arguments
    limits = Limits(
        cpu_seconds=int(cpu_seconds),
        wall_seconds=float(wall_seconds),
        memory=int(memory),
        answer=int(answer),
    )
    serve(_function(name), limits=limits)


if __name__ == "__main__":
    main(sys.argv[1:])
