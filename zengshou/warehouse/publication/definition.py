"""The definition of a published mart and its readers, from the dbt project.

All values come from the YAML of the models and their configuration (models/marts). They are read
from dbt's manifest after a build and stored with it (ops.build.marts).
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

MadeNew = Literal["whole", "by_month", "by_year"]


class Column(BaseModel):
    """A column with its constraints, its Chinese label and the source of its codes' names.

    `terms`: a kind of the glossary; `names_from`: a seed with its columns of code and name.
    `name_label_zh`: the label of a column beside the codes with their names; else names take the
    place of codes. `holds_code_of`: the column whose code is a part of this text.
    `is_for_programs`: codes whose words are in another column; Chinese views leave it out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    data_type: str
    is_required: bool
    checks: tuple[str, ...]
    label_zh: str
    terms: str | None = None
    names_from: dict[str, str] | None = None
    name_label_zh: str | None = None
    holds_code_of: str | None = None
    is_for_programs: bool = False


class Mart(BaseModel):
    """A published table.

    `is_key_published`: without it, the key holds in the build only, and readers find rows by
    `indexes`.
    `made_new`: whether a build rebuilds the whole table or only its touched months or years.
    `month_column` holds the month of a row, `year_column` the income year in a table of years.
    `county_reader` names the column whose first six digits are the county of a row; None: the rows
    belong to no county. `assessment_reader`: `all` rows, those of the `county_level`, or none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    label_zh: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    is_key_published: bool
    indexes: tuple[tuple[str, ...], ...]
    made_new: MadeNew
    month_column: str | None
    year_column: str | None
    rests_on_authorisations: bool
    county_reader: str | None
    assessment_reader: Literal["all", "county_level"] | None

    @property
    def column_names(self) -> list[str]:
        """The column names in the order of the contract."""
        return [column.name for column in self.columns]


def marts_of(manifest: dict[str, Any]) -> list[Mart]:
    """The marts of the dbt project, by name."""
    nodes = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    ]
    return [_mart(node) for node in sorted(nodes, key=lambda node: str(node["name"]))]


def _mart(node: dict[str, Any]) -> Mart:
    meta = node["config"]["meta"]
    names = list(node["columns"])
    return Mart(
        name=node["name"],
        label_zh=meta["label_zh"],
        columns=tuple(_column(column) for column in node["columns"].values()),
        key=next(
            tuple(one["columns"]) for one in node["constraints"] if one["type"] == "primary_key"
        ),
        is_key_published=meta.get("publishes_key", True),
        indexes=tuple(tuple(columns) for columns in meta.get("published_indexes", [])),
        made_new=meta["made_new"],
        month_column=next((one for one in ("month", "as_of_month") if one in names), None),
        year_column=next((one for one in ("income_year", "assessment_year") if one in names), None),
        rests_on_authorisations=meta.get("rests_on_authorisations", False),
        county_reader=meta.get("county_reader"),
        assessment_reader=meta.get("assessment_reader"),
    )


def _column(column: dict[str, Any]) -> Column:
    meta = column["config"]["meta"]
    constraints = column["constraints"]
    return Column(
        name=column["name"],
        data_type=column["data_type"],
        is_required=any(one["type"] == "not_null" for one in constraints),
        checks=tuple(one["expression"] for one in constraints if one["type"] == "check"),
        label_zh=meta["label_zh"],
        terms=meta.get("terms"),
        names_from=meta.get("names_from"),
        name_label_zh=meta.get("name_label_zh"),
        holds_code_of=meta.get("holds_code_of"),
        is_for_programs=meta.get("is_for_programs", False),
    )
