"""Keeps the made-up city of `zengshou demo` and real files in separate warehouses."""

from pathlib import Path

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from ingestion.settings import Settings

MARK = "made-up city of zengshou demo"
IS_DEMO = "select obj_description(to_regnamespace('raw')::oid, 'pg_namespace')"
HAS_FILES = "select exists (select 1 from ops.receipt where trial is null)"


class MixedData(ZengshouError):
    """The warehouse would mix made-up and real files; the message says what to do."""


def holds_made_up_city(engine: sa.Engine) -> bool:
    """True if `zengshou demo` created the warehouse."""
    with engine.connect() as connection:
        return connection.execute(sa.text(IS_DEMO)).scalar() == MARK


def made_up_landing(settings: Settings) -> Path:
    """The landing zone of the made-up city in this home."""
    return settings.home / "demo" / "landing"


def is_made_up(landing: str, settings: Settings) -> bool:
    """True for the landing zone of the made-up city."""
    return "://" not in landing and Path(landing).resolve() == made_up_landing(settings).resolve()


def refuse_to_mix(engine: sa.Engine, *, with_demo: bool) -> None:
    """Raise MixedData if the warehouse holds the other kind of files."""
    is_demo = holds_made_up_city(engine)
    with engine.connect() as connection:
        if with_demo == is_demo:
            return
        if is_demo:
            raise MixedData(
                "this warehouse holds the made-up city of `zengshou demo` and takes files from its "
                "landing zone only; set ZENGSHOU_HOME to another folder for real files"
            )
        if connection.execute(sa.text(HAS_FILES)).scalar():
            raise MixedData(
                "this warehouse holds received files; "
                "set ZENGSHOU_HOME to another folder for the demo"
            )
        connection.execute(sa.text(f"comment on schema raw is '{MARK}'"))
        connection.commit()
