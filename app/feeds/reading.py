"""Reading the busy times of a calendar of somebody's own, wherever it is."""

from datetime import datetime

from app.confined import Limits, Overran, Unreadable
from app.feeds.caldav import calendar_files
from app.feeds.fetching import Asked, Fetch, Fetched, Fetcher
from app.feeds.readers import Readers
from app.feeds.source import BusyTimes, NotRead, Source, SourceKind, WhyNotRead
from app.feeds.status import check_status
from visits.span import Span, union

__all__ = [
    "Asked",
    "BusyTimes",
    "Fetch",
    "Fetched",
    "NotRead",
    "Source",
    "SourceKind",
    "WhyNotRead",
    "read_busy",
    "read_busy_file",
]

# A file of five megabytes takes about a second; on a busy machine that second may be long.
FILES = Readers(
    "visits.ics.busy:read_busy_times",
    limits=Limits(cpu_seconds=4, wall_seconds=20.0, memory=256 * 2**20),
)


def read_busy(source: Source, *, between: Span, zone: str, fetch: Fetch | None = None) -> BusyTimes:
    """The taken times of a Span; raises NotRead, and nothing else.

    What has no zone of its own, a whole day above all, counts in the owner's `zone`. `fetch` is
    guarded unless a test brings its own; it serves one reading.
    """
    fetch = fetch or Fetcher()
    if source.kind is SourceKind.CALDAV:
        files, etag = calendar_files(source, between=between, fetch=fetch), ""
    else:
        fetched = fetch(Asked(source.url, user=source.user, password=source.password))
        check_status(fetched.status)
        files, etag = [fetched.content], fetched.headers.get("etag", "")
    read = [read_busy_file(file, between=between, zone=zone, own=source.own) for file in files]
    spans = union(span for one in read for span in one.spans)
    return BusyTimes(spans, sum(one.events for one in read), etag)


def read_busy_file(content: bytes, *, between: Span, zone: str, own: str = "") -> BusyTimes:
    """The taken times that a calendar file says, read in a process of its own."""
    bounds = {"starts_at": between.starts_at.isoformat(), "ends_at": between.ends_at.isoformat()}
    try:
        said = FILES.read(content, **bounds, zone=zone, own=own)
    except Overran as overran:
        raise NotRead(WhyNotRead.TOO_COMPLEX) from overran
    except Unreadable as broken:
        raise NotRead(WhyNotRead.BROKEN) from broken
    assert isinstance(said, dict)
    if "why" in said:
        raise NotRead(WhyNotRead(said["why"]), str(said["detail"]))
    pairs = [
        (datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in said["spans"]
    ]
    return BusyTimes(tuple(Span(*pair) for pair in pairs), int(said["events"]))
