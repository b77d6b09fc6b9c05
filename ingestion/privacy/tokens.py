"""Tokens for citizen IDs, names and phone numbers; they identify a person across feeds.

A token is an HMAC-SHA256. Its key is stored outside the database, so nobody can find the ID by
trying all ID numbers (domain.md, "Personal data").
"""

import hashlib
import hmac
from collections.abc import Callable

from ingestion.privacy.keys import KEY_BYTES

#: Kind and clear value by token, for the tokens whose clear value the vault stores.
Secrets = dict[str, tuple[str, str]]

TOKEN_LENGTH = 32
_BLOCK = 64


class Tokens:
    """Computes tokens with the warehouse's token key.

    `zengshou keys rotate` appends a new key and applies it to the existing tokens. So every token
    can be renewed, even if its clear value is not stored.
    """

    def __init__(self, token_key: bytes) -> None:
        first, *self._later = (
            token_key[start : start + KEY_BYTES] for start in range(0, len(token_key), KEY_BYTES)
        )
        # HMAC by definition. Both padded keys are hashed once: half the time of `hmac`.
        self._inner = hashlib.sha256(_padded(first, 0x36))
        self._outer = hashlib.sha256(_padded(first, 0x5C))

    def of(self, kind: str, clear: str) -> str:
        """The token of a clear value; kind is `citizen_id`, `name` or `phone`."""
        return self.maker(kind)(clear)

    def maker(self, kind: str) -> Callable[[str], str]:
        """The token function for many values of one kind."""
        of_kind = self._inner.copy()
        of_kind.update(f"{kind}:".encode())
        copy_inner, copy_outer, later = of_kind.copy, self._outer.copy, self._later

        def token_of(clear: str) -> str:
            inner, outer = copy_inner(), copy_outer()
            inner.update(clear.encode())
            outer.update(inner.digest())
            token = outer.hexdigest()[:TOKEN_LENGTH]
            for key in later:
                token = renewed(key, token)
            return token

        return token_of


def renewed(key: bytes, token: str) -> str:
    """The token after applying one more key."""
    return hmac.digest(key, token.encode(), hashlib.sha256).hex()[:TOKEN_LENGTH]


def _padded(key: bytes, pad: int) -> bytes:
    return bytes(byte ^ pad for byte in key.ljust(_BLOCK, b"\0"))
