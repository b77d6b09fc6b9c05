"""The publication gate: the conditions for asking a person to approve a year's scores."""

from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from zengshou.assessment.income_year import year_bounds
from zengshou.assessment.releases.consistency import contradictions
from zengshou.assessment.releases.content import Content, rows
from zengshou.assessment.releases.parameters import unconfirmed
from zengshou.assessment.scores import year_without_scores
from zengshou.warehouse import build_record

EDITION = "marts"
PARAMETER = """
select value from reference.policy_parameters
where code = :code and valid_from <= :day and (valid_to is null or valid_to >= :day)
"""
UNJUDGED = """
select count(*) from ops.receipt
where receipt.trial is null and not exists (
    select from ops.load_state
    where load_state.load_id = receipt.load_id and load_state.edition = 'marts'
)
"""
#: Rejected and held files without a later accepted file of the same feed, period and unit. A
#: village file of an unknown unit no longer counts once every village expected in its month has
#: reported.
OPEN_FILES = """
select load.feed, load.period, load.file_name, load.status
from ops.load as load
inner join ops.receipt as receipt using (load_id)
where
    load.status in ('held', 'rejected')
    and (load.period between :first and :last or load.period in (:year, :year_before))
    and not exists (
        select from ops.load as later
        inner join ops.receipt as later_receipt using (load_id)
        where later.feed = load.feed and later.period = load.period
            and later.status in ('accepted', 'superseded')
            and later.received_at >= load.received_at
            and (load.feed <> 'village_submission' or later_receipt.unit = receipt.unit)
    )
    and not (
        load.feed = 'village_submission'
        and receipt.unit is null
        and not exists (
            select from marts.submission_status as village
            where to_char(village.month, 'YYYY-MM') = load.period
                and village.expected and not village.received
        )
    )
    and not (
        load.feed = 'village_submission'
        and receipt.unit is not null
        and not exists (
            select from reference.reporting_units as known where known.village_code = receipt.unit
        )
    )
order by load.period, load.feed, load.file_name
"""
FILES = """
select count(*) from ops.load
where period between :first and :last or period in (:year, :year_before)
"""
UNASSESSED = """
select register.division_code || ' ' || register.division_name
from reference.division_register as register
where register.level = 'county'
    and exists (
        select from reference.reporting_units as unit
        inner join reference.division_register as village
            on unit.village_code = village.division_code
        where village.county_code = register.division_code
    )
    and not exists (
        select from marts.county_score as score
        where score.assessment_year = :year and score.county_code = register.division_code
    )
order by 1
"""
SHOWN_FILES = 3


class ReleaseRefused(ZengshouError):
    """The year cannot be released; the message lists every reason."""


@dataclass
class Verdict:
    """`problems` forbid a release; `remarks` are shown to the person who approves."""

    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def judge(connection: sa.Connection, year: int, content: Content) -> Verdict:
    """All reasons against releasing the year's current scores."""
    if not content.scores:
        return Verdict([year_without_scores(connection, year)])
    verdict = Verdict()
    verdict.problems += _unfinished(year, content.as_of_month)
    verdict.problems += _coverage(connection, content)
    verdict.problems += _stale(connection.engine)
    verdict.problems += contradictions(content)
    _files(connection, year, verdict)
    verdict.problems += _parameters(year, content)
    unassessed = connection.execute(sa.text(UNASSESSED), {"year": year}).scalars()
    verdict.remarks += [
        f"{county}: no household and no data, not assessed" for county in unassessed
    ]
    return verdict


def _unfinished(year: int, as_of_month: date) -> list[str]:
    last = year_bounds(year)[1]
    if as_of_month >= last:
        return []
    return [f"{year} has not ended: data up to {as_of_month:%Y-%m}, its last month is {last:%Y-%m}"]


def _coverage(connection: sa.Connection, content: Content) -> list[str]:
    values = {"code": "coverage_gate", "day": content.as_of_month}
    least = connection.execute(sa.text(PARAMETER), values).scalar_one()
    return [
        f"{row['county_name']}: coverage {row['coverage']:.4f} is below {least}"
        if row["coverage"] is not None
        else f"{row['county_name']}: no coverage"
        for row in content.scores
        if row["coverage"] is None or row["coverage"] < least or row["status"] != "final"
    ]


def _parameters(year: int, content: Content) -> list[str]:
    """Nobody is judged by our examples: an office confirms each or writes its own value."""
    missing = unconfirmed(content.parameters)
    if not missing:
        return []
    named = _some([row["parameter"] for row in missing])
    told = (
        f"{len(missing)} example parameters decide {year} and are not confirmed by the office: "
        f"{named}; write them with `zengshou release parameters --year {year} --to FILE`, let the "
        "office fill in 确认人 and 依据文件, then use `--confirm-parameters FILE`; or write the "
        "office's own values into the seeds"
    )
    return [told]


def _stale(engine: sa.Engine) -> list[str]:
    now = build_record.digest(engine, EDITION)
    if build_record.recorded(engine, EDITION, "built") != now:
        return ["the marts are not built from the present files and rules: run the warehouse first"]
    if build_record.recorded(engine, EDITION, "published") != now:
        return ["the marts have not passed the publication check; run `zengshou run`"]
    return []


def _files(connection: sa.Connection, year: int, verdict: Verdict) -> None:
    """Unjudged and held files forbid a release; so do too many rejected files (see the seed)."""
    if unjudged := connection.execute(sa.text(UNJUDGED)).scalar_one():
        verdict.problems.append(f"{unjudged} received files are not judged yet")
    first, last = year_bounds(year)
    span = {
        "first": f"{first:%Y-%m}",
        "last": f"{last:%Y-%m}",
        "year": str(year),
        "year_before": str(year - 1),
    }
    open_files = rows(connection, OPEN_FILES, **span)
    named = {
        status: [
            f"{one['period']} {one['file_name']}" for one in open_files if one["status"] == status
        ]
        for status in ("held", "rejected")
    }
    if held := named["held"]:
        verdict.problems.append(f"{len(held)} held files without a later version: {_some(held)}")
    if rejected := named["rejected"]:
        files = connection.execute(sa.text(FILES), span).scalar_one()
        values = {"code": "open_files_gate", "day": last}
        most = connection.execute(sa.text(PARAMETER), values).scalar_one()
        told = f"{len(rejected)} of {files} files rejected and not replaced: {_some(rejected)}"
        if len(rejected) > most * files:
            verdict.problems.append(f"{told} (allowed: {most} of the files)")
        else:
            verdict.remarks.append(told)


def _some(names: list[str]) -> str:
    more = len(names) - SHOWN_FILES
    return ", ".join(names[:SHOWN_FILES]) + (f" and {more} more" if more > 0 else "")
