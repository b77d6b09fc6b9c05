"""The gate on a departmental file, compared with one scan that counts each rule's failing rows.

Ours parses every cell and judges the file, the rules S01-S04, copies and scope against a roster. It
stores each failing row with its rule, column and message, and each row out of scope.
"""

import shutil

import psycopg
import sqlalchemy as sa

from benchmarks.measure import Side, chosen_scale, compare, in_a_child, interleave
from benchmarks.pension_lines import FEED, PERIOD, write_pension_lines
from benchmarks.workplace import Workplace, workplace
from zengshou.demo.city import Parameters, build_city, write_city
from zengshou.jobs import steps

LINES = {"tiny": 2_000, "small": 200_000, "full": 1_000_000}
VILLAGES = {"tiny": 8, "small": 93, "full": 463}
ROSTER = "household_roster"
LOADED = "loaded"
#: The predicates of S01-S04 and of the scope, as a person would write them for this file.
ONE_SCAN = """
select
    count(*) filter (where citizen_id_kind in ('invalid', 'blank')),
    count(*) filter (
        where enrolment_status is null or enrolment_status not in ('0', '1', '2', '4')
            or contribution_status is null or contribution_status not in ('1', '2', '3')
            or (amount is not null and (payment_flag is null or payment_flag not in ('0', '1')))
    ),
    count(*) filter (where cell.money(amount) is null and cell.text(amount) is not null),
    count(*) filter (
        where cell.money(funeral_grant) is null and cell.text(funeral_grant) is not null
    ),
    count(*) filter (where amount is not null and paid_month is distinct from '2023-09'),
    count(*) filter (
        where citizen_id_kind = 'citizen' and citizen_id_token not in (
            select citizen_id_token from raw.household_roster
            where citizen_id_kind = 'citizen'
        )
    )
from raw.social_security
"""


def main(scale: str) -> None:
    """Measure and store the row of the table."""
    with workplace() as place:
        size = {"rows": LINES[scale], "bytes": _write_landing(place, scale)}
        in_a_child(Side("loading", lambda _: _load(place)))
        ours, scan = interleave(
            [
                Side("zengshou check", lambda _: _judge(), lambda: _with_gate(place)),
                Side(
                    "one scan",
                    lambda database: _scan(place, database),
                    lambda: place.copy(LOADED),
                ),
            ]
        )
    name, measured = "validation_gate", "gate over a departmental file, all failing rows kept"
    beside = "one hand-written scan with the same predicates"
    compare(name, measured, (ours, scan), beside=beside, aim=3, scale=scale, size=size)


def _write_landing(place: Workplace, scale: str) -> int:
    """A roster and a departmental file with the roster's people among all others."""
    city = Parameters(
        villages=VILLAGES[scale],
        households_per_village=26,
        first_month=PERIOD,
        last_month=PERIOD,
        dirt=0.0,
    )
    write_city(place.landing, **city.__dict__)
    shutil.rmtree(place.landing / FEED)
    people = [one.citizen_id for house in build_city(city).households for one in house.members]
    return write_pension_lines(place.landing, LINES[scale], people).stat().st_size


def _load(place: Workplace) -> None:
    """A warehouse with both files in `raw` and the roster judged."""
    place.enter(place.new_warehouse(LOADED))
    steps.prepare()
    steps.receive_feed(ROSTER, str(place.landing))
    steps.check()
    steps.receive_feed(FEED, str(place.landing))
    with steps.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("vacuum analyze"))


def _with_gate(place: Workplace) -> None:
    import expectations.suite
    import expectations.validate  # noqa: F401 their imports take seconds, for any size

    place.enter(place.copy(LOADED))


def _judge() -> None:
    if steps.check() == 0:
        raise RuntimeError("nothing was judged")


def _scan(place: Workplace, database: str) -> None:
    with psycopg.connect(place.dsn(database)) as connection:
        connection.execute(ONE_SCAN).fetchone()


if __name__ == "__main__":
    main(chosen_scale())
