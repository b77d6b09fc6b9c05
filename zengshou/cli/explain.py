"""`zengshou scores explain` and `appeal`: the evidence of a county's points, and its statement."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich import box
from rich.table import Table

from zengshou.assessment.rounding import rounded
from zengshou.cli.options import County, OptionalCounty, OptionalMonth, first_day
from zengshou.cli.terminal import out
from zengshou.outputs.office.safe_text import safe_text

if TYPE_CHECKING:
    from zengshou.assessment.evidence.explain import Explanation

SHOWN = {
    "cost": "失分",
    "village_name": "村",
    "household_id": "户编号",
    "head_name_masked": "户主",
    "what": "内容",
    "period": "期间",
    "amount": "金额",
    "numerator": "计入分子",
    "denominator": "计入分母",
    "file_name": "文件",
    "row_number": "行",
    "sha256": "文件校验值",
}
FIGURES = ("cost", "numerator", "denominator")
Form = Literal["table", "csv", "json", "xlsx"]


def explain(
    year: Annotated[int, typer.Option(help="assessment year")],
    county: County,
    indicator: Annotated[
        str | None, typer.Option(help="code of the indicator, e.g. growth; needed but for xlsx")
    ] = None,
    as_of: OptionalMonth = None,
    village: Annotated[str | None, typer.Option(help="only this village, 12 digits")] = None,
    household: Annotated[str | None, typer.Option(help="only this household, 户编号")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="all rows, not only those that cost points")
    ] = False,
    form: Annotated[Form, typer.Option("--format")] = "table",
    to: Annotated[Path | None, typer.Option(help="file of the workbook")] = None,
) -> None:
    """From a county's points to households, months, file, sheet row and file hash."""
    from zengshou.assessment.evidence.explain import explain as look_up
    from zengshou.assessment.releases import content
    from zengshou.jobs import steps
    from zengshou.outputs.compared_counties import compared_counties, why_out_of_rank
    from zengshou.outputs.evidence.workbook import Wanted, evidence_workbook, wanted_rows

    if indicator is None and form != "xlsx":
        raise typer.BadParameter("name an --indicator, or write all of them with --format xlsx")
    with steps.engine().connect() as connection:
        explained = (
            look_up(connection, year, county, indicator, first_day(as_of)) if indicator else None
        )
        found = content.present(connection, year, first_day(as_of))
        wanted = Wanted(county, indicator, village, household, everything)
        rows = wanted_rows(connection, found, wanted)
        if form == "xlsx":
            file = to or Path(f"evidence-{year}-{county}.xlsx")
            file.write_bytes(evidence_workbook(found, wanted, rows))
            out.print(str(file), soft_wrap=True)
        elif explained is not None:
            compared = compared_counties(connection, year, found.as_of_month)
            why = why_out_of_rank(compared, is_released=False).get(county)
            _print(_shown_indicator(explained, why), rows, len(explained.rows), form)


def appeal(
    year: Annotated[int, typer.Option(help="assessment year")],
    county: OptionalCounty = None,
    release: Annotated[int | None, typer.Option(help="as frozen in this release")] = None,
    out_: Annotated[
        str | None,
        typer.Option("--out", help="outbox (folder or URL); by default beside the landing zone"),
    ] = None,
) -> None:
    """申诉说明: one page per county on its score, with the rows that cost most (docx)."""
    from zengshou.jobs import steps
    from zengshou.outputs.evidence.statements import write_statements

    try:
        outbox = steps.outbox(out_)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    for path in write_statements(steps.engine(), year, outbox, county=county, number=release):
        out.print(path, soft_wrap=True, markup=False, highlight=False)


def _shown_indicator(found: "Explanation", why_out: str | None) -> dict[str, Any]:
    """The indicator; of a county out of rank its growth is 不可比, with the reason."""
    from zengshou.assessment.reasons import TARGET
    from zengshou.assessment.scores import INCOMPARABLE, WHY

    if why_out is None or found.indicator["kind"] != TARGET:
        return found.indicator
    return {**found.indicator, "value": INCOMPARABLE, WHY: why_out}


def _print(
    indicator: dict[str, Any], rows: list[dict[str, Any]], evidence: int, form: Form
) -> None:
    if form == "csv":
        typer.echo(_as_csv(rows), nl=False)
    elif form == "json":
        whole = {"indicator": indicator, "rows": rows}
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2, default=str))
    else:
        out.print(_headline(indicator, evidence, len(rows)), markup=False, highlight=False)
        out.print(_table(rows))


def _headline(one: dict[str, Any], evidence: int, listed: int) -> str:
    from zengshou.assessment.scores import INCOMPARABLE, WHY

    value = one["value"] if one["value"] == INCOMPARABLE else _figure(one["value"])
    why = f"（{one[WHY]}）" if WHY in one else ""
    return (
        f"{one['county_name']} {one['name_zh']}, 截至 {one['as_of_month']:%Y-%m}: "
        f"{one['points']} / {one['max_points']} 分, "
        f"分子 {_figure(one['numerator'])}, 分母 {_figure(one['denominator'])}, "
        f"值 {value}{why}, 满分 {_figure(one['full_at'])}, "
        f"零分 {_figure(one['zero_at'])}, 依据 {evidence} 行，列出 {listed} 行"
    )


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name, heading in SHOWN.items():
        right = name in ("amount", "row_number", *FIGURES)
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_shown(name, row[name]) for name in SHOWN))
    return table


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "—"
    if name in FIGURES:
        return _figure(value)
    return str(value)[:12] if name == "sha256" else str(value)


def _figure(value: Any) -> str:
    return "—" if value is None else f"{rounded(Decimal(value), 4).normalize():f}"


def _as_csv(rows: list[dict[str, Any]]) -> str:
    written = io.StringIO()
    names = [*SHOWN, "village_code", "feed", "file_period", "table_name"]
    writer = csv.DictWriter(written, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {name: safe_text(v) if isinstance(v, str) else v for name, v in row.items()}
        )
    return written.getvalue()
