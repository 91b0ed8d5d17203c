"""Secret links: how their tokens are made, and why the database cannot tell them.

A token is derived from the installation's secret and a random nonce, so that a link can be shown
again to whoever may see it; the database keeps the nonce and a hash, and neither gives the token
without the secret. Looking up goes by hash, so links survive a change of the secret.
"""

import base64
import hashlib
import hmac
import secrets

TOKEN_LENGTH = 43


def new_nonce() -> str:
    """A fresh nonce of 256 random bits."""
    return secrets.token_urlsafe(32)


def derive_token(secret_key: str, nonce: str) -> str:
    """The token that belongs to a nonce, 43 characters safe in an address."""
    digest = hmac.new(secret_key.encode(), f"capability:{nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_token(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_token() -> str:
    """A random token that is not derived from anything (drafts, sign-ins)."""
    return secrets.token_urlsafe(32)
