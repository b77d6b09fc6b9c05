"""`zengshou scores explain`: the evidence of a county's points."""

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich import box
from rich.table import Table

from zengshou.assessment.rounding import rounded
from zengshou.cli.options import OptionalMonth, first_day
from zengshou.cli.terminal import out
from zengshou.outputs.office.safe_text import safe_text

if TYPE_CHECKING:
    from zengshou.assessment.evidence.explain import Explanation

SHOWN = {
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


def explain(
    year: Annotated[int, typer.Option(help="assessment year")],
    county: Annotated[str, typer.Option(help="county code, 6 digits")],
    indicator: Annotated[str, typer.Option(help="code of the indicator, e.g. growth")],
    as_of: OptionalMonth = None,
    form: Annotated[Literal["table", "csv", "json"], typer.Option("--format")] = "table",
) -> None:
    """From a county's points to households, months, file, sheet row and file hash."""
    from zengshou.assessment.evidence.explain import explain as look_up
    from zengshou.jobs import steps

    with steps.engine().connect() as connection:
        found = look_up(connection, year, county, indicator, first_day(as_of))
    if form == "csv":
        typer.echo(_as_csv(found), nl=False)
    elif form == "json":
        whole = {"indicator": found.indicator, "rows": found.rows}
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2, default=str))
    else:
        out.print(_headline(found), markup=False, highlight=False)
        out.print(_table(found.rows))


def _headline(found: "Explanation") -> str:
    one = found.indicator
    return (
        f"{one['county_name']} {one['name_zh']}, 截至 {one['as_of_month']:%Y-%m}: "
        f"{one['points']} / {one['max_points']} 分, "
        f"分子 {_figure(one['numerator'])}, 分母 {_figure(one['denominator'])}, "
        f"值 {_figure(one['value'])}, 满分 {_figure(one['full_at'])}, "
        f"零分 {_figure(one['zero_at'])}, 依据 {len(found.rows)} 行"
    )


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name, heading in SHOWN.items():
        right = name in ("amount", "numerator", "denominator", "row_number")
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_shown(name, row[name]) for name in SHOWN))
    return table


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "—"
    if name in ("numerator", "denominator"):
        return _figure(value)
    return str(value)[:12] if name == "sha256" else str(value)


def _figure(value: Any) -> str:
    return "—" if value is None else f"{rounded(Decimal(value), 4).normalize():f}"


def _as_csv(found: "Explanation") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(
        out, fieldnames=[*SHOWN, "village_code", "feed", "table_name"], lineterminator="\n"
    )
    writer.writeheader()
    for row in found.rows:
        writer.writerow(
            {name: safe_text(v) if isinstance(v, str) else v for name, v in row.items()}
        )
    return out.getvalue()
