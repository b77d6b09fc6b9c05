"""The Ed25519 key that signs releases of the assessment, and the public keys that verify them.

The private key is in the environment or in `release.key`, never in the database. All public keys
stay in `release_public_keys`, so that a release verifies after the key was changed. Beside a key
that was replaced, `<fingerprint>.last` holds the last place in the chain that it may have signed.
"""

import base64
import hashlib
from contextlib import suppress
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from ingestion.database import driver_transaction
from ingestion.privacy import audit, keys
from ingestion.privacy.audit import Refused
from ingestion.privacy.keys import KeyMismatch
from ingestion.privacy.secret_files import secret_file
from ingestion.settings import Settings

PUBLIC_KEYS = "release_public_keys"
LAST = ".last"
#: A release and a change of the key take turns. LOCK takes no snapshot, so that whoever waited sees
#: what was done before.
TAKE_TURN = "lock table assessment.release_turn in exclusive mode"
SIGNED = "select count(*) from assessment.release_signature"
LOST = "if it is lost, run `zengshou release new-key --reason TEXT`"
PUT = """
insert into ops.key (purpose, fingerprint) values (%s, %s)
on conflict (purpose) do update set fingerprint = excluded.fingerprint, since = now()
"""


@dataclass(frozen=True)
class PublicKey:
    """A key that verifies signatures, up to the place `last` of the chain if it was replaced."""

    key: Ed25519PublicKey
    last: int | None = None

    @property
    def fingerprint(self) -> str:
        """A digest that names the key: 32 hex digits."""
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()[:32]

    @property
    def pem(self) -> str:
        """The key as text, for the people who verify a release."""
        pem = self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return pem.decode()

    def fits(self, text: str, signature: str) -> bool:
        """Whether the signature was made over this text with the private key."""
        try:
            self.key.verify(base64.b64decode(signature, validate=True), text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A private key with its public key."""

    private: Ed25519PrivateKey

    @classmethod
    def of(cls, seed: bytes) -> "SigningKey":
        """The key that follows from 32 random bytes."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def public(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return PublicKey(self.private.public_key())

    def sign(self, text: str) -> str:
        """The signature over the text, base64."""
        return base64.b64encode(self.private.sign(text.encode())).decode()


def signing_key(connection: psycopg.Connection, settings: Settings) -> SigningKey:
    """The key in use; an empty warehouse keeps the first one. Its public key is written beside it.

    Raises KeyMismatch: the key is missing, or is not the one that the warehouse knows.
    """
    _finish_change(connection, settings)
    known = keys.known_fingerprint(connection, keys.RELEASE)
    path = keys.key_file(settings, keys.RELEASE)
    if known is not None and keys.present_key(settings, keys.RELEASE) is None:
        raise KeyMismatch(f"the key that signs releases is missing: put back {path}; {LOST}")
    seed = keys.load_key(settings, keys.RELEASE)
    if known is None:
        connection.execute(PUT, [keys.RELEASE, keys.fingerprint(seed)])
    elif known != keys.fingerprint(seed):
        raise KeyMismatch(
            f"the key that signs releases is not the one in use: put the right one into {path}"
            f" (or ZENGSHOU_RELEASE_KEY); {LOST}"
        )
    key = SigningKey.of(seed)
    _keep_public(settings, key.public)
    return key


def public_keys(settings: Settings) -> dict[str, PublicKey]:
    """All public keys of this installation by fingerprint, with that of the key in use."""
    found = []
    with suppress(KeyMismatch):  # nothing is signed with a damaged key; a lost one is no problem
        if seed := keys.present_key(settings, keys.RELEASE):
            found.append(SigningKey.of(seed).public)
    for file in sorted((settings.secrets_dir / PUBLIC_KEYS).glob("*.pem")):
        last = file.with_suffix(LAST)
        try:
            key = load_pem_public_key(file.read_bytes())
            place = int(last.read_text(encoding="utf-8")) if last.exists() else None
        except ValueError:
            raise Refused(f"{file} or {last.name} is damaged: put back a copy") from None
        if isinstance(key, Ed25519PublicKey):
            found.append(PublicKey(key, place))
    return {key.fingerprint: key for key in found}


def new_key(engine: sa.Engine, settings: Settings, *, person: str, reason: str) -> PublicKey:
    """Put a new key into use and record it; works without the old key, too.

    The private key before it is gone afterwards. Its public key stays, for the releases that it has
    signed until now. A key from the environment is taken as the new one. Raises Refused: that key
    was in use before, or no reason.
    """
    audit.require_reason(person, reason)
    old = public_keys(settings)
    with driver_transaction(engine) as connection:
        connection.execute(TAKE_TURN)
        _finish_change(connection, settings)
        seed = _new_seed(settings)
        made = SigningKey.of(seed).public
        known = keys.known_fingerprint(connection, keys.RELEASE)
        if keys.fingerprint(seed) == known or _was_used(settings, made):
            raise Refused(
                "ZENGSHOU_RELEASE_KEY holds a key that was in use: set it to a new one"
                " (openssl rand -hex 32), then run this command again"
            )
        connection.execute(PUT, [keys.RELEASE, keys.fingerprint(seed)])
        subject = f"release.key {made.fingerprint}"
        audit.record(connection, "new-key", subject, person=person, reason=reason)
        row = connection.execute(SIGNED).fetchone()
    with driver_transaction(engine) as connection:
        _finish_change(connection, settings)
    for key in old.values():
        if key.fingerprint != made.fingerprint:
            _keep_public(settings, key)
            _keep_last(settings, key, row[0] if row else 0)
    _keep_public(settings, made)
    return made


def _new_seed(settings: Settings) -> bytes:
    """The new key from the environment, otherwise from a file beside the key in use."""
    if keys.given_key(settings, keys.RELEASE) is not None:
        return keys.load_key(settings, keys.RELEASE)
    path = keys.key_file(settings, keys.RELEASE)
    return keys.read_or_make(path.with_name(path.name + keys.NEXT))


def _was_used(settings: Settings, key: PublicKey) -> bool:
    return (settings.secrets_dir / PUBLIC_KEYS / f"{key.fingerprint}.pem").exists()


def _finish_change(connection: psycopg.Connection, settings: Settings) -> None:
    """Move a new key into its place, if the warehouse knows it already."""
    path = keys.key_file(settings, keys.RELEASE)
    following = path.with_name(path.name + keys.NEXT)
    if not following.exists():
        return
    new = keys.fingerprint(keys.read_or_make(following))
    if new == keys.known_fingerprint(connection, keys.RELEASE):
        following.replace(path)


def _keep_public(settings: Settings, key: PublicKey) -> None:
    folder = settings.secrets_dir / PUBLIC_KEYS
    settings.secrets_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret_file(folder, f"{key.fingerprint}.pem", key.pem.strip)


def _keep_last(settings: Settings, key: PublicKey, place: int) -> None:
    """Write down the last place that a replaced key may have signed; an earlier one stays."""
    secret_file(settings.secrets_dir / PUBLIC_KEYS, f"{key.fingerprint}{LAST}", lambda: str(place))
