"""`zengshou release`: create, list and compare releases of the county assessment."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table

from zengshou.cli.options import Year
from zengshou.cli.terminal import out

if TYPE_CHECKING:
    from zengshou.assessment.releases.causes import Causes
    from zengshou.assessment.releases.difference import Change

app = typer.Typer(
    help="releases of the county assessment, which never change", no_args_is_help=True
)
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
) -> None:
    """Freeze the year's current scores, if the publication gate passes."""
    from zengshou.jobs import steps
    from zengshou.jobs.freeze import freeze

    steps.prepare()
    steps.check()
    steps.transform()
    steps.publish()
    number = freeze(steps.engine(), year, approved_by, reason=reason)
    out.print(f"{year} release {number}: zengshou scores --year {year} --release {number}")


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
    from zengshou.assessment.releases import archive
    from zengshou.assessment.releases.causes import changed_files_behind
    from zengshou.assessment.releases.difference import differences
    from zengshou.jobs import steps

    _, old = archive.read(steps.engine(), year, before)
    head, new = archive.read(steps.engine(), year, after)
    out.print(f"{year} release {before} → {after}: {head['reason'] or '—'}", markup=False)
    changes = differences(old, new)
    causes = changed_files_behind(steps.engine(), year, new, changes)
    for kind, title in KINDS.items():
        found = [change for change in changes if change.kind == kind]
        out.print(_changes(title, found, causes if kind == "indicator" else None))
    if causes is None:
        out.print("数据已更新，无法列出各指标变动的来源文件 (the marts are newer than the release)")


def _changes(title: str, found: "list[Change]", causes: "Causes | None") -> Table:
    """One table of the report; with `causes`, the files behind each change."""
    table = Table(title=f"{title}: {len(found)}", title_justify="left", box=box.SIMPLE_HEAD)
    headings = ["", "", "原 before", "现 after"]
    for heading in headings if causes is None else [*headings, "来源文件 files"]:
        table.add_column(heading, overflow="fold")
    for change in found:
        behind = [] if causes is None else [", ".join(causes[change.what]) or "—"]
        shown = (_shown(change.before), _shown(change.after))
        table.add_row(change.what, change.field[:16], *shown, *behind)
    return table


def _shown(value: Any) -> str:
    return "—" if value is None else str(value)
