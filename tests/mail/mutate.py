"""Mails damaged at random: none of them may raise, hang, or be acted on as if it were whole.

    python -m tests.mail.mutate --count 1000000

The last such run, of 100,000 with the seeds 1000 and 5000, found one that raised (an alphabet with
a NUL in its name, mended since) and none that was acted on wrongly or took longer than 4 seconds.
A batch runs in a process of its own, with a limit of time for each mail. Whether a mail would be
acted on is decided as in the application, for one request that waits for its host.
"""

import argparse
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from icalendar.timezone import tzp

from app.confined import Confined, Limits
from app.mail.receive.mime import received
from app.mail.receive.received import ReceivedMail
from tests.builders import NOW, a_request
from tests.mail.incoming import FIXTURES
from tests.mail.shapes import CLIENTS, Said, mail_of
from visits.reply import Heard, Outcome, doubt_about, judge, same_mailbox

UID = "0123456789abcdef@localhost"
HOST = "project-lead.north@example.org"
LONGEST_SECONDS = 5.0
BATCH = 2000

Mutate = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Kind:
    """A way to damage a mail; `is_fatal` where it breaks what says who answers to what."""

    mutate: Mutate
    is_fatal: bool = False


def flip(mail: bytes, rng: random.Random) -> bytes:
    """Some octets are others."""
    damaged = bytearray(mail)
    for _ in range(rng.randint(1, 8)):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


def cut(mail: bytes, rng: random.Random) -> bytes:
    """It ends too early, or begins too late."""
    at = rng.randrange(len(mail))
    return mail[:at] if rng.random() < 0.7 else mail[at:]


def repeat(mail: bytes, rng: random.Random) -> bytes:
    """A piece of it comes again and again."""
    start = rng.randrange(len(mail))
    piece = mail[start : start + rng.randint(1, 200)]
    return mail[:start] + piece * rng.randint(2, 60) + mail[start:]


def shuffle(mail: bytes, rng: random.Random) -> bytes:
    """Some lines have changed places."""
    lines = mail.split(b"\r\n")
    for _ in range(rng.randint(1, 5)):
        one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"\r\n".join(lines)


def odd(mail: bytes, rng: random.Random) -> bytes:
    """Something that parsers stumble over stands in the middle of it."""
    pieces = (
        b"\x00",
        b"\r\n\r\n",
        b"\xff\xfe",
        b"=?utf-8?B?////?=",
        b"(" * 300,
        b"BEGIN:VEVENT\r\n" * 40,
        b";TZID=Nowhere/At-All",
        b";X=" + b"y" * 2000,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 20,
        b"RRULE:FREQ=SECONDLY\r\n",
        b"DTSTART:99991231T235959Z\r\n",
        b"SEQUENCE:" + b"9" * 400 + b"\r\n",
    )
    at = rng.randrange(len(mail))
    return mail[:at] + rng.choice(pieces) + mail[at:]


def wrong(what: bytes) -> Mutate:
    """One letter of a thing is another, wherever it stands in plain sight."""

    def mutate(mail: bytes, rng: random.Random) -> bytes:
        at = rng.randrange(len(what))
        letter = rng.choice(b"bcfghijklmnpqrstuvwxyz".replace(what[at : at + 1], b""))
        return mail.replace(what, what[:at] + bytes([letter]) + what[at + 1 :])

    return mutate


def stranger(mail: bytes, rng: random.Random) -> bytes:
    """Somebody else sends it."""
    sender = rng.choice([b"x@example.net", b"", b"a@b, c@d", HOST.encode() + b".net", b"@", b"<>"])
    return re.sub(rb"(?m)^From: .*$", b"From: " + sender, mail)


KINDS = {
    "flip": Kind(flip),
    "cut": Kind(cut),
    "repeat": Kind(repeat),
    "shuffle": Kind(shuffle),
    "odd": Kind(odd),
    "uid": Kind(wrong(UID.encode()), is_fatal=True),
    "attendee": Kind(wrong(b"mailto:" + HOST.encode()), is_fatal=True),
    "sender": Kind(stranger, is_fatal=True),
}


