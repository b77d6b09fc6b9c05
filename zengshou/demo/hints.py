"""What the demo says at its end: where to look, and how to play with a corrected workbook."""

import sys
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from rich.cells import cell_len, set_cell_size

from zengshou.assessment.income_year import year_bounds
from zengshou.outputs.outbox import outbox_of

#: The village's workbook of an income year in which most rows were rejected.
WORTH_CORRECTING = """
select load.period, load.file_name, receipt.unit
from ops.load as load
inner join ops.receipt as receipt using (load_id)
where
    load.feed = 'village_submission' and load.status = 'accepted' and load.rows_rejected > 0
    and load.period between :first and :last
order by load.rows_rejected desc, load.period, load.file_name
limit 1
"""


@dataclass(frozen=True)
class Workbook:
    """A village's workbook in the landing zone: folder, name, and the village's code."""

    period: str
    name: str
    village: str


def worth_correcting(engine: sa.Engine, year: int) -> Workbook | None:
    """The village's workbook of the year with most rejected rows; None if there is none."""
    first, last = year_bounds(year)
    span = {"first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}"}
    with engine.connect() as connection:
        found = connection.execute(sa.text(WORTH_CORRECTING), span).one_or_none()
    return Workbook(*found) if found else None


def places(landing: Path, page: Path, year: int) -> list[str]:
    """Where to look next, a line each."""
    command = as_called()
    hints = {
        str(page): "一页通网页 the city on one page",
        f"{command} scores --year {year} --format csv": "县(区)得分 county scores, all columns",
        f"{command} scores explain --year {year} --county 宝清县 --indicator on_time": (
            "失分依据 the rows that cost 宝清县 points; it is short of data"
        ),
        f"{command} url": "数据仓库地址 the warehouse for psql or a BI tool: schema marts",
        "  table ops.load": "收文及结果 every received file and its result",
        "  table ops.finding": "退回和提醒的行 every rejected or warned row",
        "  table marts.warning": "逐月预警 households with warnings, month by month",
        f"{command} docs": "文档和数据质量网页 documents and checks as web pages",
        f"{command} up": "Airflow 网页 Airflow with its web page",
        str(landing): "报送的文件 the files as the senders delivered them",
        outbox_of(str(landing)): "反馈、工作清单、调度表 feedback, worklists, dispatch",
    }
    width = max(map(cell_len, hints)) + 2
    lines = [f"  {set_cell_size(what, width)}{why}" for what, why in hints.items()]
    return ["下一步 where to look next", *lines]


def play(landing: Path, book: Workbook, year: int) -> list[str]:
    """A walk with a workbook of a released year: correct it, run, release, compare."""
    command, folder = as_called(), landing / "village_submission" / book.period
    answers = Path(outbox_of(str(landing))) / book.village / book.period
    steps = (
        f"打开反馈，有误的单元格已着色 open {answers}/反馈_{Path(book.name).stem}_….xlsx",
        f"改正副本，另存为 更正.xlsx correct a copy beside it: {folder / book.name}",
        f"{command} run --landing {landing}",
        f"看更正的反馈 read {answers}/反馈_更正_….xlsx",
        f"{command} release create --year {year} --approved-by 王主任 --reason 更正一村一月收支",
        f"{command} release diff --year {year} 1 2",
    )
    return ["动手试 play with it", *(f"  {n}. {step}" for n, step in enumerate(steps, 1))]


def as_called() -> str:
    """The command as the user can type it here, e.g. `.venv/bin/zengshou` after `make demo`."""
    called = Path(sys.argv[0]).absolute()
    return str(called.relative_to(Path.cwd())) if called.is_relative_to(Path.cwd()) else called.name
