"""`make bi`: starts Apache Superset with the dashboards on this installation's warehouse."""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from ingestion.privacy.secret_files import secret, secret_file
from ingestion.settings import PROJECT_ROOT, Settings, get_settings
from zengshou.local import postgres
from zengshou.local.postgres_roles import HOST
from zengshou.local.postgres_server import free_port, is_free

SUPERSET = PROJECT_ROOT / ".venv-bi" / "bin"
PORT = 8088
LOGIN = "zengshou_superset"
PASSWORD_FILE = "superset_admin_password"  # noqa: S105 a file's name
COMMANDS = (
    [str(SUPERSET / "superset"), "db", "upgrade"],
    [str(SUPERSET / "superset"), "init"],
    [str(SUPERSET / "python"), str(Path(__file__).with_name("load_bundle.py"))],
)
HAS_FIGURES = """
select exists (
    select 1 from pg_roles where rolname = 'bi_reader'
) and to_regclass('marts_zh."县区考核得分_按月"') is not null
"""


class NotReady(RuntimeError):
    """Superset cannot show data yet; the message says what to do."""


def main() -> int:
    """Start Superset in place of this process; Ctrl-C ends it. Returns 1 if the start fails."""
    options = argparse.ArgumentParser(prog="bi.start", description=__doc__)
    options.add_argument("--port", type=int, help=f"{PORT} or another free one by default")
    try:
        start(get_settings(), options.parse_args().port)
    except (NotReady, postgres.PostgresError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def start(settings: Settings, port: int | None) -> None:
    """Prepare missing parts, then replace this process with the web server.

    Raises NotReady and PostgresError with a one-line message.
    """
    if not SUPERSET.exists():
        raise NotReady("Superset is not installed; run `make bi` to install and start it")
    port = port or (PORT if is_free(PORT) else free_port())
    if not is_free(port):
        raise NotReady(f"port {port} is in use; give another: make bi PORT=8090")
    owner = sa.make_url(postgres.ensure_running(settings))
    environment = {**os.environ, **_environment(settings, reader(owner, settings))}
    _prepare(settings, environment)
    print(
        f"dashboards: http://{HOST}:{port}/dashboard/list/\n"
        f"user admin, password in {settings.secrets_dir / PASSWORD_FILE}\n"
        "Ctrl-C ends it",
        flush=True,
    )
    server = [str(SUPERSET / "gunicorn"), "--bind", f"{HOST}:{port}", "--workers", "1"]
    server += ["--worker-class", "gthread", "--threads", "8", "--timeout", "120"]
    server += ["--no-control-socket"]
    os.execve(server[0], [*server, "superset.app:create_app()"], environment)  # noqa: S606 no shell, fixed words


def reader(owner: sa.URL, settings: Settings) -> sa.URL:
    """The warehouse URL for Superset's own login, which is a member of `bi_reader`.

    Raises NotReady with a one-line message if there are no marts or the owner may not create the
    login.
    """
    password = secret(settings.secrets_dir, "superset_database_password")
    plain = owner.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(plain) as connection:
            row = connection.execute(HAS_FIGURES).fetchone()
            if row is None or not row[0]:
                raise NotReady("the warehouse has no marts yet; run `make demo` first")
            known = connection.execute("select from pg_roles where rolname = %s", [LOGIN])
            do = "create" if known.fetchone() is None else "alter"
            login = sql.SQL(do + " role {} login password {}")
            connection.execute(login.format(sql.Identifier(LOGIN), sql.Literal(password)))
            connection.execute(sql.SQL("grant bi_reader to {}").format(sql.Identifier(LOGIN)))
    except psycopg.Error as error:
        raise NotReady(f"cannot make the login {LOGIN}: {error}".splitlines()[0]) from error
    return owner.set(drivername="postgresql+psycopg2", username=LOGIN, password=password)


def _environment(settings: Settings, warehouse: sa.URL) -> dict[str, str]:
    """The environment of `superset_config` and `load_bundle`, and the import path for Superset."""
    folder = settings.secrets_dir
    secret_file(folder, PASSWORD_FILE)
    return {
        "SUPERSET_HOME": str(settings.home.resolve() / "bi"),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(PROJECT_ROOT)]),
        "FLASK_APP": "superset.app:create_app()",
        "ZENGSHOU_BI_SECRET_KEY": secret(folder, "superset_secret_key"),
        "ZENGSHOU_BI_ADMIN_PASSWORD": secret(folder, PASSWORD_FILE),
        "ZENGSHOU_BI_DATABASE": warehouse.render_as_string(hide_password=False),
    }


def _prepare(settings: Settings, environment: dict[str, str]) -> None:
    """Prepare Superset's own database again if bundle, lock file or configuration changed."""
    home = settings.home.resolve() / "bi"
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    stamp = home / "prepared"
    now = _digest(environment)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == now:
        return
    print("preparing Superset (about a minute)", flush=True)
    log = home / "prepare.log"
    with log.open("w", encoding="utf-8") as output:
        for command in COMMANDS:
            done = subprocess.run(
                command, env=environment, stdout=output, stderr=output, check=False
            )
            if done.returncode:
                raise NotReady(f"Superset could not be prepared; see {log}")
    stamp.write_text(now, encoding="utf-8")


def _digest(environment: dict[str, str]) -> str:
    """Digest of all inputs of `load_bundle`."""
    read = hashlib.sha256(environment["ZENGSHOU_BI_ADMIN_PASSWORD"].encode())
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".yaml", ".py", ".lock"):
            read.update(path.relative_to(PROJECT_ROOT).as_posix().encode() + path.read_bytes())
    return read.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
