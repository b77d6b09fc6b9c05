"""`zengshou release`: create, list, compare and verify releases of the county assessment."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from zengshou.cli.options import By, Reason, Year
from zengshou.cli.terminal import out

if TYPE_CHECKING:
    from zengshou.assessment.releases.causes import Causes
    from zengshou.assessment.releases.difference import Change

app = typer.Typer(
    help="releases of the county assessment, which never change", no_args_is_help=True
)
HEADINGS_OF_CHANGES = {
    "input": ("文件", "校验值"),
    "rule": ("规则表", "名称"),
    "indicator": ("县(区)·指标", "项目"),
    "score": ("县(区)", "项目"),
}
KINDS = {
    "input": "来源文件 inputs",
    "rule": "规则 rules",
    "indicator": "指标 indicators",
    "score": "得分 scores",
}


@app.command()
def create(
    year: Year,
    approved_by: Annotated[str, typer.Option(help="who approved these scores")],
    reason: Annotated[
        str | None, typer.Option(help="why it follows the release before (needed from the second)")
    ] = None,
    confirm_parameters: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="the office's confirmation of the example parameters: `release parameters` writes"
            " the form",
        ),
    ] = None,
) -> None:
    """Freeze the year's current scores, if the publication gate passes.

    Example parameters that decide the year have to be confirmed by the office first.
    """
    from zengshou.jobs import steps
    from zengshou.jobs.confirm_parameters import confirm_from
    from zengshou.jobs.freeze import freeze

    steps.prepare()
    steps.check()
    steps.transform()
    steps.publish()
    if confirm_parameters is not None:
        confirm_from(steps.engine(), year, confirm_parameters, approved_by)
    number = freeze(steps.engine(), year, approved_by, reason=reason)
    out.print(f"{year} release {number}: zengshou scores --year {year} --release {number}")


@app.command()
def parameters(
    year: Year,
    to: Annotated[Path | None, typer.Option(help="write them as a form for the office")] = None,
    confirm: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="store the confirmations of a filled form"),
    ] = None,
    by: By = None,
) -> None:
    """The example parameters that decide a year's scores, and who confirmed each.

    No authority has set them yet; a release is refused until the office confirms every one.
    """
    from zengshou.assessment.releases.parameters import HEADINGS
    from zengshou.jobs import steps
    from zengshou.jobs.confirm_parameters import confirm_from, parameters_of, write_form

    steps.prepare()
    if confirm is not None:
        stored = confirm_from(steps.engine(), year, confirm, by or getpass.getuser())
        out.print(f"{stored} confirmations stored")
    if to is not None:
        count = write_form(steps.engine(), year, to)
        out.print(f"{to}: {count} 项参数，请主管部门填写确认人和依据文件", soft_wrap=True)
        return
    table = Table(box=box.SIMPLE_HEAD)
    for heading in HEADINGS.values():
        table.add_column(heading, overflow="fold")
    for row in parameters_of(steps.engine(), year):
        table.add_row(*(row[name] or "—" for name in HEADINGS))
    out.print(table)


@app.command("list")
def list_releases(
    year: Annotated[int | None, typer.Option(help="assessment year; all by default")] = None,
) -> None:
    """All releases: time, person, reason and checksum."""
    from zengshou.assessment.releases import archive
    from zengshou.jobs import steps

    with steps.engine().connect() as connection:
        found = archive.releases(connection, year)
    if not found:
        raise archive.UnknownRelease("nothing has been released yet")
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("年度", "版本", "截至", "数据截止", "发布时间", "批准人", "原因", "校验值"):
        table.add_column(heading, overflow="fold")
    for row in found:
        table.add_row(
            str(row["assessment_year"]),
            str(row["release_number"]),
            f"{row['as_of_month']:%Y-%m}",
            f"{row['known_at']:%Y-%m-%d %H:%M}",
            f"{row['created_at']:%Y-%m-%d %H:%M}",
            row["approved_by"],
            row["reason"] or "—",
            row["checksum"][:16],
        )
    out.print(table)


@app.command()
def diff(
    year: Year,
    before: Annotated[int, typer.Argument(help="the earlier release", metavar="A")],
    after: Annotated[int, typer.Argument(help="the later release", metavar="B")],
) -> None:
    """Changes from release A to B: input files, rules, indicators, scores, with their causes."""
    from zengshou.assessment.releases import archive, verify
    from zengshou.assessment.releases.causes import changed_files_behind
    from zengshou.assessment.releases.difference import differences
    from zengshou.jobs import steps

    for number in (before, after):
        verify.require(steps.engine(), year, number)
    _, old = archive.read(steps.engine(), year, before)
    head, new = archive.read(steps.engine(), year, after)
    out.print(f"{year} release {before} → {after}: {head['reason'] or '—'}", markup=False)
    changes = differences(old, new)
    causes = changed_files_behind(steps.engine(), year, new, changes)
    for kind, title in KINDS.items():
        found = [change for change in changes if change.kind == kind]
        out.print(_changes(kind, title, found, causes if kind == "indicator" else None))
    if causes is None:
        out.print("数据已更新，无法列出各指标变动的来源文件 (the marts are newer than the release)")


@app.command("verify")
def verify_releases(
    year: Annotated[int | None, typer.Option(help="assessment year; all by default")] = None,
    release: Annotated[int | None, typer.Option(help="one release of a year")] = None,
) -> None:
    """Check content, prints, signatures and chain; exits with 1 if anything differs."""
    from zengshou.assessment.releases.archive import UnknownRelease
    from zengshou.jobs import steps
    from zengshou.outputs import release_files

    found = release_files.verify_releases(steps.engine(), year, release)
    for line in (*(one.line for one in found.verdicts), *found.chain, *found.remarks):
        out.print(line, markup=False, soft_wrap=True)
    if found.problems:
        raise UnknownRelease(f"{len(found.problems)} of these lines need an explanation")


@app.command()
def new_key(reason: Reason, by: By = None) -> None:
    """A new key for signatures; releases that are signed stay valid with the key of their time."""
    from ingestion.privacy import release_key
    from ingestion.settings import get_settings
    from zengshou.jobs import steps

    steps.prepare()
    made = release_key.new_key(
        steps.engine(), get_settings(), person=by or getpass.getuser(), reason=reason
    )
    out.print(f"releases are signed with the key {made.fingerprint} from now on")


def _changes(kind: str, title: str, found: "list[Change]", causes: "Causes | None") -> Table:
    """One table of the report in names; with `causes`, the files behind each change."""
    from zengshou.assessment.releases.difference_words import said

    table = Table(title=f"{title}: {len(found)}", title_justify="left", box=box.SIMPLE_HEAD)
    headings = [*HEADINGS_OF_CHANGES[kind], "原 before", "现 after"]
    for heading in headings if causes is None else [*headings, "来源文件 files"]:
        table.add_column(heading, overflow="fold")
    for change in found:
        behind = [] if causes is None else [", ".join(causes[change.what]) or "—"]
        table.add_row(*said(change), *behind)
    return table
