"""Checks releases against their signatures: content, prints, chain, and what is kept outside."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ingestion.privacy.release_key import PUBLIC_KEYS, PublicKey, public_keys
from ingestion.settings import get_settings
from zengshou.assessment.releases import archive, content, kept
from zengshou.assessment.releases.archive import UnknownRelease
from zengshou.assessment.releases.kept import Kept
from zengshou.assessment.releases.signature import (
    Release,
    Signature,
    described,
    signatures,
)
from zengshou.warehouse.snapshot import one_state

SHOWN = 5
Expected = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """The result for one release; `signature` is None for one from before signatures."""

    release: Release
    signature: Signature | None
    differences: list[str]

    @property
    def line(self) -> str:
        """The result in one line."""
        year, number = self.release
        if self.differences:
            more = len(self.differences) - SHOWN
            told = ", ".join(self.differences[:SHOWN]) + (f" and {more} more" if more > 0 else "")
            return f"{year} release {number} differs from what was frozen: {told}"
        if self.signature is None:
            return f"{year} release {number}: unsigned, from before signatures"
        key, at = self.signature.key_fingerprint, self.signature.signed_at
        return f"{year} release {number}: good, signed {at:%Y-%m-%d %H:%M} with key {key}"


@dataclass(frozen=True)
class Report:
    """The results for all checked releases, and what is wrong with the chain.

    `remarks` say what cannot be checked.
    """

    verdicts: list[Verdict]
    chain: list[str]
    remarks: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """All lines that say that something differs."""
        return [one.line for one in self.verdicts if one.differences] + self.chain


class Evidence:
    """The signatures that a known key made: those of the database, and those kept outside."""

    def __init__(self, chain: list[Signature], outside: Kept, keys: dict[str, PublicKey]) -> None:
        self.chain = chain
        self.outside = outside
        self.keys = keys
        self.genuine = [one for one in (*chain, *outside.signatures) if one.fits(keys)]

    def stored(self, release: Release) -> Signature | None:
        """The release's signature in the database, whether good or not."""
        return next((one for one in self.chain if one.release == release), None)

    def expected(self, release: Release) -> Expected | None:
        """What a good signature says of the release; None if none speaks of it."""
        for one in self.genuine:
            if one.release == release:
                said, of_prints = one.said, one.said_of_prints
                said["release"]["checksum"] = of_prints["checksum"]
                return {**said, "prints": of_prints["prints"]}
        for one in self.genuine:
            for said in one.said["earlier"]:
                row = said["release"]
                if (row["assessment_year"], row["release_number"]) == release:
                    earlier: Expected = said
                    return earlier
        return None


def report(connection: sa.Connection, outside: Kept, release: Release | None = None) -> Report:
    """Check all releases, or one, on a connection that sees one state."""
    evidence = Evidence(signatures(connection), outside, public_keys(get_settings()))
    heads = archive.releases(connection)
    verdicts = []
    for head in heads:
        which = _release(head)
        if release in (None, which):
            differences = list(_differences(connection, head, evidence))
            verdicts.append(Verdict(which, evidence.stored(which), differences))
    return Report(verdicts, _chain_problems(evidence, {_release(head) for head in heads}))


def require(engine: sa.Engine, year: int, number: int) -> None:
    """Check a release before it is shown. Raises UnknownRelease with the first difference.

    The check includes what is kept in the home, not the outbox: that may be far away.
    """
    outside = kept.read(str(kept.home_folder()))
    with one_state(engine) as connection:
        archive.head(connection, year, number)
        found = report(connection, outside, (year, number))
    if found.problems:
        raise UnknownRelease(found.problems[0])


def chain_of(connection: sa.Connection, outside: Kept) -> list[str]:
    """What is wrong with the chain: removed links, releases that are known outside only."""
    evidence = Evidence(signatures(connection), outside, public_keys(get_settings()))
    return _chain_problems(evidence, {_release(head) for head in archive.releases(connection)})


def _chain_problems(evidence: Evidence, known: set[Release]) -> list[str]:
    chain, outside = evidence.chain, evidence.outside
    found = []
    before: Signature | None = None
    for place, one in enumerate(chain, start=1):
        expected = before.signature if before else None
        if (one.chain_number, one.previous_signature) != (place, expected):
            found.append(f"the chain is broken before {_named(one.release)}: a release was removed")
            break
        before = one
    found += [
        f"{_named(one.release)} is signed, but not there"
        for one in chain
        if one.release not in known
    ]
    present = {one.signature for one in chain}
    wanted = {(one.release, one.signature) for one in outside.signatures if one in evidence.genuine}
    wanted |= set(outside.heads)
    missing = {release for release, signature in wanted if signature not in present}
    for release in sorted(missing):
        if release in known:
            found.append(f"{_named(release)} is not the one that was signed before")
        else:
            found.append(
                f"this database is from before {_named(release)}:"
                " was it restored from an older backup?"
            )
    return found


def _differences(
    connection: sa.Connection, head: dict[str, Any], evidence: Evidence
) -> Iterator[str]:
    """What differs in a release: table and row, or the signature itself."""
    release = _release(head)
    held = content.frozen(connection, *release, head["known_at"])
    prints = archive.prints(connection, *release)
    expected = evidence.expected(release)
    if expected is not None:
        now = json.loads(content.canonical(described(head, held)))
        yield from _rows("release", "", expected["release"], now["release"])
        for table, rows in now["tables"].items():
            # a release from before confirmed parameters was signed without their table
            yield from _rows(table, " ", expected["tables"].get(table, {}), rows)
        yield from _rows("release_print", " ", expected["prints"], archive.digests(prints))
    elif evidence.genuine and evidence.stored(release) is None:
        yield "no signature, but it is not from before signatures"
    yield from _signature_differs(evidence, release, is_signed=_is_signed(expected))
    if archive.checksum_of(head, held, prints) != head["checksum"]:
        yield "the checksum does not match"


def _signature_differs(evidence: Evidence, release: Release, *, is_signed: bool) -> Iterator[str]:
    stored = evidence.stored(release)
    if stored is None:
        if is_signed:
            yield "release_signature is missing"
    elif stored.key_fingerprint not in evidence.keys:
        folder = get_settings().secrets_dir / PUBLIC_KEYS
        yield f"the public key {stored.key_fingerprint} of its signature is not in {folder}"
    elif not stored.fits(evidence.keys):
        yield "release_signature does not fit"


def _is_signed(expected: Expected | None) -> bool:
    return expected is not None and "chain" in expected


def _rows(table: str, mark: str, before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """The rows of a table, or the columns of the release's row, that are not as signed."""
    for key in sorted(before.keys() | now.keys()):
        name = f"{table}{mark or '.'}{key}"
        if key not in now:
            yield f"{name} (missing)"
        elif key not in before:
            yield f"{name} (added)"
        elif before[key] != now[key]:
            yield name


def _release(head: dict[str, Any]) -> Release:
    return head["assessment_year"], head["release_number"]


def _named(release: Release) -> str:
    return f"{release[0]} release {release[1]}"
