"""Texts that are kept sealed: who has the database but not the secret cannot read them.

The key is derived from the installation's secret (HKDF, RFC 5869) and seals with Fernet, which
also tells when a sealed text was changed.
"""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"kvarken: sealed texts"
KEY_BYTES = 32


class CannotOpen(Exception):
    """A sealed text was changed, or sealed with a secret that is not known here."""


class Seal:
    """Seals with the first secret, and opens what was sealed with any of them."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = MultiFernet([Fernet(_key(secret)) for secret in secrets])

    def close(self, text: str) -> str:
        """The text, sealed; never the same twice."""
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text that was sealed; raises CannotOpen."""
        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except InvalidToken as refused:
            raise CannotOpen from refused


def _key(secret: str) -> bytes:
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
