"""The token against forgery, as a browser finds it on a page."""

import re

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_of(page: str) -> str:
    found = TOKEN.search(page)
    return found[1] if found else ""
