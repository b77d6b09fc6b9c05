"""New keys, a deletion and a file taken back: what the marts show after the next build."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ingestion.load.reversal import revert
from ingestion.privacy.key_rotation import rotate
from ingestion.privacy.personal_data import forget
from ingestion.settings import get_settings
from tests.building import build_and_publish
from tests.processed_city import NewCopy, forget_settings, settle
from zengshou.jobs import steps
from zengshou.warehouse import build_record, dbt

BY = {"person": "管理员", "reason": "试验"}
COLUMNS = """
select table_name, string_agg(quote_ident(column_name), ', ' order by ordinal_position)
from information_schema.columns
where table_schema = 'marts' and column_name not in ('head_id_token', 'head_name_masked')
    and (table_name, column_name) <> ('household_focus', 'measure')
group by table_name order by table_name
"""
SUBMISSION = """
select load.load_id, receipt.unit, load.period from ops.load as load
inner join ops.receipt as receipt using (load_id)
where load.feed = 'village_submission' and load.status = 'accepted' and load.period = '2023-03'
order by load.load_id limit 1
"""


@pytest.fixture(scope="module")
def changed(
    new_copy: NewCopy, city_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sa.Engine]:
    """A copy with keys of its own, which the process works on."""
    own = tmp_path_factory.mktemp("changed")
    shutil.copytree(city_home / "secrets", own / "secrets")
    engine = new_copy()
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, own, engine.url.render_as_string(hide_password=False))
        yield engine
        engine.dispose()
    forget_settings()


def rows(engine: sa.Engine, query: str, **values: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query), values)]


def marts(engine: sa.Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every mart without tokens, masked names and 帮扶措施, which are looked at by themselves."""
    return {
        table: rows(
            engine, f"select row::text from (select {columns} from marts.{table}) as row order by 1"
        )
        for table, columns in rows(engine, COLUMNS)
    }


def test_new_keys_and_a_deletion_change_tokens_and_masks_and_no_figure(
    changed: sa.Engine,
) -> None:
    who = "select household_id, head_name_masked, head_id_token from marts.dim_household order by 1"
    texts = "select household_id, month, list, measure from marts.household_focus order by 1, 2, 3"
    figures, heads, typed = marts(changed), rows(changed, who), rows(changed, texts)
    gone = heads[0][0]
    built = build_record.digest(changed, dbt.NOW)
    forget(changed, get_settings(), gone, **BY)
    rotate(changed, get_settings(), **BY)
    assert build_record.digest(changed, dbt.NOW) != built, "the next run has to build"
    steps.check()
    build_and_publish()
    assert marts(changed) == figures
    erased = [(*row[:3], "已删除" if row[3] and row[0] == gone else row[3]) for row in typed]
    assert rows(changed, texts) == erased
    for (household, mask, token), (_, mask_before, token_before) in zip(
        rows(changed, who), heads, strict=True
    ):
        assert mask == ("*" if household == gone else mask_before)
        assert token != token_before


def test_a_month_taken_back_is_a_month_not_reported(changed: sa.Engine) -> None:
    [(load_id, village, period)] = rows(changed, SUBMISSION)
    where = "where village_code = :village and month = to_date(:period, 'YYYY-MM')"
    one = {"village": village, "period": period}
    count = f"select count(*) from marts.fct_household_month {where}"
    status = f"select received, versions from marts.submission_status {where}"
    [(others,)] = rows(changed, "select count(*) from marts.fct_household_month")
    [(own,)] = rows(changed, count, **one)
    assert own > 0
    assert rows(changed, status, **one) == [(True, 1)]
    revert(changed, load_id, **BY)
    steps.check()
    build_and_publish()
    assert rows(changed, count, **one) == [(0,)]
    assert rows(changed, status, **one) == [(False, 0)]
    assert rows(changed, "select count(*) from marts.fct_household_month") == [(others - own,)]
