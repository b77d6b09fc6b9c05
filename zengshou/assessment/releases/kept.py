"""What is kept of signatures outside the database: a file per release, the head of the chain.

Folders are local or any that fsspec reads. The files tell that a release is missing in a database,
and which row differs if the database's own statement was rewritten.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ingestion.errors import ZengshouError
from ingestion.load.place import open_place, without_password
from ingestion.privacy.release_key import PublicKey
from ingestion.settings import get_settings
from zengshou.assessment.releases.signature import Release, Signature

HEAD = "head.json"
ENDING = ".签名.json"
FIELDS = {
    "year": "assessment_year",
    "number": "release_number",
    "chain": "chain_number",
    "previous": "previous_signature",
    "signature": "signature",
    "key": "key_fingerprint",
    "signed_at": "signed_at",
    "statement": "statement",
    "prints_statement": "prints_statement",
    "prints_signature": "prints_signature",
}


class UnreadableFile(ZengshouError):
    """A kept file or its folder cannot be read; the message says which."""


@dataclass(frozen=True)
class Kept:
    """The signatures of single releases, and the newest signature known to each folder."""

    signatures: list[Signature] = field(default_factory=list)
    heads: list[tuple[Release, str]] = field(default_factory=list)

    def __or__(self, other: "Kept") -> "Kept":
        return Kept([*self.signatures, *other.signatures], [*self.heads, *other.heads])


def home_folder() -> Path:
    """The folder of kept signatures in this installation's home."""
    return get_settings().home / "releases"


def file_name(release: Release) -> str:
    """The name of the file for the archive."""
    year, number = release
    return f"考核成绩_{year}_第{number}版{ENDING}"


def file_of(signature: Signature, key: PublicKey | None) -> bytes:
    """The file for the archive: the signature, what is signed, and the public key."""
    row = asdict(signature) | {"signed_at": signature.signed_at.isoformat()}
    said = {name: row[column] for name, column in FIELDS.items()}
    return _bytes(said | {"algorithm": "Ed25519", "public_key": key and key.pem})


def head_of(chain: list[Signature]) -> bytes:
    """The file that names the newest signature and how many there are."""
    last = chain[-1]
    return _bytes(
        {
            "year": last.assessment_year,
            "number": last.release_number,
            "count": len(chain),
            "signature": last.signature,
            "key": last.key_fingerprint,
        }
    )


def read(folder: str) -> Kept:
    """What is kept in a folder; nothing if it does not exist. Raises UnreadableFile."""
    files, root = open_place(folder)
    kept = Kept()
    try:
        files.invalidate_cache()
        names = files.ls(root, detail=False) if files.exists(root) else []
        for name in sorted(names):
            if name.endswith(ENDING):
                said = _parsed(name, files.cat_file(name))
                row: dict[str, Any] = {column: said.get(key) for key, column in FIELDS.items()}
                row["signed_at"] = datetime.fromisoformat(said["signed_at"])
                kept.signatures.append(Signature(**row))
            elif name.endswith(f"/{HEAD}"):
                said = _parsed(name, files.cat_file(name))
                kept.heads.append(((said["year"], said["number"]), said["signature"]))
    except OSError as error:
        raise UnreadableFile(f"cannot read {without_password(folder)}: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableFile(
            f"{without_password(folder)}: a file is no signature of a release: {error}"
        ) from error
    return kept


def _parsed(name: str, written: bytes) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(written)
    except ValueError as error:
        raise UnreadableFile(f"{name} is damaged: {error}") from None
    return said


def _bytes(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
