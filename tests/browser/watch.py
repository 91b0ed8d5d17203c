"""Notes everything in a browser that must not happen."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

OWN_SCHEMES = ("data:", "blob:")


@dataclass
class Watch:
    """The faults of one test: what the console says, scripts that fail, other hosts."""

    url: str
    faults: list[str] = field(default_factory=list)
    expected: str = "no status"

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._note_console)
        context.on("weberror", self._note_error)
        context.on("request", self._note_request)

    def expects(self, status: str) -> None:
        """A page that is answered so is no fault in this test."""
        self.expected = f"with a status of {status}"

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and self.expected not in message.text:
            self.faults.append(f"{message.type}: {message.text}")

    def _note_error(self, error: WebError) -> None:
        self.faults.append(f"error: {error.error}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", *OWN_SCHEMES)):
            self.faults.append(f"request to {request.url}")
