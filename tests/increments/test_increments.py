"""A month's load touches the months it must and no others; a full refresh changes nothing."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.contract import load_contracts
from tests.dbt.installations import an_installation
from tests.gate.landing_files import Cells, income_detail
from zengshou.demo.city import write_city
from zengshou.jobs import steps
from zengshou.local import postgres

pytestmark = pytest.mark.runs

FIRST, LAST = "2022-06", "2023-10"
#: Held back at first: a roster and a year's table of an early month …
LATE = ("household_roster/2022-12", "income_detail/2022")
#: … then a village's month and a department's month, and last the latest month of all feeds, whose
#: roster has authorisations given in the previous month.
LATER = ("village_submission/2023-03", "employment/2023-04")
#: In a month without a file, the file of the previous month stays in force; it is not rebuilt.
NEVER_SENT = "employment/2023-10"
TOUCHED, AUTHORISED, LATEST = date(2023, 3, 1), date(2023, 9, 1), date(2023, 10, 1)
#: Tables with a row for each month, by the column with the month.
MONTHLY = {
    "intermediate.int_household_ytd": "month",
    "intermediate.int_household_projection": "as_of_month",
    "marts.fct_household_month": "month",
    "marts.household_projection": "as_of_month",
    "marts.household_focus": "month",
    "marts.warning": "month",
    "marts.reconciliation": "month",
    "marts.submission_status": "month",
}
#: Those of them that depend on authorisations.
AUTHORISED_TABLES = {"marts.warning", "marts.reconciliation"}
Dump = dict[str, str | None]
#: Households of an old year's table whose village is blank, unknown or not a code.
UNPLACED: list[Cells] = [
    {"年度": 2021, "村代码": place, "户编号": f"U{number}", "家庭人口数": 2, "工资性收入": 20000}
    for number, place in enumerate((None, "999999999999", "2305"))
]
#: PostgreSQL's estimate of the changed files of a build, and their actual number.
CHANGED_FILES = """
select
    (select reltuples from pg_class where oid = 'ops.changed_load'::regclass),
    (select count(*) from ops.changed_load)
"""
#: What a renamed model leaves.
OF_AN_EARLIER_VERSION = (
    "create table intermediate.int_renamed as select 1 as one",
    "create view staging.stg_renamed as select * from intermediate.int_renamed",
)
ACCEPTED = "select rows_accepted from ops.load where file_name = '无村代码.xlsx'"


@dataclass(frozen=True)
class Built:
    """What the builds left: rows before a touched month as written, and all tables."""

    places_before: Dump
    places_after: Dump
    plan: tuple[date, date]
    places_before_latest: Dump
    places_after_latest: Dump
    plan_of_latest: tuple[date, date]
    candidates_of_latest: dict[str, list[date]]
    incremental: Dump
    full: Dump
    unplaced_accepted: int
    files_planned_for: float
    files_changed: int
    left_over: list[str]


@pytest.fixture(scope="module")
def built(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Four arrivals one after another, each built on the last, then all made new."""
    folder = tmp_path_factory.mktemp("increments")
    landing, aside = folder / "landing", folder / "aside"
    write_city(
        landing,
        counties=["230523"],
        villages=3,
        households_per_village=8,
        first_month=FIRST,
        last_month=LAST,
        workers=1,
    )
    shutil.rmtree(landing / NEVER_SENT)
    latest = [f"{path.parent.name}/{path.name}" for path in landing.glob(f"*/{LAST}")]
    for place in (*LATE, *LATER, *latest):
        _move(landing, aside, place)
    (landing / "income_detail/2021").mkdir(exist_ok=True)
    (landing / "income_detail/2021/无村代码.xlsx").write_bytes(income_detail(UNPLACED))
    with an_installation(folder, postgres.ensure_database(database_url, "increments")):
        steps.prepare()
        engine = steps.engine()
        _arrive(landing)
        for place in LATE:
            _move(aside, landing, place)
        _arrive(landing)
        before = _dump(engine, MONTHLY, _placed_before(TOUCHED))
        for place in LATER:
            _move(aside, landing, place)
        _arrive(landing)
        after = _dump(engine, MONTHLY, _placed_before(TOUCHED))
        plan = _plan(engine)
        before_latest = _dump(engine, MONTHLY, _placed_before_latest)
        for place in latest:
            _move(aside, landing, place)
        _build(landing)
        candidates = _months_built(engine)
        steps.publish()
        after_latest = _dump(engine, MONTHLY, _placed_before_latest)
        plan_of_latest = _plan(engine)
        with engine.connect() as connection:
            unplaced = connection.execute(sa.text(ACCEPTED)).scalar_one()
            planned_for, changed = connection.execute(sa.text(CHANGED_FILES)).one()
        incremental = _dump(engine, _tables(engine), _content)
        with engine.begin() as connection:
            for statement in OF_AN_EARLIER_VERSION:
                connection.execute(sa.text(statement))
        steps.transform(full_refresh=True)
        steps.publish()
        full = _dump(engine, _tables(engine), _content)
        left_over = [
            f"{schema}.{name}"
            for schema in ("staging", "intermediate")
            for name in sa.inspect(engine).get_table_names(schema)
            + sa.inspect(engine).get_view_names(schema)
            if "renamed" in name
        ]
        yield Built(
            before,
            after,
            plan,
            before_latest,
            after_latest,
            plan_of_latest,
            candidates,
            incremental,
            full,
            unplaced,
            planned_for,
            changed,
            left_over,
        )
        engine.dispose()


