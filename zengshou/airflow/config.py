"""Airflow's settings as environment variables: for runs in this process, for the local stack.

Runs in this process have a small database of their own (SQLite), so that no scheduler takes their
tasks. Airflow reads its configuration when it is first imported; without AIRFLOW_HOME it would
leave files in the user's home folder. Import Airflow only after `configure_airflow`.
"""

import base64
import json
import os
import sys
from pathlib import Path

from pydantic import SecretStr

from ingestion.privacy.secret_files import random_password, secret, secret_file
from ingestion.settings import PROJECT_ROOT, Settings, get_settings

API_PORT = 8080
ADMIN = "admin"
CONNECTION = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
DATABASE_FILE = "in_process.db"
PASSWORDS_FILE = "airflow_passwords.json"


def configure_airflow(settings: Settings, dags_folder: Path = PROJECT_ROOT / "dags") -> None:
    """Make Airflow in this process use the home of `settings`.

    The settings become those that the tasks see through `get_settings()`, too. Called
    again with another home, an Airflow that is loaded already changes its database.
    """
    file = settings.home.resolve() / "airflow" / DATABASE_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    database = {
        CONNECTION: f"sqlite:///{file}",
        f"{CONNECTION}_ASYNC": f"sqlite+aiosqlite:///{file}",
    }
    os.environ.update(_environment(settings, dags_folder, API_PORT) | database)
    get_settings.cache_clear()
    loaded = sys.modules.get("airflow.settings")
    if loaded is not None and _connection() != loaded.SQL_ALCHEMY_CONN:
        loaded.configure_vars()
        loaded.reconfigure_orm()


def services_environment(
    settings: Settings, database: str, dags_folder: Path, port: int
) -> dict[str, str]:
    """The environment variables of Airflow's services; `database` is the URL of theirs."""
    # psycopg serves both kinds of connection: asyncpg, Airflow's default, is not installed.
    connections = {
        CONNECTION: database,
        f"{CONNECTION}_ASYNC": database,
        "ZENGSHOU_AIRFLOW_DATABASE": database,  # Airflow hides its own variables from tasks
    }
    return _environment(settings, dags_folder, port) | connections


def _environment(settings: Settings, dags_folder: Path, port: int) -> dict[str, str]:
    """What is the same for runs in this process and for services."""
    home = settings.home.resolve()
    address = f"http://127.0.0.1:{port}"
    options = {
        "CORE__DAGS_FOLDER": str(dags_folder),
        "CORE__PLUGINS_FOLDER": str(home / "airflow" / "plugins"),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": "3",
        "CORE__MAX_ACTIVE_TASKS_PER_DAG": "3",
        "CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
        "CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "API__BASE_URL": address,
        "API__HOST": "127.0.0.1",
        "API__PORT": str(port),
        "API__WORKERS": "1",
        "DAG_PROCESSOR__PARSING_PROCESSES": "1",
        # DAG files change with an upgrade only, which starts the services anew; each reading of
        # them adds a page to the log.
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "600",
        "DAG_PROCESSOR__PRINT_STATS_INTERVAL": "0",
        "DAG_PROCESSOR__DAG_BUNDLE_STORAGE_PATH": str(home / "airflow" / "bundles"),
        "LOGGING__BASE_LOG_FOLDER": str(home / "logs" / "airflow"),
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(
            home / "logs" / "airflow" / "dag"
        ),
        "LOGGING__COLORED_CONSOLE_LOG": "False",
        "LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o700",
        "LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o600",
    }
    options |= _secret_options(settings.secrets_dir.resolve())
    return {
        "AIRFLOW_HOME": str(home / "airflow"),
        **{f"AIRFLOW__{name}": value for name, value in options.items()},
        **_own_settings(settings),
        "PYTHONPATH": _joined("PYTHONPATH", str(PROJECT_ROOT), separator=os.pathsep),
        "DO_NOT_TRACK": "1",
        # Tasks talk to the API server on this machine: never through a proxy.
        "NO_PROXY": _joined("NO_PROXY", "127.0.0.1", "localhost"),
        "no_proxy": _joined("no_proxy", "127.0.0.1", "localhost"),
    }


def _connection() -> str:
    return os.environ[CONNECTION]


def _secret_options(folder: Path) -> dict[str, str]:
    """Keys kept in the secrets folder, and the login page's one user with its password."""
    passwords = secret_file(folder, PASSWORDS_FILE, lambda: json.dumps({ADMIN: random_password()}))
    return {
        "CORE__FERNET_KEY": secret(folder, "airflow_fernet_key", _fernet_key),
        "API__SECRET_KEY": secret(folder, "airflow_api_secret_key"),
        "API_AUTH__JWT_SECRET": secret(folder, "airflow_jwt_secret"),
        "CORE__AUTH_MANAGER": (
            "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"
        ),
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
    }


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode("ascii")


def _own_settings(settings: Settings) -> dict[str, str]:
    """Our own settings: tasks start in another folder, where no `.env` file may lie."""
    values = {}
    for name, value in settings:
        if value is not None:
            plain = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
            values[f"ZENGSHOU_{name.upper()}"] = plain
    values["ZENGSHOU_HOME"] = str(settings.home.resolve())
    return values


def _joined(variable: str, *parts: str, separator: str = ",") -> str:
    present = [part for part in os.environ.get(variable, "").split(separator) if part]
    return separator.join([*parts, *(part for part in present if part not in parts)])
