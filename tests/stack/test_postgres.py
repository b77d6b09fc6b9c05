"""The embedded server: there when it is needed, closed to everyone without the password."""

import os
import pwd
import signal
import socket
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine, make_url, text

from ingestion.settings import Settings
from zengshou.local import postgres
from zengshou.local.postgres import PostgresError


def connect(
    url: str, database: str | None = None, password: str | None = None
) -> psycopg.Connection:
    """A plain connection to the server of a SQLAlchemy URL, with parts of it replaced."""
    plain = make_url(url).set(drivername="postgresql", database=database, password=password)
    return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)


def value(url: str, query: str) -> object:
    """The first column of the query's only row."""
    with connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_the_url_opens_the_warehouse_through_sqlalchemy(settings: Settings) -> None:
    url = postgres.ensure_running(settings)
    assert make_url(url).drivername == "postgresql+psycopg"
    with create_engine(url).connect() as connection:
        assert connection.execute(text("select current_database()")).scalar_one() == "zengshou"


def test_a_second_call_finds_the_server_running(settings: Settings) -> None:
    url = postgres.ensure_running(settings)
    pid = postgres.status(settings).pid
    assert postgres.ensure_running(settings) == url
    assert postgres.status(settings).pid == pid


def test_calls_at_the_same_time_make_one_server(fresh_settings: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        urls = set(pool.map(postgres.ensure_running, [fresh_settings] * 4))
    assert len(urls) == 1


def test_it_keeps_chinese_text_and_the_time_of_the_city(settings: Settings) -> None:
    url = postgres.ensure_running(settings)
    assert value(url, "show server_encoding") == "UTF8"
    assert value(url, "show timezone") == "Asia/Shanghai"
    assert value(url, "select length('脱贫户')") == 3
    assert value(url, "show fsync") == "on"


@pytest.mark.parametrize("database", ["zengshou", "airflow", "postgres"])
def test_no_database_opens_without_the_password(settings: Settings, database: str) -> None:
    url = postgres.ensure_running(settings)
    connect(url, database=database).close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(url, database=database, password="guessed")
    port, user = make_url(url).port, make_url(url).username
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(host="127.0.0.1", port=port, user=user, dbname=database, passfile="-")


def test_nobody_is_trusted_and_only_this_machine_is_served(settings: Settings) -> None:
    url = postgres.ensure_running(settings)
    password = (settings.secrets_dir / "postgres_bootstrap_password").read_text().strip()
    port = make_url(url).port
    with psycopg.connect(
        host="127.0.0.1", port=port, user="zengshou_bootstrap", password=password, dbname="postgres"
    ) as bootstrap:
        methods = bootstrap.execute("select distinct auth_method from pg_hba_file_rules").fetchall()
        sockets = bootstrap.execute("show unix_socket_directories").fetchall()
    assert methods == [("scram-sha-256",)]
    assert sockets == [("",)]
    assert value(url, "show listen_addresses") == "127.0.0.1"


def test_the_password_file_is_for_its_owner_only(settings: Settings) -> None:
    postgres.ensure_running(settings)
    password = settings.secrets_dir / "postgres_password"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.secrets_dir.stat().st_mode) == 0o700


def test_it_never_runs_as_root_even_when_root_starts_it(settings: Settings) -> None:
    postgres.ensure_running(settings)
    status = postgres.status(settings)
    assert status.data is not None
    assert status.data.stat().st_uid != 0


def test_data_survive_the_death_of_the_server(settings: Settings) -> None:
    url = postgres.ensure_running(settings)
    with connect(url) as connection:
        connection.execute("create table kept as select 1 as one")
    kill_server(settings)
    url = postgres.ensure_running(settings)
    assert value(url, "select one from kept") == 1
    with connect(url) as connection:
        connection.execute("drop table kept")


def test_another_program_that_got_its_process_id_is_no_obstacle(settings: Settings) -> None:
    postgres.ensure_running(settings)
    data = postgres.status(settings).data
    assert data is not None
    pid_file = data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    kill_server(settings)
    owner = pwd.getpwuid(data.stat().st_uid).pw_name
    account = owner if os.geteuid() == 0 else None
    with subprocess.Popen(["/bin/sleep", "60"], user=account) as other:
        pid_file.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        assert not postgres.status(settings).running
        assert value(postgres.ensure_running(settings), "select 1") == 1
        assert other.poll() is None
        other.kill()


def test_a_port_taken_by_somebody_else_is_left_to_them(settings: Settings) -> None:
    postgres.ensure_running(settings)
    port = postgres.status(settings).port
    assert port is not None
    postgres.stop(settings)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        url = postgres.ensure_running(settings)
    assert make_url(url).port != port
    assert value(url, "select 1") == 1