def test_a_build_begins_with_the_earliest_month_that_a_new_file_speaks_of(built: Built) -> None:
    assert built.plan == (TOUCHED, TOUCHED)


def test_a_build_is_planned_for_the_files_that_it_takes_in(built: Built) -> None:
    """By those of the build before, all files at first, it read the rows of all months."""
    assert built.files_planned_for == built.files_changed > 0


def test_months_before_the_first_touched_one_are_left_as_they_were_written(built: Built) -> None:
    assert all(built.places_before.values())
    assert built.places_after == built.places_before


def test_authorisations_reach_back_only_in_the_tables_that_rest_on_them(built: Built) -> None:
    """Each month's roster tells of some given the month before: all other tables get one month."""
    assert built.plan_of_latest == (LATEST, AUTHORISED)
    assert all(built.places_before_latest.values())
    assert built.places_after_latest == built.places_before_latest


def test_a_full_refresh_changes_no_table(built: Built) -> None:
    differing = [name for name, rows in built.full.items() if built.incremental[name] != rows]
    assert differing == []
    assert built.incremental.keys() == built.full.keys()


def test_working_tables_take_no_room_after_a_build(built: Built) -> None:
    assert built.full["intermediate.int_projection_stream"] is None


def test_what_renamed_models_leave_goes_with_the_next_whole_build(built: Built) -> None:
    assert built.left_over == []


def test_households_of_no_known_place_do_not_stop_a_build(built: Built) -> None:
    """Their rows are accepted (no rule forbids them) and agree from layer to layer."""
    assert built.unplaced_accepted == len(UNPLACED)


def test_a_build_makes_the_months_it_touches_and_no_others(built: Built) -> None:
    """dbt's tests look at these rows: those of earlier months were tested when they were made."""
    for name, months in built.candidates_of_latest.items():
        first = AUTHORISED if f"marts.{name}" in AUTHORISED_TABLES else LATEST
        assert months, name
        assert min(months) >= first, name


def _arrive(landing: Path) -> None:
    _build(landing)
    steps.publish()


def _build(landing: Path) -> None:
    for feed in load_contracts():
        steps.receive_feed(feed, str(landing))
    steps.check()
    steps.transform()


def _months_built(engine: sa.Engine) -> dict[str, list[date]]:
    """The months that wait for publication, by mart."""
    marts = {name.partition(".")[2]: column for name, column in MONTHLY.items() if "marts." in name}
    with engine.connect() as connection:
        return {
            mart: list(
                connection.execute(
                    sa.text(f"select distinct {column} from candidate.{mart} order by 1")
                ).scalars()
            )
            for mart, column in marts.items()
        }


def _move(source: Path, target: Path, place: str) -> None:
    (target / place).parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source / place, target / place)


def _dump(engine: sa.Engine, tables: dict[str, str], question: Callable[[str, str], str]) -> Dump:
    with engine.connect() as connection:
        return {
            name: connection.execute(sa.text(question(name, column))).scalar_one()
            for name, column in tables.items()
        }


def _tables(engine: sa.Engine) -> dict[str, str]:
    found = sa.inspect(engine)
    schemas = ("staging", "intermediate", "marts")
    return {f"{schema}.{name}": "" for schema in schemas for name in found.get_table_names(schema)}


def _plan(engine: sa.Engine) -> tuple[date, date]:
    """First touched month of the last build, and that of the tables that rest on authorisations."""
    with engine.connect() as connection:
        plan = connection.execute(sa.text("select touched_from, authorised_from from ops.build"))
        touched, authorised = plan.one()
    return touched, authorised


def _placed_before(first: date) -> Callable[[str, str], str]:
    """Where each row lies and which transaction wrote it: a row written again lies elsewhere."""
    return lambda name, column: (
        "select string_agg(tableoid::text || ctid::text || xmin::text, ','"
        f" order by tableoid, ctid) from {name} "
        f"where {column} < '{first}'"
    )


def _placed_before_latest(name: str, column: str) -> str:
    first = AUTHORISED if name in AUTHORISED_TABLES else LATEST
    return _placed_before(first)(name, column)


def _content(name: str, _: str) -> str:
    return f"select md5(string_agg(row::text, ',' order by row::text)) from {name} as row"
