"""A release that its owner rewrites, removes or restores away is noticed: signatures and chain."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import sqlalchemy as sa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from ingestion.privacy.release_key import PublicKey, SigningKey
from ingestion.settings import get_settings
from tests.assessment.signed import TABLES, correct, execute, problems, unlock
from tests.processed_city import NewCopy, forget_settings
from zengshou.assessment.releases import archive, content, signature
from zengshou.assessment.releases.consistency import contradictions
from zengshou.assessment.releases.gate import ReleaseRefused
from zengshou.cli import main, terminal
from zengshou.jobs import freeze
from zengshou.outputs import release_files
from zengshou.outputs.county_scores import scores_in

BETTER = """
update assessment.release_indicator set points = max_points
where county_code = '230523' and applicable;
update assessment.release_score as score set points = one.points, max_points = one.points,
    score = 100, rank = 1
from (
    select sum(points) as points from assessment.release_indicator
    where county_code = '230523' and applicable
) as one
where county_code = '230523';
update assessment.release_score as score set rank = (
    select 1 + count(*) from assessment.release_score as other where other.score > score.score
)
"""


def rewrite(engine: sa.Engine, *, with_statement: bool) -> None:
    """Give a county the first rank; make everything anew that follows from it in the database."""
    with engine.begin() as connection:
        unlock(connection)
        for statement in BETTER.split(";"):
            connection.execute(sa.text(statement))
        head = archive.head(connection, 2023, 1)
        held = content.frozen(connection, 2023, 1, head["known_at"])
        assert contradictions(held) == []
        head["content_checksum"] = held.checksum
        [signed] = signature.signatures(connection)
        prints = freeze._prints(connection, held, head, signed)
        head["checksum"] = archive.checksum_of(head, held, prints)
        connection.execute(
            sa.text(
                "update assessment.release set content_checksum = :content_checksum,"
                " checksum = :checksum"
            ),
            head,
        )
        for form, made in prints.items():
            connection.execute(
                sa.text(
                    "update assessment.release_print set sha256 = :sha256, content = :made"
                    " where form = :form"
                ),
                {"form": form, "made": made, "sha256": archive.digests(prints)[form]},
            )
        if with_statement:
            del head["checksum"]
            said = {**signed.said, **signature.described(head, held)}
            connection.execute(
                sa.text("update assessment.release_signature set statement = :statement"),
                {"statement": content.canonical(said)},
            )


@pytest.mark.usefixtures("home")
def test_a_good_release_verifies_and_the_command_line_says_so(
    warehouse: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(terminal.out, "file", written)
    found = release_files.verify_releases(warehouse, 2023, 1)
    assert (found.problems, found.remarks) == ([], [])
    assert found.verdicts[0].line.startswith("2023 release 1: good, signed ")
    main.app(["release", "verify", "--year", "2023"], standalone_mode=False)
    assert "2023 release 1: good" in written.getvalue()
    with pytest.raises(archive.UnknownRelease, match="no such release"):
        main.app(["release", "verify", "--year", "2022"], standalone_mode=False)


@pytest.mark.parametrize("with_statement", [False, True])
def test_a_release_that_its_owner_rewrote_in_whole_is_noticed_with_table_and_row(
    warehouse: sa.Engine, home: Path, with_statement: bool
) -> None:
    rewrite(warehouse, with_statement=with_statement)
    archive.read(warehouse, 2023, 1)  # the checksums agree
    if not with_statement:
        shutil.rmtree(home / "releases")
    [verdict] = release_files.verify_releases(warehouse).verdicts
    assert verdict.release == (2023, 1)
    assert {"release_score 230523", "release.checksum", "release_print csv"} <= set(
        verdict.differences
    )
    assert any(one.startswith("release_indicator 230523 ") for one in verdict.differences)
    assert not any(one.startswith("release_indicator 230521 ") for one in verdict.differences)
    assert ("release_signature does not fit" in verdict.differences) == with_statement
    with pytest.raises(archive.UnknownRelease, match="of these lines need an explanation"):
        main.app(["release", "verify"], standalone_mode=False)
    for form in ("table", "csv", "json", "xlsx"):
        with pytest.raises(archive.UnknownRelease, match=r"differs .* release_indicator 230523"):
            scores_in(warehouse, 2023, form, release=1)


def test_a_rewritten_statement_does_not_fit_even_if_no_file_is_kept(
    warehouse: sa.Engine, home: Path
) -> None:
    rewrite(warehouse, with_statement=True)
    shutil.rmtree(home / "releases")
    assert problems(warehouse) == [
        "2023 release 1 differs from what was frozen: release_signature does not fit"
    ]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("update assessment.release set approved_by = '李主任'", "release.approved_by"),
        ("update assessment.release set request = 'other'", "release.request"),
        (
            "delete from assessment.release_score where county_code = '230521'",
            "release_score 230521 (missing)",
        ),
        (
            "update assessment.release_seed set content = '{}' where seed = 'income_items'",
            "release_seed income_items 2",
        ),
        (
            "update assessment.release_input set status = 'superseded' where load_id = 1",
            "release_input 1",
        ),
        (
            "update assessment.release_print set content = 'x' where form = 'xlsx'",
            "release_print xlsx",
        ),
        (
            "update assessment.release_signature set signed_at = now()",
            "release_signature does not fit",
        ),
    ],
)
def test_every_part_of_a_release_is_covered(
    warehouse: sa.Engine, statement: str, named: str
) -> None:
    execute(warehouse, statement)
    [verdict] = release_files.verify_releases(warehouse).verdicts
    assert named in verdict.differences


def test_a_removed_release_is_noticed_at_the_end_and_inside_of_the_chain(
    warehouse: sa.Engine, home: Path
) -> None:
    assert (correct(warehouse), correct(warehouse, "1")) == (2, 3)
    assert problems(warehouse) == []
    remove = [f"delete from {table} where release_number = :number" for table in TABLES[1:8]]
    remove.append("delete from assessment.release where release_number = :number")
    execute(warehouse, *(one.replace(":number", "3") for one in remove))
    gone = "this database is from before 2023 release 3: was it restored from an older backup?"
    assert problems(warehouse) == [gone]
    with pytest.raises(ReleaseRefused, match="from before 2023 release 3"):
        correct(warehouse, "2")
    with pytest.raises(archive.UnknownRelease, match="from before 2023 release 3"):
        scores_in(warehouse, 2023, "csv", release=1)
    execute(warehouse, *(one.replace(":number", "1") for one in remove))
    assert "the chain is broken before 2023 release 2: a release was removed" in problems(warehouse)
    shutil.rmtree(home / "releases")
    assert release_files.verify_releases(warehouse).remarks == [release_files.NO_HEAD]


@pytest.mark.usefixtures("home")
def test_a_database_without_any_signature_is_not_taken_for_an_old_one(
    warehouse: sa.Engine,
) -> None:
    execute(warehouse, "delete from assessment.release_signature")
    assert problems(warehouse) == [
        "2023 release 1 differs from what was frozen: release_signature is missing",
        "2023 release 1 is not the one that was signed before",
    ]


@pytest.mark.usefixtures("home")
def test_a_database_restored_from_before_is_noticed(new_copy: NewCopy) -> None:
    before = new_copy()
    gone = "this database is from before 2023 release 1: was it restored from an older backup?"
    assert problems(before) == [gone]
    assert release_files.chain_problems(before) == [gone]
    with pytest.raises(ReleaseRefused, match="from before 2023 release 1"):
        freeze.freeze(before, 2023, "王主任")
    before.dispose()


def test_the_outbox_knows_the_chain_if_the_home_is_lost(
    warehouse: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "landing").mkdir()
    monkeypatch.setenv("ZENGSHOU_LANDING_URL", str(tmp_path / "landing"))
    forget_settings()
    freeze.freeze(warehouse, 2023, "王主任")
    folder = tmp_path / "outbox" / "2305" / "考核成绩"
    names = {"head.json", "考核成绩_2023_第1版.签名.json"}
    assert {file.name for file in folder.iterdir()} == names
    shutil.rmtree(get_settings().home / "releases")
    assert release_files.verify_releases(warehouse).remarks == []
    execute(warehouse, "delete from assessment.release_signature")
    assert "2023 release 1 is not the one that was signed before" in problems(warehouse)


def test_a_release_from_before_signatures_is_unsigned_and_covered_from_the_next_one_on(
    warehouse: sa.Engine, home: Path
) -> None:
    execute(warehouse, "delete from assessment.release_signature")
    shutil.rmtree(home / "releases")
    found = release_files.verify_releases(warehouse)
    assert [one.line for one in found.verdicts] == [
        "2023 release 1: unsigned, from before signatures"
    ]
    assert correct(warehouse) == 2
    assert problems(warehouse) == []
    scores_in(warehouse, 2023, "csv", release=1)
    execute(
        warehouse,
        "update assessment.release_score set score = 1 where release_number = 1"
        " and county_code = '230524'",
    )
    [told] = problems(warehouse)
    assert told.startswith("2023 release 1 differs from what was frozen: release_score 230524")
    execute(
        warehouse,
        "delete from assessment.release_signature",
    )
    shutil.rmtree(home / "releases")
    lines = [one.line for one in release_files.verify_releases(warehouse).verdicts]
    assert "the checksum does not match" in lines[0]


def test_workbook_json_and_archive_show_the_signature(warehouse: sa.Engine, home: Path) -> None:
    with warehouse.connect() as connection:
        [signed] = signature.signatures(connection)
    xlsx, written = (scores_in(warehouse, 2023, form, release=1) for form in ("xlsx", "json"))
    assert isinstance(xlsx, bytes)
    assert isinstance(written, bytes)
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(xlsx)).get_sheet_by_index(0)
    cells = [str(cell) for row in sheet.to_python() for cell in row]
    assert f"数字签名（Ed25519）：{signed.signature}" in cells
    assert any(signed.key_fingerprint in cell for cell in cells)
    rows: list[dict[str, Any]] = json.loads(written)
    assert {(row["signature"], row["key"], row["previous"]) for row in rows} == {
        (signed.signature, signed.key_fingerprint, None)
    }
    kept = json.loads((home / "releases" / "考核成绩_2023_第1版.签名.json").read_text())
    assert (kept["signature"], kept["key"], kept["previous"]) == (
        signed.signature,
        signed.key_fingerprint,
        None,
    )
    public = PublicKey(load_pem_public_key(kept["public_key"].encode()))  # type: ignore[arg-type]
    assert public.fits(kept["statement"], kept["signature"])
    assert public.fits(kept["prints_statement"], kept["prints_signature"])
    stranger = SigningKey.of(bytes(32)).public
    assert not stranger.fits(kept["statement"], kept["signature"])
    head = json.loads((home / "releases" / "head.json").read_text())
    assert (head["year"], head["number"], head["count"]) == (2023, 1, 1)
    assert head["signature"] == signed.signature
