"""Settings of one installation, from the environment (`ZENGSHOU_…`) or a `.env` file.

Source: interface.md, "Command line".
"""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """Locations and limits of one installation.

    `home` holds the embedded database, secrets, logs and outputs. `database_url` (SQLAlchemy form,
    PostgreSQL ≥ 15) replaces the embedded server. Sizes are in megabytes (feeds.md, F01). Landed
    files stay forever unless `retention_days` is set; even then only `zengshou expire` removes
    them. Under a scheduler, the landing zone is checked every `look_every_seconds`, and a
    publication starts at least `publish_every_minutes` after the previous one. The newest
    `backups_kept` backups stay in `backup_folder`, by default `backups` in `home`. Notices are off
    unless `notice_mail` (Airflow connection URI) and `notice_mail_to`, or `notice_chat` (Apprise
    URLs), are set; lists are separated by commas.
    """

    model_config = SettingsConfigDict(env_prefix="ZENGSHOU_", env_file=".env", extra="ignore")

    database_url: str | None = None
    landing_url: str | None = None
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
    notice_mail: SecretStr | None = None
    notice_mail_to: str | None = None
    notice_chat: SecretStr | None = None

    @property
    def secrets_dir(self) -> Path:
        """Folder of generated keys and passwords, readable only by the owner."""
        return self.home / "secrets"


@lru_cache
def get_settings() -> Settings:
    """The settings of this process."""
    return Settings()
