"""Writes frozen content to the `assessment` tables once, and reads it back."""

import hashlib
from typing import Any

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from zengshou.assessment.releases import content
from zengshou.assessment.releases.content import Content

RELEASE = """
select assessment_year, release_number, as_of_month, known_at, created_at, approved_by, reason,
    request, income_year_start_month, rules_digest, content_checksum, checksum
from assessment.release
"""
PRINTS = """
select form, content from assessment.release_print
where assessment_year = :year and release_number = :number order by form
"""


class UnknownRelease(ZengshouError):
    """The release does not exist, or the stored content differs from the frozen content.

    The message is one line.
    """


def releases(connection: sa.Connection, year: int | None = None) -> list[dict[str, Any]]:
    """All releases, or those of a year, oldest first."""
    where = "where assessment_year = :year" if year is not None else ""
    query = f"{RELEASE} {where} order by assessment_year, release_number"
    values = {"year": year} if year is not None else {}
    return content.rows(connection, query, **values)


def last_release(connection: sa.Connection, year: int) -> dict[str, Any] | None:
    """The year's newest release, None if there is none."""
    found = releases(connection, year)
    return found[-1] if found else None


def number_of_request(connection: sa.Connection, request: str | None) -> int | None:
    """The number of the release that an earlier call with this request created."""
    query = sa.text("select release_number from assessment.release where request = :request")
    number: int | None = connection.execute(query, {"request": request}).scalar()
    return number


def read(engine: sa.Engine, year: int, number: int) -> tuple[dict[str, Any], Content]:
    """A release and its content, with verified checksum. Raises UnknownRelease."""
    with engine.connect() as connection:
        found = head(connection, year, number)
        held = content.frozen(connection, year, number, found["known_at"])
        if checksum_of(found, held, prints(connection, year, number)) != found["checksum"]:
            raise UnknownRelease(
                f"{year} release {number} differs from what was frozen: the checksum does not match"
            )
    return found, held


def head(connection: sa.Connection, year: int, number: int) -> dict[str, Any]:
    """The row of a release. Raises UnknownRelease."""
    try:
        known = {row["release_number"]: row for row in releases(connection, year)}
    except sa.exc.ProgrammingError as error:
        raise UnknownRelease(f"{year}: nothing has been released") from error
    if number not in known:
        raise UnknownRelease(f"{year} has no release {number} ({_which(list(known))})")
    return known[number]


def prints(connection: sa.Connection, year: int, number: int) -> dict[str, bytes]:
    """The frozen bytes of each format."""
    which = {"year": year, "number": number}
    return {row["form"]: bytes(row["content"]) for row in content.rows(connection, PRINTS, **which)}


def printed(engine: sa.Engine, year: int, number: int, form: str) -> bytes:
    """The bytes that `zengshou scores --release` prints. Raises UnknownRelease."""
    read(engine, year, number)
    with engine.connect() as connection:
        return prints(connection, year, number)[form]


def checksum_of(head: dict[str, Any], held: Content, prints: dict[str, bytes]) -> str:
    """SHA-256 over all content of a release except the checksum itself."""
    said = {name: value for name, value in head.items() if name != "checksum"}
    load_ids = [row["load_id"] for row in held.inputs]
    return content.checksum([said, held.checksum, load_ids, digests(prints)])


def store(
    connection: sa.Connection, head: dict[str, Any], held: Content, prints: dict[str, bytes]
) -> None:
    """Write a release with all its rows, in the caller's transaction."""
    which = {name: head[name] for name in ("assessment_year", "release_number")}
    _insert(connection, "release", [head])
    _insert(connection, "release_score", [{**row, **which} for row in held.scores])
    _insert(connection, "release_indicator", [{**row, **which} for row in held.indicators])
    _insert(connection, "release_input", [{**row, **which} for row in held.inputs])
    _insert(connection, "release_seed", [{**row, **which} for row in held.seeds])
    _insert(connection, "release_parameter", [{**row, **which} for row in held.parameters])
    sha256 = digests(prints)
    _insert(
        connection,
        "release_print",
        [
            {**which, "form": form, "sha256": sha256[form], "content": content_}
            for form, content_ in prints.items()
        ],
    )


def _insert(connection: sa.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    names = list(rows[0])
    places = ", ".join(
        "cast(:content as jsonb)" if (table, name) == ("release_seed", "content") else f":{name}"
        for name in names
    )
    statement = f"insert into assessment.{table} ({', '.join(names)}) values ({places})"  # noqa: S608 names are from this module
    connection.execute(sa.text(statement), rows)


def digests(prints: dict[str, bytes]) -> dict[str, str]:
    """SHA-256 of each print."""
    return {form: hashlib.sha256(printed).hexdigest() for form, printed in prints.items()}


def _which(numbers: list[int]) -> str:
    return f"there are {', '.join(map(str, numbers))}" if numbers else "it has none yet"