def test_stopping_twice_is_no_error_and_keeps_the_port(settings: Settings) -> None:
    url = postgres.ensure_running(settings)
    assert postgres.stop(settings)
    assert not postgres.status(settings).running
    assert not postgres.stop(settings)
    assert postgres.ensure_running(settings) == url


def test_a_half_made_database_is_made_again(fresh_settings: Settings) -> None:
    postgres.ensure_running(fresh_settings)
    data = postgres.status(fresh_settings).data
    assert data is not None
    postgres.stop(fresh_settings)
    data.rename(data.with_name("data.new"))  # the state after a kill during initdb
    assert value(postgres.ensure_running(fresh_settings), "select 1") == 1


def test_a_lost_password_is_told_in_one_line(fresh_settings: Settings) -> None:
    postgres.ensure_running(fresh_settings)
    for name in ("postgres_password", "postgres_bootstrap_password"):
        (fresh_settings.secrets_dir / name).unlink()
    with pytest.raises(PostgresError, match="put back the files postgres_password") as error:
        postgres.ensure_running(fresh_settings)
    assert "\n" not in str(error.value)


def test_a_lost_password_of_the_owner_alone_is_made_again(fresh_settings: Settings) -> None:
    postgres.ensure_running(fresh_settings)
    (fresh_settings.secrets_dir / "postgres_password").unlink()
    assert value(postgres.ensure_running(fresh_settings), "select current_user") == "zengshou"


def test_the_owner_of_the_warehouse_is_no_superuser(settings: Settings) -> None:
    url = postgres.ensure_running(settings)
    assert value(url, "select rolsuper from pg_roles where rolname = current_user") is False


def test_a_cluster_whose_owner_was_the_superuser_is_changed_without_loss(
    fresh_settings: Settings,
) -> None:
    """As versions made it whose owner was the role of initdb."""
    url = make_url(postgres.ensure_running(fresh_settings))
    secrets = fresh_settings.secrets_dir
    bootstrap = (secrets / "postgres_bootstrap_password").read_text().strip()

    def session(user: str, secret: str, database: str = "postgres") -> psycopg.Connection:
        there = {"host": "127.0.0.1", "port": str(url.port), "user": user}
        return psycopg.connect(make_conninfo(password=secret, dbname=database, **there))

    with session("zengshou_bootstrap", bootstrap, "zengshou") as connection:
        connection.execute(
            "create schema ops; create table ops.receipt (n integer);"
            " create view ops.load as select n from ops.receipt;"
            " create function ops.one() returns integer language sql as 'select 1';"
            " insert into ops.receipt values (7)"
        )
    with session("zengshou_bootstrap", bootstrap) as connection:
        connection.execute("create role maker superuser login password 'made_up'")
        for database in ("zengshou", "airflow"):
            connection.execute(f"alter database {database} owner to zengshou_bootstrap".encode())
        connection.execute("drop role zengshou")
    with session("maker", "made_up") as one:
        one.execute("alter role zengshou_bootstrap rename to zengshou")
        password = (secrets / "postgres_password").read_text().strip()
        one.execute(f"alter role zengshou password '{password}'".encode())
    (secrets / "postgres_bootstrap_password").unlink()
    again = postgres.ensure_running(fresh_settings)
    assert value(again, "select rolsuper from pg_roles where rolname = current_user") is False
    assert value(again, "select n + ops.one() from ops.load") == 8
    owners = "select array_agg(distinct relowner::regrole::text) from pg_class"
    assert value(again, f"{owners} where relnamespace = 'ops'::regnamespace") == ["zengshou"]


def test_a_home_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(PostgresError, match="cannot use") as error:
        postgres.ensure_running(Settings(_env_file=None, home=blocked, database_url=None))
    assert "\n" not in str(error.value)


def test_with_a_database_url_nothing_is_started(tmp_path: Path) -> None:
    given = "postgresql://owner:secret@db.example:5432/city"
    settings = Settings(_env_file=None, home=tmp_path / "home", database_url=given)
    assert postgres.ensure_running(settings) == given.replace("postgresql", "postgresql+psycopg")
    assert not postgres.stop(settings)
    assert not (tmp_path / "home").exists()


def test_another_kind_of_database_url_is_refused(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, home=tmp_path, database_url="mysql://db.example/city")
    with pytest.raises(PostgresError, match="must begin with postgresql"):
        postgres.ensure_running(settings)


def kill_server(settings: Settings) -> None:
    """End the server as a power cut or the kernel would."""
    pid = postgres.status(settings).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
