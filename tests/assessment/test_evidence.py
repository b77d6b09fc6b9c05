"""Every point is traceable to households, months, workbooks, sheet rows and file hashes."""

import re
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.processed_city import COUNTIES
from zengshou.evidence import NoEvidence, explain
from zengshou.evidence.explain import evidence_rows
from zengshou.releases.content import rows

SHA256 = re.compile(r"[0-9a-f]{64}")
EXACT = Decimal("1e-9")
YEAR_END = date(2023, 9, 1)


@pytest.mark.parametrize("county", COUNTIES)
@pytest.mark.parametrize("as_of", [None, date(2023, 8, 1), date(2023, 1, 1)])
def test_the_evidence_of_every_indicator_sums_up_to_its_figures(
    shared: sa.Engine, county: str, as_of: date | None
) -> None:
    with shared.connect() as connection:
        indicators = rows(
            connection,
            "select * from marts.county_indicator_month where assessment_year = 2023"
            " and county_code = :county and as_of_month = :month",
            county=county,
            month=as_of or YEAR_END,
        )
        assert len(indicators) == 13
        for row in indicators:
            if not row["applicable"] or row["value"] is None:
                continue
            found = explain(connection, 2023, county, row["indicator"], as_of)
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


def test_an_unfinished_year_rests_on_its_months_so_far_and_the_same_of_the_year_before(
    shared: sa.Engine,
) -> None:
    with shared.connect() as connection:
        found = explain(connection, 2023, COUNTIES[0], "growth", date(2022, 12, 1)).rows
        assert {row["period"] for row in found} == {
            *("2022-10", "2022-11", "2022-12"),
            *("2021-10", "2021-11", "2021-12"),
        }
        with pytest.raises(
            NoEvidence, match="2023: no scores as of 2030-01, its months are 2022-10 to 2023-09"
        ):
            explain(connection, 2023, COUNTIES[0], "growth", date(2030, 1, 1))
