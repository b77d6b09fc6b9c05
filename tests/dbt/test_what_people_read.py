"""Labels, dashboards and measures: what the project tells those who read its tables."""

import re
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import BuiltCity
from tests.papers.texts import english_in
from zengshou import words

Manifest = dict[str, Any]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LONGEST_NAME = 63
UNITS = r"\((元|元/人|人|户|格|月|个|份|行|条|分|分/户|比例|百分制)\)$"
#: Numbers that are not counts, or whose unit is in another column of the row.
WITHOUT_UNIT = {
    *("income_year", "assessment_year", "rank", "numerator", "denominator", "value"),
    *("observed", "threshold", "load_id", "row_number"),
    *("measure", "previous_value", "target"),
}

VIEWS = "select viewname from pg_views where schemaname = 'marts_zh' order by viewname"
NAMED = """
select "县(区)" as county, "村" as village, "是否逾期" as is_late from marts_zh."工作清单"
where "县(区)代码" = '230523' and "村代码" is not null
order by "事项编号", "月份" limit 1
"""
#: Keys, names of files and messages to a sender, as they are stored.
AS_STORED = {"户主证件令牌", "文件名", "对象编号", "事项编号", "线索编号", "项目编号"}
#: Shares have four decimals, hence two as a percentage.
DECIMALS = 4


def _marts(manifest: Manifest) -> list[dict[str, Any]]:
    nodes = manifest["nodes"].values()
    return [one for one in nodes if one["resource_type"] == "model" and one["fqn"][1] == "marts"]


def _columns(manifest: Manifest) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    return [
        (f"{mart['name']}.{column['name']}", column, column["config"]["meta"])
        for mart in _marts(manifest)
        for column in mart["columns"].values()
    ]


def test_every_mart_and_column_has_a_chinese_label_that_postgresql_keeps_whole(
    manifest: Manifest,
) -> None:
    labels = {mart["name"]: mart["config"]["meta"].get("label_zh", "") for mart in _marts(manifest)}
    labels |= {name: meta.get("label_zh", "") for name, _, meta in _columns(manifest)}
    assert [name for name, label in labels.items() if not CHINESE.search(label)] == []
    assert [name for name, label in labels.items() if len(label.encode()) > LONGEST_NAME] == []


def test_no_two_labels_of_a_mart_are_the_same(manifest: Manifest) -> None:
    views = [mart["config"]["meta"]["label_zh"] for mart in _marts(manifest)]
    assert len(views) == len(set(views))
    for mart in _marts(manifest):
        labels = [column["config"]["meta"]["label_zh"] for column in mart["columns"].values()]
        assert len(labels) == len(set(labels)), mart["name"]


def test_the_label_of_every_number_names_its_unit(manifest: Manifest) -> None:
    assert [
        f"{name}: {meta['label_zh']}"
        for name, column, meta in _columns(manifest)
        if re.match(r"numeric|integer|bigint", column["data_type"])
        and column["name"] not in WITHOUT_UNIT
        and not re.search(UNITS, meta["label_zh"])
    ] == []


def test_every_code_that_a_mart_may_hold_has_a_chinese_name(manifest: Manifest) -> None:
    missing = []
    for test in manifest["nodes"].values():
        kind = test.get("test_metadata") or {}
        node = manifest["nodes"].get(test.get("attached_node") or "", {})
        if kind.get("name") != "accepted_values" or node.get("fqn", ["", ""])[1] != "marts":
            continue
        meta = node["columns"][kind["kwargs"]["column_name"]]["config"]["meta"]
        missing += [
            f"{node['name']}.{kind['kwargs']['column_name']}: {code}"
            for code in kind["kwargs"]["values"]
            if not CHINESE.search(code)
            and code not in (words.names(meta["terms"]) if "terms" in meta else {})
            and kind["kwargs"]["column_name"] != "table_name"  # a table of raw, for SQL
        ]
    assert missing == []


def test_no_chinese_view_shows_a_code_an_english_word_or_an_endless_figure(
    built_city: BuiltCity,
) -> None:
    found: dict[tuple[str, str], object] = {}
    with built_city.engine.connect() as connection:
        views = connection.execute(sa.text(VIEWS)).scalars().all()
        for view in views:
            for row in connection.exec_driver_sql(f'select * from marts_zh."{view}"').mappings():
                found |= {
                    (view, label): value
                    for label, value in row.items()
                    if label not in AS_STORED and not _is_readable(value)
                }
    assert len(views) >= 30
    assert found == {}


def _is_readable(value: object) -> bool:
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return isinstance(exponent, int) and -exponent <= DECIMALS and "E" not in str(value)
    if isinstance(value, str):
        return english_in(value) == []
    return not isinstance(value, bool)


def test_chinese_views_name_the_division_beside_its_code(built_city: BuiltCity) -> None:
    with built_city.engine.connect() as connection:
        row = connection.execute(sa.text(NAMED)).one()
        in_county = connection.execute(sa.text(NAMED.replace("marts_zh", "county_230523_zh"))).one()
    assert row == in_county
    assert row.county == "宝清县"
    assert CHINESE.search(row.village)
    assert row.is_late in ("是", "否")


@pytest.mark.parametrize(
    "name",
    [
        "county_score_workbook",
        "monthly_dispatch",
        "quarterly_report",
        "static_page",
        *("superset_city_overview", "superset_county", "superset_submissions"),
        *("superset_warnings", "superset_assessment", "superset_measures", "superset_worklist"),
    ],
)
def test_every_report_says_what_it_reads_and_who_answers_for_it(
    manifest: Manifest, name: str
) -> None:
    exposure = next(one for one in manifest["exposures"].values() if one["name"] == name)
    assert CHINESE.search(exposure["owner"]["name"])
    assert exposure["owner"]["email"] is None
    assert CHINESE.search(exposure["label"])
    assert exposure["depends_on"]["nodes"]
    for read in exposure["depends_on"]["nodes"]:
        assert manifest["nodes"][read]["fqn"][1] == "marts", read


def test_measures_rest_on_marts_and_carry_chinese_labels_with_units(manifest: Manifest) -> None:
    assert manifest["semantic_models"]
    for model in manifest["semantic_models"].values():
        assert [manifest["nodes"][one]["fqn"][1] for one in model["depends_on"]["nodes"]] == [
            "marts"
        ]
        assert [
            one["name"] for one in model["dimensions"] if not CHINESE.search(one["label"])
        ] == []
    labels = {metric["name"]: metric["label"] for metric in manifest["metrics"].values()}
    assert {"net_income", "per_capita", "per_capita_growth", "on_time_share"} <= set(labels)
    assert [name for name, label in labels.items() if not re.search(r"\(.+\)$", label)] == []