class TooSlow(Exception):
    """One mail has taken longer than any may."""


def plain_mails() -> list[bytes]:
    """Answers in which everything stands in plain sight, so that it can be damaged by letters."""
    request = a_request()
    span = request.stop.span
    said = Said(uid=UID, attendee=HOST, starts_at=span.starts_at, ends_at=span.ends_at, at=NOW)
    return [
        re.sub(rb"=\r?\n|\r?\n ", b"", mail_of(client, said))
        for client in CLIENTS.values()
        if client.encoding != "base64" and not client.has_copy and not client.is_upper
    ]


def other_mails() -> list[bytes]:
    """Every fixture that is not there for its size; few with a time zone, which is slow to read."""
    request = a_request()
    span = request.stop.span
    said = Said(uid=UID, attendee=HOST, starts_at=span.starts_at, ends_at=span.ends_at, at=NOW)
    chosen = (name for name in FIXTURES if not name.startswith("outlook") or "accepts" in name)
    mails = (FIXTURES[name].make(said) for name in chosen)
    return [mail for mail in mails if 0 < len(mail) < 20_000]


def would_act(mail: ReceivedMail) -> bool:
    """Whether the application would act on it, for one request that waits."""
    if mail.is_automatic or mail.trouble is not None:
        return False
    own = [one for one in mail.replies if same_mailbox(one.attendee, mail.sender)]
    candidates = own or list(mail.replies)
    if len(candidates) != 1:
        return False
    reply, request = candidates[0], a_request()
    if reply.uid != UID or doubt_about(reply, sender=mail.sender, invited=[HOST]):
        return False
    heard = Heard(sequence=request.stop.sequence)
    return judge(reply, request, heard=heard, now=NOW + timedelta(hours=1)) is Outcome.ACTED


def run_batch(_: bytes, *, seed: int, count: int) -> dict[str, object]:
    """Damages and reads so many mails; what was wrong with which, and which were acted on."""

    def stop(*_: object) -> None:
        raise TooSlow

    rng = random.Random(seed)
    plain, others, names = plain_mails(), other_mails(), list(KINDS)
    wrongs: list[str] = []
    acted: Counter[str] = Counter()
    slowest = 0.0
    signal.signal(signal.SIGALRM, stop)
    for number in range(count):
        name = rng.choice(names)
        kind = KINDS[name]
        mail = rng.choice(plain if kind.is_fatal else others)
        damaged = kind.mutate(mail, rng)
        began = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
        try:
            if would_act(received(damaged)):
                acted[name] += 1
                if kind.is_fatal and damaged != mail:
                    wrongs.append(f"{seed}.{number}: acted on with a wrong {name}")
        except Exception as failure:  # noqa: BLE001 - that is what is looked for
            wrongs.append(f"{seed}.{number}: {name}: {failure!r}")
        signal.setitimer(signal.ITIMER_REAL, 0)
        slowest = max(slowest, time.perf_counter() - began)
        tzp.use_default()
    return {"wrongs": wrongs, "acted": dict(acted), "slowest": slowest}


def run(count: int, *, seed: int) -> tuple[list[str], Counter[str], float]:
    """Everything that was wrong, what was acted on, and the slowest mail in seconds."""
    confined = Confined(
        "tests.mail.mutate:run_batch",
        limits=Limits(cpu_seconds=120, wall_seconds=300.0, memory=2**30),
    )
    wrongs: list[str] = []
    acted: Counter[str] = Counter()
    slowest = 0.0
    for batch in range(-(-count // BATCH)):
        size = min(BATCH, count - batch * BATCH)
        found = confined.read(b"", seed=seed + batch, count=size)
        assert isinstance(found, dict)
        wrongs += found["wrongs"]
        acted.update(found["acted"])
        slowest = max(slowest, found["slowest"])
    confined.close()
    return wrongs, acted, slowest


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    wrongs, acted, slowest = run(options.count, seed=options.seed)
    print(*wrongs[:50], sep="\n")
    print(f"{options.count} mails, {len(wrongs)} wrong, slowest {slowest:.2f} s, acted: {acted}")
