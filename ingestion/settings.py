"""Settings of one installation, from the environment (`ZENGSHOU_…`) or a `.env` file.

Source: interface.md, "Command line".
"""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingestion.errors import ZengshouError

PROJECT_ROOT = Path(__file__).resolve().parents[1]
PREFIX = "ZENGSHOU_"
ENV_FILE = ".env"
#: PostgreSQL's tools cannot handle a folder whose path has one of these characters.
NOT_IN_HOME = "$\"'`\\\n"


class SettingsUnreadable(ZengshouError):
    """Settings cannot be read; the message names the file or the variable."""

    exit_code = 2


class Settings(BaseSettings):
    """Locations and limits of one installation.

    `home` holds the embedded database, secrets, logs and outputs. `database_url` (SQLAlchemy form,
    PostgreSQL ≥ 15) replaces the embedded server. `sftp_password` belongs to SFTP URLs without one;
    `known_hosts` holds the keys of known SFTP servers (by default ~/.ssh/known_hosts). Sizes are in
    megabytes (feeds.md, F01). Landed files stay forever unless `retention_days` is set; even then
    only `zengshou expire` removes them. Under a scheduler, the landing zone is checked every
    `look_every_seconds`, and a publication starts at least `publish_every_minutes` after the
    previous one. The newest `backups_kept` backups stay in `backup_folder`, by default `backups` in
    `home`. Logs and records of Airflow's runs stay for `log_days`; `airflow_database` is where the
    records are, which `zengshou up` sets. Notices are off unless `notice_mail` (Airflow connection
    URI) and `notice_mail_to`, or `notice_chat` (Apprise URLs), are set; lists are separated by
    commas.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", env_ignore_empty=True
    )

    database_url: str | None = None
    landing_url: str | None = None
    sftp_password: SecretStr | None = None
    known_hosts: Path | None = None
    home: Path = PROJECT_ROOT / ".zengshou"
    income_year_start_month: int = Field(default=10, ge=1, le=12)
    max_packed_mb: int = Field(default=50, gt=0)
    max_unpacked_mb: int = Field(default=200, gt=0)
    retention_days: int | None = Field(default=None, ge=1)
    token_key: SecretStr | None = None
    vault_key: SecretStr | None = None
    release_key: SecretStr | None = None
    look_every_seconds: int = Field(default=180, ge=1)
    publish_every_minutes: int = Field(default=30, ge=0)
    backup_folder: Path | None = None
    backups_kept: int = Field(default=14, ge=1)
    log_days: int = Field(default=200, ge=1)
    airflow_database: SecretStr | None = None
    notice_mail: SecretStr | None = None
    notice_mail_to: str | None = None
    notice_chat: SecretStr | None = None

    @field_validator("home")
    @classmethod
    def _home_is_a_plain_path(cls, value: Path) -> Path:
        if found := set(NOT_IN_HOME) & set(str(value)):
            raise ValueError(f"a folder without the characters {' '.join(sorted(found))} is needed")
        return value

    @property
    def secrets_dir(self) -> Path:
        """Folder of generated keys and passwords, readable only by the owner."""
        return self.home / "secrets"


@lru_cache
def get_settings() -> Settings:
    """The settings of this process; a blank setting is not set. Raises SettingsUnreadable."""
    try:
        return Settings()
    except UnicodeDecodeError:
        reason = f"{Path(ENV_FILE).absolute()} is not UTF-8: save it as UTF-8"
    except ValidationError as error:
        reason = "; ".join(
            f"{PREFIX}{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False)
        )
    raise SettingsUnreadable(f"the settings cannot be read: {reason}")
