"""The bundle fits together, shows only what a BI tool may read, and is known to dbt."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from bi.start import NotReady, reader
from ingestion.settings import PROJECT_ROOT, Settings
from tests.bi.bundle import File, charts_on, files
from tests.conftest import BuiltCity
from zengshou.local import postgres
from zengshou.outputs.compared_counties import compared_counties, is_year_end
from zengshou.outputs.handling import handling

EXPOSURES = PROJECT_ROOT / "dbt_project" / "models" / "exposures.yml"
PREFIX = "superset_"
SOURCE = re.compile(r'(?:from|join) (marts|marts_zh)\."?([^"\s]+)"?')
VIEWS = """
select view.relname as label, obj_description(view.oid, 'pg_class') as mart
from pg_class as view where relnamespace = to_regnamespace('marts_zh') and relkind = 'v'
"""
SCORES = "select * from marts.county_score_month order by as_of_month, county_code"
#: A short address (bi/drill.py): the dashboard and its first filter; the other filters.
LINK = re.compile(r"/drill/(\w+)/\?(\w+)=")
PARAMETER = re.compile(r"'&(\w+)='")
#: Keys of a chart's settings that name columns of its dataset.
COLUMN_SETTINGS = ("x_axis", "groupby", "all_columns")


def by_uuid(kind: str) -> dict[str, File]:
    return {one["uuid"]: one for one in files(kind).values()}


def exposures() -> dict[str, dict[str, Any]]:
    listed = yaml.safe_load(EXPOSURES.read_text(encoding="utf-8"))["exposures"]
    return {one["name"]: one for one in listed if one["name"].startswith(PREFIX)}


def columns_named(chart: File) -> set[str]:
    """Columns that a chart names, in its settings and, quoted, in its SQL."""
    settings = chart["params"]
    named = {
        column
        for key in COLUMN_SETTINGS
        for value in [settings.get(key, [])]
        for column in ([value] if isinstance(value, str) else value)
    }
    filters = settings["adhoc_filters"]
    named |= {one["subject"] for one in filters if one["expressionType"] == "SIMPLE"}
    named |= {json.loads(one)[0] for one in settings.get("order_by_cols", [])}
    metrics = settings.get("metrics", [settings["metric"]] if "metric" in settings else [])
    coloured = {one["column"] for one in settings.get("conditional_formatting", [])}
    named |= coloured - {metric["label"] for metric in metrics}
    for expression in [*metrics, *filters]:
        named |= set(re.findall(r'"([^"]+)"', expression.get("sqlExpression", "")))
    return named


@pytest.mark.parametrize("name", files("datasets"))
def test_a_dataset_has_rows_for_a_bi_reader_and_the_columns_it_lists(
    built_city: BuiltCity, name: str
) -> None:
    dataset = files("datasets")[name]
    with built_city.engine.connect() as connection:
        connection.execute(sa.text("grant bi_reader to current_user"))
        connection.execute(sa.text("set local role bi_reader"))
        found = connection.exec_driver_sql(dataset["sql"].replace("%", "%%"))
        assert list(found.keys()) == [column["column_name"] for column in dataset["columns"]]
        assert found.first() is not None


def test_charts_name_only_columns_of_their_dataset() -> None:
    datasets = by_uuid("datasets")
    for name, chart in files("charts").items():
        columns = datasets[chart["dataset_uuid"]]["columns"]
        unknown = columns_named(chart) - {column["column_name"] for column in columns}
        assert unknown == set(), name


def test_every_chart_stands_on_one_dashboard_and_every_dataset_serves_a_chart() -> None:
    charts = by_uuid("charts")
    placed = [place for one in files("dashboards").values() for place in charts_on(one)]
    assert sorted(place["uuid"] for place in placed) == sorted(charts)
    assert len({place["chartId"] for place in placed}) == len(placed)
    assert {chart["dataset_uuid"] for chart in charts.values()} == set(by_uuid("datasets"))
    named = {place["uuid"]: place["sliceName"] for place in placed}
    assert named == {uuid: chart["slice_name"] for uuid, chart in charts.items()}


def test_every_dashboard_filters_by_county_and_month() -> None:
    datasets = by_uuid("datasets")
    for name, dashboard in files("dashboards").items():
        numbers = {place["chartId"] for place in charts_on(dashboard)}
        filters = dashboard["metadata"]["native_filter_configuration"]
        assert [one["name"] for one in filters][:2] == ["县(区)", "月份"], name
        for one in filters:
            (target,) = one["targets"]
            columns = datasets[target["datasetUuid"]]["columns"]
            assert target["column"]["name"] in {column["column_name"] for column in columns}
            assert set(one["scope"]["excluded"]) < numbers, name


def test_every_dashboard_says_the_date_of_its_data_and_whether_it_is_provisional() -> None:
    charts, state = by_uuid("charts"), files("datasets")["data_state"]
    for name, dashboard in files("dashboards").items():
        (first,) = (
            place
            for place in charts_on(dashboard)
            if charts[place["uuid"]]["dataset_uuid"] == state["uuid"]
        )
        shown = charts[first["uuid"]]["params"]["all_columns"]
        assert shown[:2] == ["数据截至", "数据状态"], name
        assert dashboard["position"]["GRID_ID"]["children"][0] == _row_of(dashboard, first), name
        months = dashboard["metadata"]["native_filter_configuration"][1]
        assert first["chartId"] not in months["scope"]["excluded"], name


def _row_of(dashboard: File, chart: File) -> str:
    places = [place for place in dashboard["position"].values() if isinstance(place, dict)]
    (place,) = (one for one in places if one.get("meta", {}).get("uuid") == chart["uuid"])
    return str(place["parents"][-1])


def test_a_link_sets_filters_that_the_dashboard_has() -> None:
    linked = set()
    for dataset in files("datasets").values():
        for slug, first in LINK.findall(dataset["sql"]):
            dashboard = files("dashboards")[slug]
            known = {
                one["id"].removeprefix("NATIVE_FILTER-")
                for one in dashboard["metadata"]["native_filter_configuration"]
            }
            assert {first, *PARAMETER.findall(dataset["sql"])} <= known
            linked.add(slug)
    assert "county" in linked


def test_the_assessment_shows_the_treatment_that_the_papers_show(built_city: BuiltCity) -> None:
    """当前处理, 挂牌督办 and 减收风险 are those of zengshou/outputs/handling.py."""
    with built_city.engine.connect() as connection:
        shown = {
            (row["县(区)"], row["月份"]): row
            for row in connection.exec_driver_sql(
                files("datasets")["county_score"]["sql"].replace("%", "%%")
            ).mappings()
        }
        scores = connection.execute(sa.text(SCORES)).mappings().all()
        compared = {
            (month, row["division_code"]): row["is_comparable"]
            for year, month in {(row["assessment_year"], row["as_of_month"]) for row in scores}
            for row in compared_counties(connection, year, month)
        }
    assert len(shown) == len(scores) > 0
    for score in scores:
        month = score["as_of_month"]
        is_comparable = compared[month, score["county_code"]]
        expected = handling(
            dict(score), is_comparable=is_comparable, is_year_end=is_year_end(month)
        )
        row = shown[score["county_name"], f"{month:%Y-%m}"]
        assert row["当前处理"] == (expected.current or "无")
        assert row["减收风险"] == (expected.risk or "无法预计")
        supervised = "是" if expected.is_supervised else "否"
        assert row["挂牌督办"] == (supervised if is_comparable else "不可比")
        assert (row["名次"] is not None) == is_comparable


def test_where_too_little_is_heard_no_figure_gives_the_growth_away(built_city: BuiltCity) -> None:
    query = files("datasets")["division_month"]["sql"].replace("%", "%%")
    with built_city.engine.connect() as connection:
        rows = connection.exec_driver_sql(query).mappings().all()
    low = [row for row in rows if not row["可比"]]
    assert low
    for row in low:
        assert row["增速或不可比"] == "不可比"
        shown = [row[name] for name in ("增速", "与目标差(百分点)", "与同户同月口径之差(百分点)")]
        assert shown == [None] * 3


def test_dbt_knows_each_dashboard_by_its_name_and_the_marts_it_reads(
    built_city: BuiltCity,
) -> None:
    with built_city.engine.connect() as connection:
        chinese = {row.label: row.mart for row in connection.execute(sa.text(VIEWS))}
    charts, datasets = by_uuid("charts"), by_uuid("datasets")
    read: dict[str, tuple[str, set[str]]] = {}
    for slug, dashboard in files("dashboards").items():
        assert dashboard["slug"] == slug
        used = {charts[place["uuid"]]["dataset_uuid"] for place in charts_on(dashboard)}
        sources = {found for one in used for found in SOURCE.findall(datasets[one]["sql"])}
        marts = {chinese[name] if schema == "marts_zh" else name for schema, name in sources}
        read[PREFIX + slug] = (f"BI看板·{dashboard['dashboard_title']}", marts)
    declared = {
        name: (one["label"], {ref.split("'")[1] for ref in one["depends_on"]})
        for name, one in exposures().items()
    }
    assert declared == read


def test_the_bundle_holds_no_password() -> None:
    addresses = [one["sqlalchemy_uri"] for one in files("databases").values()]
    assert [sa.make_url(one).password for one in addresses] == [None]


def test_without_marts_it_says_what_to_run_first(database_url: str, tmp_path: Path) -> None:
    empty = sa.make_url(postgres.ensure_database(database_url, "bi_without_marts"))
    settings = Settings(_env_file=None, home=tmp_path, database_url=None)
    with pytest.raises(NotReady, match="run `make demo` first"):
        reader(empty, settings)
