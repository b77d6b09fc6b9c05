"""Making a release: judge, sign, write it in one transaction, keep the signature outside."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ingestion.database import driver_of
from ingestion.privacy.release_key import TAKE_TURN, SigningKey, signing_key
from ingestion.settings import get_settings
from zengshou.assessment import scores
from zengshou.assessment.releases import archive, content, gate, signature, verify
from zengshou.assessment.releases.content import Content
from zengshou.assessment.releases.signature import Signature
from zengshou.warehouse import build_record
from zengshou.warehouse.snapshot import one_state


@dataclass(frozen=True)
class Candidate:
    """What a person is asked to approve. `checksum` names exactly this content."""

    year: int
    checksum: str
    scores: list[dict[str, Any]]
    remarks: list[str]
    parameters: list[dict[str, Any]]


def candidate(engine: sa.Engine, year: int) -> Candidate:
    """The year's scores as they would be released. Raises gate.ReleaseRefused."""
    with one_state(engine) as connection:
        found, remarks = _judged(connection, year)
    return Candidate(year, found.checksum, found.scores, remarks, found.parameters)


def freeze(
    engine: sa.Engine,
    year: int,
    approved_by: str,
    *,
    reason: str | None = None,
    request: str | None = None,
    approved_checksum: str | None = None,
) -> int:
    """Freeze the year's present scores; returns the release's number.

    `approved_checksum` is that of the candidate the person saw; `request` (an Airflow run)
    makes a repeated call return the release that it made before. Raises gate.ReleaseRefused,
    keys.KeyMismatch, release_files.NotKept.
    """
    from zengshou.outputs import release_files

    if not approved_by.strip():
        raise gate.ReleaseRefused(f"{year}: a release names who approved it")
    with one_state(engine) as connection, connection.begin():
        connection.execute(sa.text(TAKE_TURN))
        number = archive.number_of_request(connection, request)
        if number is None:
            found, _ = _judged(connection, year)
            if approved_checksum not in (None, found.checksum):
                raise gate.ReleaseRefused(
                    f"{year}: the figures changed since they were approved; start again"
                )
            number = _write(connection, year, found, approved_by.strip(), reason, request)
    release_files.keep(engine)
    return number


def request_for_approval(engine: sa.Engine, year: int) -> dict[str, str]:
    """What the person reads (Markdown) and the checksum of it. Raises gate.ReleaseRefused."""
    found = candidate(engine, year)
    with engine.connect() as connection:
        last = archive.last_release(connection, year)
    number = last["release_number"] + 1 if last else 1
    lines = [
        f"第 {number} 版" + ("；批准须填写原因 (a reason is needed)" if number > 1 else ""),
        "",
        "| 名次 | 县(区) | 得分 | 等次 | 处理 |",
        "|---|---|---|---|---|",
        *(
            f"| {row['rank']} | {row['county_name']} | {row['score']} | {row['grade']} "
            f"| {row['treatment'] or '—'} |"
            for row in found.scores
        ),
        "",
        *(f"- {remark}" for remark in found.remarks),
        f"- {len(found.parameters)} 项示例参数已由主管部门确认",
        "",
        f"checksum `{found.checksum}`",
    ]
    return {"text": "\n".join(lines), "checksum": found.checksum}


def freeze_approved(
    engine: sa.Engine, year: int, approved_checksum: str, answer: dict[str, Any], run_id: str
) -> int:
    """Freeze what was approved in Airflow; `answer` is the approval's result, with its person."""
    person = answer.get("responded_by_user") or {}
    return freeze(
        engine,
        year,
        str(person.get("name") or person.get("id") or ""),
        reason=(answer.get("params_input") or {}).get("reason"),
        request=run_id,
        approved_checksum=approved_checksum,
    )


def _judged(connection: sa.Connection, year: int) -> tuple[Content, list[str]]:
    try:
        found = content.present(connection, year)
    except sa.exc.ProgrammingError as error:
        raise gate.ReleaseRefused(
            f"{year}: the warehouse has no scores yet; run `zengshou run` first"
        ) from error
    verdict = gate.judge(connection, year, found)
    if verdict.problems:
        raise gate.ReleaseRefused(f"{year} cannot be released: {'; '.join(verdict.problems)}")
    return found, verdict.remarks


def _write(
    connection: sa.Connection,
    year: int,
    found: Content,
    approved_by: str,
    reason: str | None,
    request: str | None,
) -> int:
    last = archive.last_release(connection, year)
    if last and last["content_checksum"] == found.checksum:
        raise gate.ReleaseRefused(f"{year}: nothing changed since release {last['release_number']}")
    if last and not (reason or "").strip():
        following = last["release_number"] + 1
        raise gate.ReleaseRefused(f"{year}: release {following} needs a reason: why it follows")
    head = {
        "assessment_year": year,
        "release_number": last["release_number"] + 1 if last else 1,
        "as_of_month": found.as_of_month,
        "known_at": found.known_at,
        "created_at": connection.execute(sa.text("select transaction_timestamp()")).scalar_one(),
        "approved_by": approved_by,
        "reason": (reason or "").strip() or None,
        "request": request,
        "income_year_start_month": get_settings().income_year_start_month,
        "rules_digest": build_record.rules_digest(),
        "content_checksum": found.checksum,
    }
    key = _key(connection, year)
    signed = signature.sign(connection, key, head, found)
    prints = _prints(connection, found, head, signed)
    head["checksum"] = archive.checksum_of(head, found, prints)
    archive.store(connection, head, found, prints)
    signature.store(connection, signature.sign_prints(key, signed, head["checksum"], prints))
    number: int = head["release_number"]
    return number


def _key(connection: sa.Connection, year: int) -> SigningKey:
    """The key to sign with; refuses to go on with a chain that lacks releases known outside."""
    from zengshou.outputs import release_files

    key = signing_key(driver_of(connection), get_settings())
    found = verify.chain_of(connection, release_files.outside(connection))
    if found:
        raise gate.ReleaseRefused(f"{year} cannot be released: {'; '.join(found)}")
    return key


def _prints(
    connection: sa.Connection, found: Content, head: dict[str, Any], signed: Signature
) -> dict[str, bytes]:
    """What `zengshou scores --release` prints, made once."""
    from zengshou.outputs.score_workbook import score_workbook

    shown = {
        "signature": signed.signature,
        "key": signed.key_fingerprint,
        "previous": signed.previous_signature,
    }
    rows = [{**row, scores.WHY: None} for row in found.scores]
    return {
        "csv": scores.as_csv(rows).encode(),
        "json": (scores.as_json([row | shown for row in rows]) + "\n").encode(),
        "xlsx": score_workbook(connection, found, head, signed),
    }
