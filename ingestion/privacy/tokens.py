"""Tokens for citizen IDs, names and phone numbers, by which people of different feeds meet.

A token is an HMAC-SHA256 with a key kept outside the database, so it cannot be guessed by
trying all ID numbers (domain.md, "Personal data").
"""

import hashlib
import hmac
from collections.abc import Callable

from ingestion.privacy.keys import KEY_BYTES

#: Kind and clear value by token, of those that the vault is to keep.
Secrets = dict[str, tuple[str, str]]

TOKEN_LENGTH = 32
_BLOCK = 64


class Tokens:
    """Makes tokens with the warehouse's token key.

    `zengshou keys rotate` puts a new key behind the ones before, and what was a token is what the
    new key is used on. So every token can be renewed, also where its clear value is not kept.
    """

    def __init__(self, token_key: bytes) -> None:
        first, *self._later = (
            token_key[start : start + KEY_BYTES] for start in range(0, len(token_key), KEY_BYTES)
        )
        # HMAC by its definition, with both padded keys hashed once: half the time of `hmac`.
        self._inner = hashlib.sha256(_padded(first, 0x36))
        self._outer = hashlib.sha256(_padded(first, 0x5C))

    def of(self, kind: str, clear: str) -> str:
        """The token of a clear value; kind is `citizen_id`, `name` or `phone`."""
        return self.maker(kind)(clear)

    def maker(self, kind: str) -> Callable[[str], str]:
        """The same for many values of a kind."""
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
    """What a token becomes under one more key."""
    return hmac.digest(key, token.encode(), hashlib.sha256).hex()[:TOKEN_LENGTH]


def _padded(key: bytes, pad: int) -> bytes:
    return bytes(byte ^ pad for byte in key.ljust(_BLOCK, b"\0"))
