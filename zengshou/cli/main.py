"""The command line `zengshou` (interface.md, "Command line").

Wrong usage ends with one line and exit code 2, a failed run with one line and exit code 1. Commands
import their dependencies when they run, so that `zengshou --help` is fast.
"""

import sys

import typer
import typer.main
from typer.exceptions import Abort, TyperException

from ingestion.errors import ZengshouError
from zengshou.cli import (
    check,
    chinese,
    dispatch,
    editions,
    feedback,
    loads,
    page,
    personal_data,
    publications,
    releases,
    run,
    scores,
    status,
    template,
    warehouse,
)
from zengshou.cli.terminal import complain
from zengshou.local.file_modes import private

WRONG_USE = 2
INTERRUPTED = 130

app = typer.Typer(
    help="增收 — income monitoring and county assessment warehouse",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for command in (
    *(run.demo, run.run, run.up, run.down, status.status),
    *(warehouse.rebuild, warehouse.backup, warehouse.restore, warehouse.url),
    *(warehouse.roles, warehouse.dev, warehouse.render),
    *(check.check, template.template, feedback.feedback, dispatch.dispatch, dispatch.report),
    *(page.page, page.docs, personal_data.expire),
):
    app.command()(command)
for name, group in {
    "scores": scores.app,
    "release": releases.app,
    "loads": loads.app,
    "publications": publications.app,
    "editions": editions.app,
    "keys": personal_data.keys_app,
    "vault": personal_data.vault_app,
    "household": personal_data.household_app,
}.items():
    app.add_typer(group, name=name)


def main() -> None:
    """Entry point: prints every expected failure as one line, in the language of the locale."""
    command = typer.main.get_command(app)
    if chinese.is_wanted():
        chinese.speak_chinese(command)
    try:
        with private():
            sys.exit(command(standalone_mode=False))
    except TyperException as error:
        said = _in_words(error.format_message())
        see = chinese.SEE_HELP if chinese.is_wanted() else " (see zengshou --help)"
        sys.exit(complain(f"zengshou: {said}{see}", WRONG_USE))
    except (Abort, KeyboardInterrupt):
        sys.exit(complain(f"zengshou: {_in_words('interrupted')}", INTERRUPTED))
    except ZengshouError as error:
        sys.exit(complain(f"zengshou: {_in_words(str(error))}", error.exit_code))
    except Exception as error:
        reason = _no_connection(error)
        if reason is None:
            raise
        said = _in_words(f"no connection to the database: {reason}")
        sys.exit(complain(f"zengshou: {said}", 1))


def _in_words(text: str) -> str:
    """A message in the language of the locale."""
    return chinese.message(text) if chinese.is_wanted() else text


def _no_connection(error: Exception) -> str | None:
    """The driver's message if the error is a lost or refused connection."""
    from sqlalchemy.exc import OperationalError

    return str(error.orig).strip() if isinstance(error, OperationalError) else None
