"""Every point is traceable to households, months, workbooks, sheet rows and file hashes."""

import re
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from ingestion.contract import load_contracts
from tests.conftest import BuiltCity
from tests.processed_city import COUNTIES
from zengshou.assessment.evidence import NoEvidence, explain
from zengshou.assessment.evidence.explain import evidence_rows
from zengshou.assessment.releases.content import rows

SHA256 = re.compile(r"[0-9a-f]{64}")
EXACT = Decimal("1e-9")
YEAR_END = date(2023, 9, 1)
#: Indicators whose figures differ from the sums of their evidence.
UNLIKE = """
with added as (
    select
        indicator, as_of_month, county_code,
        sum(numerator) / coalesce(sum(mean_over) filter (where numerator is not null), 1)
            as numerator,
        sum(denominator) / coalesce(sum(mean_over) filter (where denominator is not null), 1)
            as denominator
    from intermediate.int_county_evidence
    group by indicator, as_of_month, county_code
)
select indicator, as_of_month, county_code
from intermediate.int_county_indicator_value as figure
left join added using (indicator, as_of_month, county_code)
where (coalesce(figure.numerator, 0), coalesce(figure.denominator, 0))
    is distinct from (coalesce(added.numerator, 0), coalesce(added.denominator, 0))
"""
#: Evidence about a household that refers to no row, by indicator and numerator.
WITHOUT_A_ROW = """
select distinct indicator, numerator from intermediate.int_county_evidence
where household_id is not null
    and (table_name is null or load_id is null or row_number is null)
"""
#: The owner of each received row: a village's household, or a department's person.
RECEIVED = """
select '{table}' as table_name, load_id, row_number, {household} as household_id,
    {person} as citizen_id_token
from raw.{table}
"""
LED_ASTRAY = """
with received as ({received})
select evidence.indicator, evidence.household_id, evidence.load_id, evidence.row_number
from intermediate.int_county_evidence as evidence
left join received using (table_name, load_id, row_number)
left join intermediate.int_person_month as person
    on evidence.facts ->> 'person_id' = person.person_id
    and person.month = case length(evidence.period)
        when 7 then to_date(evidence.period, 'YYYY-MM')
    end
where evidence.row_number is not null and case
    when received.household_id is not null then received.household_id != evidence.household_id
    else received.citizen_id_token is distinct from person.citizen_id_token
end
"""
#: The figure typed into the cell equals the displayed one.
OTHER_THAN_TYPED = """
select evidence.indicator, evidence.load_id, evidence.row_number
from intermediate.int_county_evidence as evidence
inner join raw.{table} as received using (load_id, row_number)
where evidence.indicator = '{indicator}' and evidence.table_name = '{table}' and {narrowed}
    and {typed} is distinct from {shown}
"""
COUNTED = "select count(*) from intermediate.int_county_evidence where indicator = '{indicator}'"


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


def test_file_rows_neither_add_to_a_figure_nor_take_from_it(built_city: BuiltCity) -> None:
    """In all months and counties of a city with every kind of mistake, to the last digit."""
    with built_city.engine.connect() as connection:
        assert connection.execute(sa.text(UNLIKE)).all() == []
        indicators = connection.execute(
            sa.text("select distinct indicator from intermediate.int_county_evidence")
        ).scalars()
        assert len(set(indicators)) == 13


def test_only_what_was_never_sent_names_no_row(built_city: BuiltCity) -> None:
    """A warning without an answer and an entry without a reason; all else rests on a row."""
    with built_city.engine.connect() as connection:
        found = {
            (row.indicator, row.numerator) for row in connection.execute(sa.text(WITHOUT_A_ROW))
        }
    assert found == {("verified_in_time", 0), ("reasons_recorded", 0)}


def test_every_row_named_was_received_and_is_the_households_or_persons(
    built_city: BuiltCity,
) -> None:
    with built_city.engine.connect() as connection:
        received = " union all ".join(
            RECEIVED.format(
                table=part.table,
                household="cell.text(household_id)" if "household_id" in part.columns else "null",
                person="citizen_id_token" if "citizen_id" in part.columns else "null",
            )
            for contract in load_contracts().values()
            for part in contract.parts
        )
        astray = connection.execute(sa.text(LED_ASTRAY.format(received=received))).all()
    assert astray == []


@pytest.mark.parametrize(
    ("indicator", "table", "narrowed", "typed", "shown"),
    [
        ("jobs_kept", "employment", "true", "cell.text(channel)", "facts ->> 'channel'"),
        (
            "reconciled",
            "village_submission",
            "facts ->> 'item' = 'pension'",
            "cell.money(tr_pension)",
            "evidence.amount",
        ),
        (
            "verified_in_time",
            "village_feedback",
            "true",
            "cell.day(verified_on)::text",
            "facts ->> 'verified_on'",
        ),
    ],
)
def test_what_is_shown_is_what_was_typed(
    built_city: BuiltCity, indicator: str, table: str, narrowed: str, typed: str, shown: str
) -> None:
    query = OTHER_THAN_TYPED.format(
        indicator=indicator, table=table, narrowed=narrowed, typed=typed, shown=shown
    )
    with built_city.engine.connect() as connection:
        assert connection.execute(sa.text(COUNTED.format(indicator=indicator))).scalar_one() > 0
        assert connection.execute(sa.text(query)).all() == []


def test_a_rejected_row_follows_its_workbook_with_the_rules_it_broke(built_city: BuiltCity) -> None:
    with built_city.engine.connect() as connection:
        found = evidence_rows(connection, 2023, "230521", "rows_accepted")
    workbooks = [row for row in found if row["denominator"] is not None]
    rejected = [row for row in found if row["denominator"] is None]
    assert len(rejected) == sum(row["denominator"] - row["numerator"] for row in workbooks)
    assert len(rejected) > 0
    for row in rejected:
        assert re.match(r"退回 [A-Z]\d\d ", row["what"])
        assert row["row_number"] > 0
        assert row["sha256"] in {one["sha256"] for one in workbooks}


def test_while_a_build_makes_the_evidence_anew_nothing_is_explained(warehouse: sa.Engine) -> None:
    with warehouse.begin() as connection:
        connection.execute(sa.text("drop view intermediate.int_county_evidence"))
    with warehouse.connect() as connection, pytest.raises(NoEvidence, match="is being built"):
        explain(connection, 2023, COUNTIES[0], "growth")


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
