"""dbt as an analytics engineer starts it: in its folder, without a variable, beside a warehouse."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.load.reversal import revert
from ingestion.settings import get_settings
from tests.processed_city import NewCopy, forget_settings, settle
from zengshou.jobs import steps
from zengshou.warehouse import dbt
from zengshou.warehouse.dbt_by_hand import write_environment

pytestmark = pytest.mark.runs

DBT = Path(sys.executable).with_name("dbt")
FILE = """
select load_id from ops.load where feed = 'village_submission' and status = 'accepted' limit 1
"""
PUBLISHED = """
select md5(string_agg(row::text, ',' order by row::text)) from marts.household_year as row
"""
ROWS = "select count(*) from dev_staging.stg_village_submission where load_id = :file"
ALL_ROWS = "select count(*) from dev_staging.stg_village_submission"


class ByHand:
    """A checkout of the dbt project whose warehouse has been built."""

    def __init__(self, engine: sa.Engine, project: Path) -> None:
        self.engine = engine
        self._project = project

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What dbt says, started in the project's folder."""
        own = ("ZENGSHOU_", "DBT_", "PG")
        environment = {key: value for key, value in os.environ.items() if not key.startswith(own)}
        return subprocess.run(
            [str(DBT), *arguments],
            cwd=self._project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def one(self, query: str, **values: object) -> object:
        """The answer to a query."""
        with self.engine.connect() as connection:
            return connection.execute(sa.text(query), values).scalar_one()


@pytest.fixture(scope="module")
def by_hand(new_copy: NewCopy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ByHand]:
    project = tmp_path_factory.mktemp("by_hand") / "dbt_project"
    leave = shutil.ignore_patterns("target", "logs", ".env")
    shutil.copytree(dbt.DBT_PROJECT, project, ignore=leave)
    engine = new_copy()
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, project.parent, engine.url.render_as_string(hide_password=False))
        dbt.run_dbt(engine.url, ["parse"], dbt.NOW)  # the state after a build
        write_environment(engine.url, get_settings(), project / ".env")
        yield ByHand(engine, project)
        engine.dispose()
    forget_settings()


def test_only_the_owner_may_read_the_password(by_hand: ByHand) -> None:
    assert (by_hand._project / ".env").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", ["parse", "ls", "docs generate"])
def test_a_command_works_without_a_variable(by_hand: ByHand, command: str) -> None:
    done = by_hand.dbt(*command.split())
    assert done.returncode == 0, done.stdout


def test_a_build_makes_what_was_chosen_and_leaves_what_readers_see(by_hand: ByHand) -> None:
    """What was not chosen is read where the warehouse has it."""
    before = by_hand.one(PUBLISHED)
    done = by_hand.dbt("build", "--select", "int_household_year_net+")
    assert done.returncode == 0, done.stdout
    assert by_hand.one(PUBLISHED) == before
    made = by_hand.one("select count(*) from dev.household_year")
    assert made == by_hand.one("select count(*) from marts.household_year")


def test_a_model_built_after_a_file_was_taken_back_has_none_of_its_rows(by_hand: ByHand) -> None:
    """Whatever the last plan of the warehouse was: without one of its own dbt makes all rows."""
    select = ("run", "--select", "stg_village_submission")
    assert by_hand.dbt(*select).returncode == 0
    file = by_hand.one(FILE)
    own, whole = by_hand.one(ROWS, file=file), by_hand.one(ALL_ROWS)
    assert own
    revert(by_hand.engine, int(str(file)), person="管理员", reason="试验")
    steps.check()
    assert by_hand.dbt(*select).returncode == 0
    assert by_hand.one(ROWS, file=file) == 0
    assert by_hand.one(ALL_ROWS) == int(str(whole)) - int(str(own))


@pytest.mark.parametrize(
    "options",
    [["--target", "warehouse"], ["--target", "warehouse", "--vars", "edition: marts"]],
    ids=["the target alone", "with the edition"],
)
def test_the_warehouse_is_not_built_by_hand(by_hand: ByHand, options: list[str]) -> None:
    done = by_hand.dbt("run", "--select", "int_days", *options)
    assert done.returncode != 0
    assert "run `zengshou rebuild`" in " ".join(done.stdout.split())
