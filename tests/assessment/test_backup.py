"""A backup restored into a new home is the same warehouse; what must stay out of it stays out."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.database import engine_for
from ingestion.load.receive import receive
from ingestion.load.reversal import revert
from ingestion.privacy.audit import Refused
from ingestion.privacy.keys import KeyMismatch
from ingestion.settings import Settings
from tests.processed_city import NewCopy, forget_settings, settle
from zengshou.jobs.freeze import freeze
from zengshou.local import postgres
from zengshou.local.postgres_location import client_program
from zengshou.warehouse.backup import back_up, restore

TABLES = """
select schemaname || '.' || tablename from pg_tables
where schemaname not in ('pg_catalog', 'information_schema', 'gate') order by 1
"""
OBJECTS = """
select 'view ' || schemaname || '.' || viewname || definition from pg_views
where schemaname not in ('pg_catalog', 'information_schema')
union all
select 'trigger ' || tgrelid::regclass::text || ' ' || tgname || ' ' || tgenabled::text
from pg_trigger
where not tgisinternal
union all
select 'policy ' || tablename || ' ' || policyname || coalesce(qual, '') from pg_policies
union all
select 'right ' || nspname || '.' || relname || ' ' || coalesce(relacl::text, '')
from pg_class inner join pg_namespace on relnamespace = pg_namespace.oid
where nspname in ('marts', 'raw', 'ops', 'assessment', 'vault')
order by 1
"""


def contents(engine: sa.Engine) -> dict[str, str]:
    """A digest of the rows of every table."""
    with engine.connect() as connection:
        names = connection.execute(sa.text(TABLES)).scalars().all()
        return {
            name: str(
                connection.execute(
                    sa.text(
                        "select count(*) || coalesce(md5(string_agg(row::text, chr(10)"
                        f" order by row::text)), '') from {name} as row"
                    )
                ).scalar_one()
            )
            for name in names
        }


def objects(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(sa.text(OBJECTS)).scalars())


@pytest.fixture(scope="module")
def full(new_copy: NewCopy, city_home: Path) -> Iterator[sa.Engine]:
    """A warehouse with everything in it: marts, a release, a file taken back."""
    engine = new_copy()
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, city_home, engine.url.render_as_string(hide_password=False))
        freeze(engine, 2023, "张主任")
    forget_settings()
    shutil.rmtree(city_home / "releases")
    revert(engine, 1, person="张主任", reason="试验")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def backups(full: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """A backup without and one with the vault."""
    folder = tmp_path_factory.mktemp("backups")
    return {
        with_vault: back_up(full, folder / f"{with_vault}.dump", with_vault=with_vault)
        for with_vault in (False, True)
    }


@pytest.fixture(scope="module")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """An installation that has never seen anything, with a server of its own."""
    home = tmp_path_factory.mktemp("new") / "home"
    settings = Settings(_env_file=None, home=home, database_url=None)
    yield settings
    postgres.remove(settings)


@pytest.fixture(scope="module")
def restored(new_home: Settings, backups: dict[bool, Path]) -> Iterator[sa.Engine]:
    engine = engine_for(postgres.ensure_running(new_home))
    restore(engine, backups[True])
    yield engine
    engine.dispose()


def test_every_table_view_trigger_and_right_is_there_again(
    full: sa.Engine, restored: sa.Engine
) -> None:
    before = contents(full)
    assert {"marts.county_score", "vault.secret", "assessment.release", "ops.reversal"} <= {
        name for name, digest in before.items() if not digest.startswith("0")
    }
    assert contents(restored) == before
    assert objects(restored) == objects(full)


def test_the_vault_goes_out_only_if_asked_for(
    full: sa.Engine, backups: dict[bool, Path], new_copy: NewCopy
) -> None:
    engine = new_copy()
    restore(engine, backups[False], overwrite=True)
    found, before = contents(engine), contents(full)
    assert found.pop("vault.secret") == "0"
    before.pop("vault.secret")
    assert found == before
    engine.dispose()


def test_no_backup_holds_a_key_and_nobody_else_may_read_it(
    backups: dict[bool, Path], city_home: Path
) -> None:
    keys = {path.stem: path.read_text() for path in (city_home / "secrets").glob("*.key")}
    assert set(keys) == {"token", "vault", "release"}
    for file in backups.values():
        assert file.stat().st_mode & 0o077 == 0
        script = subprocess.run(
            [client_program("pg_restore"), "--file=-", str(file)], capture_output=True, check=True
        ).stdout.decode()
        assert "copy raw.household_roster" in script.lower()
        for key in keys.values():
            assert key.strip() not in script


def test_a_warehouse_that_holds_data_is_left_alone_unless_told(
    restored: sa.Engine, backups: dict[bool, Path]
) -> None:
    with pytest.raises(Refused, match="--overwrite"):
        restore(restored, backups[False])
    with pytest.raises(Refused, match="exists already"):
        back_up(restored, backups[False])


def test_a_damaged_backup_is_noticed_before_anything_is_touched(
    restored: sa.Engine, backups: dict[bool, Path], tmp_path: Path
) -> None:
    file = tmp_path / "damaged.dump"
    data = bytearray(backups[True].read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(Refused, match="cannot read"):
        restore(restored, file, overwrite=True)
    shutil.copy(f"{backups[True]}.sha256", f"{file}.sha256")
    with pytest.raises(Refused, match="is damaged"):
        restore(restored, file, overwrite=True)


def test_a_restore_that_breaks_off_leaves_the_warehouse_as_it_was(
    restored: sa.Engine, backups: dict[bool, Path], tmp_path: Path
) -> None:
    before = contents(restored)
    file = tmp_path / "short.dump"
    data = backups[True].read_bytes()
    file.write_bytes(data[: len(data) * 3 // 4])
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    Path(f"{file}.sha256").write_text(f"{digest}  {file.name}\n")
    with pytest.raises(Refused, match="nothing was restored"):
        restore(restored, file, overwrite=True)
    assert contents(restored) == before


@pytest.mark.usefixtures("processed_city")
def test_nothing_is_loaded_after_a_restore_before_the_old_keys_are_there(
    new_home: Settings, restored: sa.Engine, city_home: Path
) -> None:
    contract = load_contracts()["household_roster"]
    with pytest.raises(KeyMismatch, match="missing"):
        receive(restored, contract, str(city_home / "landing"), new_home)
    for name in ("token.key", "vault.key"):
        shutil.copy(city_home / "secrets" / name, new_home.secrets_dir / name)
    assert receive(restored, contract, str(city_home / "landing"), new_home).files == 0
