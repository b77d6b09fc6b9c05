"""A release is what was approved, for ever; what may not be released is refused with the reason."""

import hashlib
import json
from typing import Any

import pytest
import sqlalchemy as sa

from zengshou.assessment.releases import archive, content
from zengshou.assessment.releases.difference import differences
from zengshou.assessment.releases.gate import ReleaseRefused, Verdict, judge
from zengshou.jobs import freeze
from zengshou.outputs.county_scores import scores_in

TABLES = (
    "release",
    "release_score",
    "release_indicator",
    "release_input",
    "release_seed",
    "release_parameter",
    "release_print",
    "release_signature",
)


def change(engine: sa.Engine, statement: str, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text(statement), values)


def release(engine: sa.Engine, **more: Any) -> int:
    return freeze.freeze(engine, 2023, "王主任", **more)


def printed(engine: sa.Engine, form: str, release: int | None = None) -> bytes:
    made = scores_in(engine, 2023, form, release=release)
    assert isinstance(made, bytes)
    return made


def test_a_release_prints_the_same_bytes_whatever_the_marts_become(warehouse: sa.Engine) -> None:
    before = {form: printed(warehouse, form) for form in ("csv", "json")}
    assert release(warehouse) == 1
    frozen = {form: printed(warehouse, form, release=1) for form in ("csv", "json", "xlsx")}
    assert frozen["csv"] == before["csv"]
    rows = [
        {name: value for name, value in row.items() if name not in ("signature", "key", "previous")}
        for row in json.loads(frozen["json"])
    ]
    assert rows == json.loads(before["json"])
    change(warehouse, "update marts.county_score set score = 1, rank = 1")
    change(warehouse, "delete from marts.household_focus")
    again = {form: printed(warehouse, form, release=1) for form in frozen}
    assert again == frozen


def test_a_release_names_its_inputs_by_load_and_hash_and_holds_the_rules(
    warehouse: sa.Engine,
) -> None:
    release(warehouse)
    head, held = archive.read(warehouse, 2023, 1)
    with warehouse.connect() as connection:
        now = content.present(connection, 2023)
    assert held.inputs == now.inputs
    assert {row["seed"] for row in held.seeds} >= {"assessment_indicators", "policy_parameters"}
    assert head["known_at"] == max(row["received_at"] for row in held.inputs)
    assert (head["approved_by"], f"{head['as_of_month']:%Y-%m}") == ("王主任", "2023-09")


@pytest.mark.parametrize("table", TABLES)
def test_nobody_changes_a_release_not_even_the_owner(warehouse: sa.Engine, table: str) -> None:
    release(warehouse)
    name = f"assessment.{table}"
    for statement in (
        f"update {name} set assessment_year = 2022",
        f"delete from {name}",
        f"truncate {name} cascade",
    ):
        with pytest.raises(sa.exc.ProgrammingError, match=r"frozen|permission denied"):
            change(warehouse, statement)
    if table != "release":
        with pytest.raises(sa.exc.ProgrammingError, match="no row is added"):
            change(warehouse, f"insert into {name} select * from {name} limit 1")


def test_a_release_changed_behind_its_guards_is_not_printed(warehouse: sa.Engine) -> None:
    release(warehouse)
    change(
        warehouse,
        "alter table assessment.release_score disable trigger user;"
        "grant update on assessment.release_score to current_user;"
        "update assessment.release_score set score = 99 where rank = 2",
    )
    with pytest.raises(
        archive.UnknownRelease, match=r"differs from what was frozen: release_score 2305"
    ):
        scores_in(warehouse, 2023, "csv", release=1)


def test_a_late_correction_makes_the_next_release_and_the_difference_says_what_moved(
    warehouse: sa.Engine,
) -> None:
    release(warehouse)
    with pytest.raises(ReleaseRefused, match="nothing changed since release 1"):
        release(warehouse, reason="again")
    change(
        warehouse,
        "update marts.county_indicator set numerator = numerator - 1, points = points - 0.5 "
        "where assessment_year = 2023 and indicator = 'on_time' and points >= 0.5",
    )
    change(
        warehouse,
        "update marts.county_score as score set score = (select round(100 * sum(points) "
        "/ sum(max_points), 2) from marts.county_indicator as one where one.applicable "
        "and one.assessment_year = 2023 and one.county_code = score.county_code) "
        "where assessment_year = 2023",
    )
    change(
        warehouse,
        "update ops.receipt set sha256 = repeat('0', 64) "
        "where load_id = (select min(load_id) from ops.receipt where feed = 'village_submission')",
    )
    with pytest.raises(ReleaseRefused, match="needs a reason"):
        release(warehouse)
    assert release(warehouse, reason="集贤县申诉") == 2
    _, first = archive.read(warehouse, 2023, 1)
    head, second = archive.read(warehouse, 2023, 2)
    assert head["reason"] == "集贤县申诉"
    changes = differences(first, second)
    files = [one for one in changes if one.kind == "input"]
    assert len(files) == 2, "the file as it was is gone, as it is has come"
    moved = {(one.what.split()[1], one.field) for one in changes if one.kind == "indicator"}
    assert moved == {("on_time", "numerator"), ("on_time", "points")}
    assert {one.field for one in changes if one.kind == "score"} >= {"score"}
    assert not differences(first, first)


def test_coverage_too_low_refuses_the_release_and_names_county_and_gate(
    warehouse: sa.Engine,
) -> None:
    change(
        warehouse,
        "update marts.county_score set coverage = 0.9499, status = 'provisional' "
        "where county_code = '230523'",
    )
    with pytest.raises(ReleaseRefused, match=r"宝清县: coverage 0.9499 is below 0.95"):
        release(warehouse)
    with warehouse.connect() as connection:
        assert archive.releases(connection) == []


