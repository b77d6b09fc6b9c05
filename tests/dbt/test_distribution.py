"""On a cluster (Citus) a household's rows lie on one machine: no model may need those of others.

There is no Citus here: what is tested is the project's own part, keys and joins.
"""

from typing import Any

import pytest

from tests.dbt.households import brought_together

Manifest = dict[str, Any]
HOUSEHOLD, PERSON = "household_id", "citizen_id_token"


def _models(manifest: Manifest) -> list[dict[str, Any]]:
    return [one for one in manifest["nodes"].values() if one["resource_type"] == "model"]


def _key(model: dict[str, Any]) -> str | None:
    """The column by which a model's table is spread."""
    key: str | None = model["config"]["meta"].get("distribution_key")
    return key


def test_every_table_of_households_is_spread_by_household_and_every_other_is_not(
    manifest: Manifest,
) -> None:
    def should_be(model: dict[str, Any]) -> str | None:
        if {"subject_key", "trail_id"} & set(model["columns"]):
            return None  # an item of a worklist or a project's trail may have no household
        return next((one for one in (HOUSEHOLD, PERSON) if one in model["columns"]), None)

    assert {one["name"]: _key(one) for one in _models(manifest)} == {
        one["name"]: should_be(one) for one in _models(manifest)
    }


def test_a_unique_index_of_a_spread_table_holds_its_key(manifest: Manifest) -> None:
    """Citus refuses any other: it could not be checked on one worker."""
    assert [
        f"{one['name']}: {unique['columns']}"
        for one in _models(manifest)
        for unique in (
            *one["constraints"],
            *(index for index in one["config"].get("indexes") or [] if index.get("unique")),
        )
        if _key(one) and _key(one) not in unique["columns"]
    ] == []


def test_no_model_joins_or_windows_across_households(compiled: Manifest) -> None:
    """Figures of divisions are sums of households; departments' lines meet people by their ID."""
    columns, keys = _tables(compiled)
    assert [
        f"{one['name']}: {found}"
        for one in _models(compiled)
        for found in brought_together(one["compiled_code"], columns, keys, _also(one))
    ] == []


def test_a_model_says_that_it_joins_by_person_only_where_it_does(compiled: Manifest) -> None:
    columns, keys = _tables(compiled)
    assert [
        one["name"]
        for one in _models(compiled)
        if _also(one) and not brought_together(one["compiled_code"], columns, keys)
    ] == []


@pytest.mark.parametrize(
    "query",
    [
        "select a.month from s.income as a join s.focus as b on a.month = b.month",
        "with a as (select household_id, month from s.income) select * from a, s.focus as b",
        "select household_id, rank() over (partition by month order by net) from s.income",
        "select household_id, sum(net) over w from s.income window w as (order by month)",
        "select distinct on (month) household_id, net from s.income order by month, net",
        """select * from s.income as a
           where exists (select 1 from s.focus as b where b.month = a.month)""",
    ],
)
def test_what_crosses_households_is_found(query: str) -> None:
    assert brought_together(query, COLUMNS, KEYS) != []


@pytest.mark.parametrize(
    "query",
    [
        """select * from s.income as a
           join s.focus as b on a.household_id = b.household_id and a.month = b.month""",
        "select a.month from s.income as a left join s.county as b on a.month = b.month",
        """with city as (select month, sum(net) as net from s.income group by month)
           select a.household_id, a.net / city.net from s.income as a join city using (month)""",
        """select sum(net) over w from s.income
           window h as (partition by household_id order by month), w as (h rows 2 preceding)""",
        """with a as (select household_id from s.income union all select household_id from s.focus)
           select * from a join s.focus as b on a.household_id = b.household_id""",
    ],
)
def test_what_stays_within_households_is_not_found(query: str) -> None:
    assert brought_together(query, COLUMNS, KEYS) == []


COLUMNS = {
    "s": {
        "income": ["household_id", "month", "net"],
        "focus": ["household_id", "month"],
        "county": ["county_code", "month"],
    }
}
KEYS = {("s", "income"): HOUSEHOLD, ("s", "focus"): HOUSEHOLD}


def _tables(
    manifest: Manifest,
) -> tuple[dict[str, dict[str, list[str]]], dict[tuple[str, str], str]]:
    """Columns of every table that a model reads, and the keys of those that are spread."""
    columns: dict[str, dict[str, list[str]]] = {}
    keys: dict[tuple[str, str], str] = {}
    for node in (*manifest["nodes"].values(), *manifest["sources"].values()):
        if node["resource_type"] in ("model", "seed", "source") and node["columns"]:
            columns.setdefault(node["schema"], {})[node["name"]] = list(node["columns"])
        if node["resource_type"] == "model" and (key := _key(node)):
            keys[node["schema"], node["name"]] = key
    return columns, keys


def _also(model: dict[str, Any]) -> frozenset[str]:
    named = model["config"]["meta"].get("repartitioned_by")
    return frozenset({named} if named else ())
