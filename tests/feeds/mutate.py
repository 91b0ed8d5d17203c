"""Damaged calendar files, thousands of them: read, or refused, but never a taken time shown free.

Each file has lines that say when somebody is busy. Where a mutant still has those lines as they
were, the time must come out as busy, or the file must be refused. The longer run:

    python -m tests.feeds.mutate --count 1000000
"""

import argparse
import json
import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime
from types import FrameType

from tests.feeds.files import calendar, event, span
from visits.free_busy import NotRead
from visits.ics.busy import busy_times
from visits.span import Span

BETWEEN = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
MOST_SECONDS = 5

ZONED = "DTSTART;TZID=Europe/Stockholm:20260315T090000\nDTEND;TZID=Europe/Stockholm:20260315T100000"
BUSY_PARTS = (
    (event("DTSTART:20260310T100000Z", "DTEND:20260310T110000Z"), ["03-10T10:00/03-10T11:00"]),
    (event(ZONED, "STATUS:TENTATIVE", uid="2"), ["03-15T08:00/03-15T09:00"]),
    (event("DTSTART:20260402T100000Z", "DURATION:P1DT2H", uid="3"), ["04-02T10:00/04-03T12:00"]),
    (
        event("DTSTART:20260106T090000Z", "DURATION:PT30M", "RRULE:FREQ=WEEKLY;COUNT=11", uid="4"),
        ["03-03T09:00/03-03T09:30", "03-10T09:00/03-10T09:30", "03-17T09:00/03-17T09:30"],
    ),
)
AROUND = (
    event("DTSTART;VALUE=DATE:20260420", "DTSTAMP:20260101T000000Z", "TRANSP:TRANSPARENT", uid="5"),
    event(
        "SUMMARY;LANGUAGE=sv:Räksmörgås\\, och",
        "  mer",
        "DTSTART;TZID=FLE Standard Time:20260301T090000",
        "DTEND;TZID=FLE Standard Time:20260301T093000",
        "RRULE:FREQ=MONTHLY;BYDAY=1MO,-1FR;UNTIL=20261231T000000Z",
        "EXDATE:20260302T070000Z",
        "BEGIN:VALARM\nTRIGGER:-PT15M\nEND:VALARM",
        uid="6",
    ),
    "BEGIN:VTIMEZONE\nTZID:Europe/Stockholm\nBEGIN:STANDARD\nDTSTART:19701025T030000\n"
    "TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n"
    "END:STANDARD\nEND:VTIMEZONE",
)
SCRAPS = (
    b"\r\n", b"\n ", b"\0", b"\xff", b":", b";", b'"', b"=", b",", b"0", b"9" * 40, b"BEGIN:VEVENT",
    b"END:VEVENT", b"\nEND:VCALENDAR\n", b"\nBEGIN:VTODO\n", b"\nBEGIN:X-A\n", b"TZID=Nowhere:",
    b"FREQ=SECONDLY", b"INTERVAL=0", b"COUNT=", b"UNTIL=99991231", b"T", b"Z", b"-P", b"PT1S",
    b"\nRRULE:FREQ=HOURLY\n", b"\nSTATUS:CANCELLED\n", b"RECURRENCE-ID:20260310T100000Z", b"UID:4",
    "\u2028".encode(), "ﬁ".encode(), b"00000000T000000", b"\nX-WR-TIMEZONE:Asia/Tokyo\n",
)  # fmt: skip


def mutant(dice: random.Random) -> tuple[bytes, list[Span]]:
    """A damaged file, and the times that it says so plainly that they must not be free."""
    part, texts = dice.choice(BUSY_PARTS)
    parts = [part, *dice.sample(AROUND, dice.randrange(len(AROUND) + 1))]
    dice.shuffle(parts)
    content = bytearray(calendar(*parts))
    for _ in range(dice.choice((1, 1, 1, 1, 2, 3, 8))):
        _damage(content, dice)
    is_whole = f"\n{part}\n".encode() in content
    return bytes(content), [span(text) for text in texts] if is_whole else []


def _damage(content: bytearray, dice: random.Random) -> None:
    here = dice.randrange(len(content) + 1)
    there = min(len(content), here + dice.choice((1, 1, 1, 2, 5, 30, 200)))
    match dice.randrange(10):
        case 0:
            content[here:there] = b""
        case 1:
            content[here:here] = dice.choice(SCRAPS)
        case 2:
            content[here:there] = dice.randbytes(there - here)
        case 3:
            content[here:here] = content[here:there]
        case 4:
            lines = content.split(b"\n")
            first, second = dice.randrange(len(lines)), dice.randrange(len(lines))
            lines[first], lines[second] = lines[second], lines[first]
            content[:] = b"\n".join(lines)
        case 5:
            lines = content.split(b"\n")
            del lines[dice.randrange(len(lines))]
            content[:] = b"\n".join(lines) or b"\n"
        case _:
            if here < len(content):
                content[here] ^= 1 << dice.randrange(8)


def read_mutants(
    content: bytes = b"", *, seed: int, count: int, unknown_is_free: bool = False
) -> dict[str, object]:
    """How so many mutants fare: outcomes, seconds of the slowest, and what is wrong.

    Called as `app.confined` calls. With `unknown_is_free`, what cannot be read takes no time:
    that is the harm this is there to see.
    """
    del content
    signal.signal(signal.SIGPROF, _hang)
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    slowest = 0.0
    for number in range(seed, seed + count):
        file, taken = mutant(random.Random(number))
        started = time.process_time()
        outcome, spans = _read(file)
        slowest = max(slowest, time.process_time() - started)
        outcomes[outcome] += 1
        if outcome.startswith("!"):
            wrong.append(f"{number}: {outcome}")
        elif outcome == "read" or unknown_is_free:
            outcomes["said busy"] += len(taken) > 0
            if not all(any(busy.contains(one) for busy in spans) for one in taken):
                wrong.append(f"{number}: a taken time is free")
    return {"outcomes": dict(outcomes), "slowest": slowest, "wrong": wrong[:20]}


def _read(file: bytes) -> tuple[str, tuple[Span, ...]]:
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        spans, _ = busy_times(file, between=BETWEEN, zone="Europe/Stockholm")
    except NotRead as failure:
        return failure.why.value, ()
    except Exception as leaked:  # noqa: BLE001 - this is what is looked for
        return f"!{leaked!r}", ()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "read", spans


def _hang(number: int, frame: FrameType | None) -> None:
    raise TimeoutError("it hangs")


def main() -> None:
    """Prints one line of JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=0)
    chosen = arguments.parse_args()
    print(json.dumps(read_mutants(b"", seed=chosen.seed, count=chosen.count)))


if __name__ == "__main__":
    main()
