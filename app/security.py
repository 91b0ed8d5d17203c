"""What every response says to the browser, whoever asked."""

import secrets

from flask import Flask, Response, g, request

from app.config import Settings

ONE_YEAR = 365 * 24 * 3600
ERROR = 400
POLICY = (
    "default-src 'none'",
    "script-src 'self' 'nonce-{nonce}'",
    "style-src 'self' 'nonce-{nonce}'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)


def csp_nonce() -> str:
    """The nonce of this response, for the few inline pieces a page may need."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def protect(app: Flask, settings: Settings) -> None:
    """Adds the headers to every response of the app, errors and static files included."""

    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = "; ".join(POLICY).format(nonce=csp_nonce())
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        if settings.is_https:
            headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
        if "token" in (request.view_args or {}):
            headers["X-Robots-Tag"] = "noindex, nofollow"
        if request.endpoint != "static" or response.status_code >= ERROR:
            headers.setdefault("Cache-Control", "no-store")
            response.vary.add("Cookie")
        return response

    app.after_request(add_headers)