def test_a_score_that_does_not_follow_from_its_points_is_not_released(warehouse: sa.Engine) -> None:
    change(warehouse, "update marts.county_score set score = score - 1 where rank = 1")
    with pytest.raises(ReleaseRefused, match="does not follow from its points"):
        release(warehouse)


def test_marts_older_than_the_files_are_not_released(warehouse: sa.Engine) -> None:
    change(warehouse, "update ops.build set built = 'before'")
    with pytest.raises(ReleaseRefused, match="not built from the present files"):
        release(warehouse)


def test_a_held_file_without_a_later_version_refuses_the_release(warehouse: sa.Engine) -> None:
    change(
        warehouse,
        "update ops.load_state set status = 'held' where edition = 'marts' and load_id = ("
        "select max(load_id) from ops.receipt where feed = 'employment' and period = '2023-05')",
    )
    with pytest.raises(ReleaseRefused, match="1 held files without a later version: 2023-05"):
        release(warehouse)


def verdict(engine: sa.Engine) -> Verdict:
    with engine.connect() as connection:
        return judge(connection, 2023, content.present(connection, 2023))


def reject_village_files(engine: sa.Engine, number: int) -> None:
    change(
        engine,
        "update ops.load_state set status = 'rejected' where edition = 'marts' and load_id in ("
        "select load_id from ops.receipt where feed = 'village_submission'"
        " and period >= '2023-01' order by load_id limit :number)",
        number=number,
    )


def test_rejected_files_are_told_up_to_the_seed_s_share_and_refuse_beyond_it(
    warehouse: sa.Engine,
) -> None:
    reject_village_files(warehouse, 3)
    assert any("(allowed: 0.01 of the files)" in one for one in verdict(warehouse).problems)
    change(
        warehouse,
        "update reference.policy_parameters set value = 0.02 where code = 'open_files_gate'",
    )
    found = verdict(warehouse)
    assert not any("rejected and not replaced" in one for one in found.problems)
    assert any("files rejected and not replaced" in one for one in found.remarks)


def test_a_file_replaced_by_a_later_version_is_settled(warehouse: sa.Engine) -> None:
    reject_village_files(warehouse, 1)
    change(
        warehouse,
        "with rejected as (select receipt.* from ops.receipt inner join ops.load_state"
        " using (load_id) where status = 'rejected'), later as (update ops.receipt set"
        " period = rejected.period, unit = rejected.unit, received_at = now() from rejected"
        " where receipt.feed = 'village_submission' and receipt.load_id = ("
        "select max(load_id) from ops.receipt where feed = 'village_submission')"
        " returning receipt.load_id) select * from later",
    )
    found = verdict(warehouse)
    assert not any("rejected" in one for one in (*found.remarks, *found.problems))


def test_a_county_without_households_and_data_is_told_to_the_one_who_approves(
    shared: sa.Engine,
) -> None:
    assert verdict(shared).problems == []
    told = freeze.candidate(shared, 2023).remarks
    assert any("230502 尖山区: no household and no data" in remark for remark in told)
    assert not any("集贤县" in remark for remark in told)


def test_an_unfinished_year_is_not_released(warehouse: sa.Engine) -> None:
    change(warehouse, "update marts.county_score set as_of_month = '2023-08-01'")
    change(warehouse, "update marts.county_indicator set as_of_month = '2023-08-01'")
    with pytest.raises(ReleaseRefused, match="2023 has not ended: data up to 2023-08"):
        release(warehouse)


def test_a_year_without_a_target_says_which_years_are_missing(shared: sa.Engine) -> None:
    with pytest.raises(ReleaseRefused, match=r"2022: no target .* no income of 2020"):
        freeze.freeze(shared, 2022, "王主任")


def test_an_unknown_release_says_which_there_are(warehouse: sa.Engine) -> None:
    with pytest.raises(archive.UnknownRelease, match=r"2023 has no release 1 \(it has none yet\)"):
        scores_in(warehouse, 2023, "csv", release=1)
    release(warehouse)
    with pytest.raises(archive.UnknownRelease, match=r"2023 has no release 7 \(there are 1\)"):
        scores_in(warehouse, 2023, "csv", release=7)


def test_what_was_approved_is_what_is_frozen_and_a_repeated_task_freezes_once(
    warehouse: sa.Engine,
) -> None:
    asked = freeze.request_for_approval(warehouse, 2023)
    assert "集贤县" in asked["text"]
    answer = {"responded_by_user": {"id": "7", "name": "李局长"}, "params_input": {"reason": ""}}
    with pytest.raises(ReleaseRefused, match="changed since they were approved"):
        freeze.freeze_approved(warehouse, 2023, "other", answer, "run 1")
    for _ in range(2):
        made = freeze.freeze_approved(warehouse, 2023, asked["checksum"], answer, "run 1")
        assert made == 1
    head, _ = archive.read(warehouse, 2023, 1)
    assert head["approved_by"] == "李局长"
    with pytest.raises(ReleaseRefused, match="names who approved"):
        freeze.freeze_approved(warehouse, 2023, asked["checksum"], {}, "run 2")


def test_the_stored_prints_carry_their_own_hash(warehouse: sa.Engine) -> None:
    release(warehouse)
    with warehouse.connect() as connection:
        rows = connection.execute(
            sa.text("select sha256, content from assessment.release_print")
        ).all()
    assert len(rows) == 3
    assert all(hashlib.sha256(bytes(found)).hexdigest() == digest for digest, found in rows)
