"""Signatures of releases: what is signed, how, and where it is stored.

A signature covers a statement: the release's row, a digest of each of its rows and the signature
before it. The first signature also covers all releases from before signatures. The prints show the
signature, so a second one covers their digests.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ingestion.privacy.release_key import PublicKey, SigningKey
from zengshou.assessment.releases import archive, content
from zengshou.assessment.releases.content import Content, Rows

STATEMENT_FORM = "zengshou release 1"
#: The tables of a release with the key of each row inside the release.
ROW_KEYS = {
    "release_score": ("county_code",),
    "release_indicator": ("county_code", "indicator"),
    "release_input": ("load_id",),
    "release_seed": ("seed", "row_number"),
    "release_parameter": ("parameter",),
}
TABLE = "select to_regclass('assessment.release_signature') is not null"
SIGNATURES = """
select assessment_year, release_number, chain_number, previous_signature, signature,
    key_fingerprint, signed_at, statement, prints_statement, prints_signature
from assessment.release_signature order by chain_number
"""
STORE = """
insert into assessment.release_signature (
    assessment_year, release_number, chain_number, previous_signature, signature,
    key_fingerprint, signed_at, statement, prints_statement, prints_signature
) values (
    :assessment_year, :release_number, :chain_number, :previous_signature, :signature,
    :key_fingerprint, :signed_at, :statement, :prints_statement, :prints_signature
)
"""
Release = tuple[int, int]


@dataclass(frozen=True)
class Signature:
    """A row of assessment.release_signature."""

    assessment_year: int
    release_number: int
    chain_number: int
    previous_signature: str | None
    signature: str
    key_fingerprint: str
    signed_at: datetime
    statement: str
    prints_statement: str = ""
    prints_signature: str = ""

    @property
    def release(self) -> Release:
        """Year and number of the release."""
        return self.assessment_year, self.release_number

    @property
    def said(self) -> dict[str, Any]:
        """The statement as data."""
        said: dict[str, Any] = json.loads(self.statement)
        return said

    @property
    def said_of_prints(self) -> dict[str, Any]:
        """The statement about the prints as data."""
        said: dict[str, Any] = json.loads(self.prints_statement)
        return said

    def fits(self, keys: dict[str, PublicKey]) -> bool:
        """Whether a key of that time signed both statements, and they say what this row says."""
        key = keys.get(self.key_fingerprint)
        if (
            key is None
            or (key.last is not None and self.chain_number > key.last)
            or not key.fits(self.statement, self.signature)
            or not key.fits(self.prints_statement, self.prints_signature)
        ):
            return False
        said, of_prints = self.said, self.said_of_prints
        row = (*self.release, self.chain_number, self.previous_signature, self.key_fingerprint)
        return (
            row == tuple(said[name] for name in ("year", "number", "chain", "previous", "key"))
            and said["signed_at"] == json.loads(content.canonical(self.signed_at))
            and of_prints["signature"] == self.signature
        )


def signatures(connection: sa.Connection) -> list[Signature]:
    """The chain in the database, from its first signature on."""
    if not connection.execute(sa.text(TABLE)).scalar_one():
        return []
    return [Signature(**row) for row in content.rows(connection, SIGNATURES)]


def sign(
    connection: sa.Connection, key: SigningKey, head: dict[str, Any], held: Content
) -> Signature:
    """Sign a release that is not stored yet; `head` is its row without the checksum."""
    chain = signatures(connection)
    fingerprint = key.public.fingerprint
    said = {
        "form": STATEMENT_FORM,
        "year": head["assessment_year"],
        "number": head["release_number"],
        "chain": len(chain) + 1,
        "previous": chain[-1].signature if chain else None,
        "key": fingerprint,
        "signed_at": head["created_at"],
        **described(head, held),
        "earlier": [] if chain else _all_releases(connection),
    }
    statement = content.canonical(said)
    return Signature(
        assessment_year=said["year"],
        release_number=said["number"],
        chain_number=said["chain"],
        previous_signature=said["previous"],
        signature=key.sign(statement),
        key_fingerprint=fingerprint,
        signed_at=said["signed_at"],
        statement=statement,
    )


def sign_prints(
    key: SigningKey, signature: Signature, checksum: str, prints: dict[str, bytes]
) -> Signature:
    """The signature with a second one over the release's checksum and prints."""
    statement = content.canonical(
        {
            "signature": signature.signature,
            "checksum": checksum,
            "prints": archive.digests(prints),
        }
    )
    return replace(signature, prints_statement=statement, prints_signature=key.sign(statement))


def store(connection: sa.Connection, signature: Signature) -> None:
    """Write a signature, in the transaction that makes its release."""
    connection.execute(sa.text(STORE), asdict(signature))


def described(head: dict[str, Any], held: Content) -> dict[str, Any]:
    """A release as a statement names it: the columns of its row, a digest of each other row."""
    tables: dict[str, Rows] = {
        "release_score": held.scores,
        "release_indicator": held.indicators,
        "release_input": held.inputs,
        "release_seed": held.seeds,
        "release_parameter": held.parameters,
    }
    return {
        "release": head,
        "tables": {
            table: {
                " ".join(str(row[name]) for name in ROW_KEYS[table]): content.checksum(row)
                for row in rows
            }
            for table, rows in tables.items()
        },
    }


def _all_releases(connection: sa.Connection) -> list[dict[str, Any]]:
    """What the first signature says of the releases from before signatures."""
    found = []
    for head in archive.releases(connection):
        which = head["assessment_year"], head["release_number"]
        held = content.frozen(connection, *which, head["known_at"])
        prints = archive.digests(archive.prints(connection, *which))
        found.append({**described(head, held), "prints": prints})
    return found
