"""A processed city where a county's village was late in June 2023, another's did not report."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from tests.processed_city import NewCopy
from zengshou.outputs.dispatch import read_figures
from zengshou.outputs.dispatch.figures import MonthFigures
from zengshou.warehouse.snapshot import one_state

MONTH = date(2023, 6, 1)
COUNTY, SILENT_COUNTY = "230521", "230523"  # one village each
LATE = """
update marts.submission_status set on_time = false, first_received_at = due_date + interval '3 days'
where month = :month and county_code = :county and expected
"""
MISSING = """
update marts.submission_status
set on_time = false, received = false, first_received_at = null, rows_received = 0,
    rows_accepted = 0, rows_rejected = 0, households_reported = 0, versions = 0
where month = :month and county_code = :county and expected
"""
COUNTED = """
update marts.division_month as whole
set
    villages_received = village.received,
    villages_on_time = village.on_time
from (
    select
        county_code,
        count(*) filter (where received) as received,
        count(*) filter (where on_time) as on_time
    from marts.submission_status where month = :month and expected group by county_code
) as village
where whole.month = :month and whole.division_code = village.county_code
"""


@pytest.fixture(scope="session")
def city(new_copy: NewCopy) -> Iterator[sa.Engine]:
    engine = new_copy()
    with engine.begin() as connection:
        for change, county in ((LATE, COUNTY), (MISSING, SILENT_COUNTY), (COUNTED, None)):
            connection.execute(sa.text(change), {"month": MONTH, "county": county})
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def june(city: sa.Engine) -> MonthFigures:
    with one_state(city) as connection:
        return read_figures(connection, MONTH)
