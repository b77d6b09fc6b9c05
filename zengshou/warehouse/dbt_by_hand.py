"""Lets a manual dbt run, or an editor, connect to the warehouse in use.

dbt reads `dbt_project/.env` if it is started in that folder. It then builds the target `dev` and
reads models that are not built there from the warehouse's own tables (`--defer`).
"""

import os
import secrets
from pathlib import Path

import sqlalchemy as sa

from ingestion.settings import PROJECT_ROOT, Settings
from zengshou.warehouse.dbt import DBT_PROJECT, NOW, connection_variables, target_folder

ENVIRONMENT = DBT_PROJECT / ".env"
#: What is built by hand is an edition of its own.
EDITION = "dev"


def write_environment(url: sa.URL, settings: Settings, to: Path = ENVIRONMENT) -> Path:
    """Write dbt's connection settings; only the owner can read the file."""
    variables = connection_variables(url)
    state = target_folder(settings, NOW)
    if (state / "manifest.json").exists():
        variables |= {"DBT_DEFER": "true", "DBT_STATE": str(state.resolve())}
    variables["DO_NOT_TRACK"] = "1"
    text = "".join(f"{name}='{value}'\n" for name, value in variables.items())
    if not to.exists() or to.read_text(encoding="utf-8") != text:
        draft = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(to)
    return to


def write_environment_of_checkout(url: sa.URL, settings: Settings) -> None:
    """The same for a warehouse whose home is in this checkout: dbt then finds it automatically."""
    if settings.home.resolve().is_relative_to(PROJECT_ROOT / ".zengshou"):
        write_environment(url, settings)
