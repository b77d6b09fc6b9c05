"""Every point is traceable to households, months, workbooks, sheet rows and file hashes."""

import re
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.processed_city import COUNTIES
from zengshou.evidence import NoEvidence, explain
from zengshou.evidence.explain import evidence_rows
from zengshou.releases.content import rows

SHA256 = re.compile(r"[0-9a-f]{64}")
EXACT = Decimal("1e-9")


@pytest.mark.parametrize("county", COUNTIES)
def test_the_evidence_of_every_indicator_sums_up_to_its_figures(
    shared: sa.Engine, county: str
) -> None:
    with shared.connect() as connection:
        indicators = rows(
            connection,
            "select * from marts.county_indicator"
            " where assessment_year = 2023 and county_code = :county",
            county=county,
        )
        assert len(indicators) == 13
        for row in indicators:
            if not row["applicable"] or row["value"] is None:
                continue
            found = explain(connection, 2023, county, row["indicator"])
            assert abs(found.numerator - row["numerator"]) < EXACT, row["indicator"]
            assert abs(found.denominator - row["denominator"]) < EXACT, row["indicator"]


def test_a_figure_leads_to_the_cell_it_was_typed_into(shared: sa.Engine) -> None:
    with shared.connect() as connection:
        found = explain(connection, 2023, COUNTIES[0], "growth").rows
        months = [row for row in found if row["feed"] == "village_submission"]
        assert months
        for row in found:
            assert SHA256.fullmatch(row["sha256"])
            assert row["row_number"] > 0
        one = months[0]
        typed = connection.execute(
            sa.text(
                "select received.household_id from raw.village_submission as received"
                " inner join ops.load using (load_id) where load.sha256 = :sha256"
                " and received.row_number = :row_number"
            ),
            one,
        ).scalar_one()
    assert typed == one["household_id"]


def test_households_appear_by_id_and_masked_name_only(shared: sa.Engine) -> None:
    with shared.connect() as connection:
        for indicator in ("growth", "lifted_share", "medical_cover", "reconciled"):
            for row in evidence_rows(connection, 2023, COUNTIES[0], indicator):
                assert set(row["head_name_masked"][1:]) == {"*"}
                assert not re.search(r"\d{17}[\dXx]", str(row))


@pytest.mark.parametrize(
    ("year", "county", "indicator", "why"),
    [
        (2021, "230521", "growth", "2021: no target"),
        (2030, "230521", "growth", "2030: no income data"),
        (2023, "999999", "growth", "2023: no county 999999 is assessed"),
        (2023, "230521", "luck", "no indicator luck .*growth"),
        (2023, "230521", "industry_funds", "not applicable"),
    ],
)
def test_what_cannot_be_explained_says_why(
    shared: sa.Engine, year: int, county: str, indicator: str, why: str
) -> None:
    with shared.connect() as connection, pytest.raises(NoEvidence, match=why):
        explain(connection, year, county, indicator)
