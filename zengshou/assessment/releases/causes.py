"""The changed files behind each changed indicator, for the difference report."""

import sqlalchemy as sa

from zengshou.assessment.evidence.explain import evidence_rows
from zengshou.assessment.releases import content
from zengshou.assessment.releases.content import Content
from zengshou.assessment.releases.difference import Change

Causes = dict[str, list[str]]


def changed_files_behind(
    engine: sa.Engine, year: int, after: Content, changes: list[Change]
) -> Causes | None:
    """Names of the changed files in the evidence of each changed indicator (`Change.what`).

    None if the marts are newer than the later release: they then no longer hold its evidence (a
    rebuild with the release's `known_at` does).
    """
    changed = {one.field for one in changes if one.kind == "input" and one.after is not None}
    moved = sorted({one.what for one in changes if one.kind == "indicator"})
    with engine.connect() as connection:
        if content.present(connection, year).checksum != after.checksum:
            return None
        return {
            what: _files(connection, year, *what.split(), changed=changed)  # county, indicator
            for what in moved
        }


def _files(
    connection: sa.Connection, year: int, county: str, indicator: str, *, changed: set[str]
) -> list[str]:
    rows = evidence_rows(connection, year, county, indicator)
    return sorted({row["file_name"] for row in rows if row["sha256"] in changed})
