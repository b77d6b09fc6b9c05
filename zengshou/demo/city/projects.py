"""linkage_projects: projects, firms and the households that they reach, by county and quarter.

Figures run from 1 January to the quarter's end (measures.md, section 2).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.measure_layouts import ENTITIES, LINKS, PROJECTS
from zengshou.demo.city.months import month_end
from zengshou.demo.city.places import Village
from zengshou.demo.city.profiles import profile_of
from zengshou.demo.city.project_links import Link, county_links

FEED = "linkage_projects"
_LEAD_COLUMNS = 7
_GROUPS = (("", _LEAD_COLUMNS), ("下达资金", 4), ("支出资金", 4), ("", 5))


@dataclass(frozen=True)
class _Kind:
    """A project that every county has each year; `budget` in 万元 over 中央, 省级, 市县, 其他.

    `stage` is 状态; `yields` is 年度应分配收益 in yuan; `pace` is the speed of spending (1: the
    year's money is spent by December).
    """

    name: str
    category: str
    asset: str
    stage: str
    budget: tuple[int, int, int, int]
    yields: int = 0
    pace: float = 1.1
    relief: bool = False


_KINDS = (
    _Kind("木耳基地", "产业发展", "经营性", "运营", (80, 40, 20, 5), 60_000),
    _Kind("肉牛养殖小区", "种养殖", "经营性", "运营", (50, 20, 10, 0), 30_000),
    _Kind("村内道路", "农村基础设施", "公益性", "未开工", (40, 10, 5, 0), 0, 0.0),
    _Kind("粮食烘干塔", "加工流通", "经营性", "闲置", (30, 10, 0, 0), 20_000),
    _Kind("河道清淤", "人居环境", "公益性", "在建", (24, 8, 4, 0), 0, 1.0, True),
    _Kind("庭院经济奖补", "产业项目", "到户类", "完工", (18, 6, 2, 0), 0, 1.4),
    _Kind("务工补助", "就业项目", "无", "完工", (8, 2, 0, 0), 0, 1.2),
    _Kind("项目管理费", "项目管理费", "无", "完工", (2, 1, 0, 0), 0, 0.9),
    _Kind("饮水维修", "巩固三保障", "公益性", "完工", (6, 4, 2, 0), 0, 1.0),
)  # fmt: skip
#: Places of those that reach nobody with money and that lie idle, counted from 1.
NO_LINK, IDLE = 2, 4
_FIRMS = (
    ("龙头企业", "大豆", "否"), ("合作社", "木耳", "是"), ("家庭农场", "玉米", "否"),
)  # fmt: skip
_LABOUR_SHARE = 0.34  # of the central money of a project by 以工代赈, invented


def project_number(county: str, year: int, place: int) -> str:
    """项目编号 of the county's project at a place of `_KINDS`, counted from 1."""
    return f"XM{county}{year}{place:03d}"


def _spent(kind: _Kind, county: str, month: date, place: int) -> list[float]:
    """支出资金 in 万元 until the month, never falling; 产业 slower where growth is slow."""
    slow = 0.75 if profile_of(county).growth < 0.1 and place < 2 else 1.0
    share = min(1.0, kind.pace * slow * month.month / 12)
    return [round(level * share, 2) for level in kind.budget]


def _shared(kind: _Kind, even: bool, month: date) -> int:
    """已分配收益 in cents: nothing until December, then all, or (`yield_held`) nothing."""
    return kind.yields * 100 if month.month == 12 and not even else 0


def _project_rows(city: City, county: str, month: date) -> Iterator[Row]:
    villages = [village for village in city.places.villages if village.county == county]
    even = city.places.counties.index(county) % 2 == 0
    for place, kind in enumerate(_KINDS, 1):
        mine = villages[place % len(villages)].code
        codes = "、".join(dict.fromkeys((mine, villages[0].code))) if place == 1 else mine
        if place == len(_KINDS):
            codes = ""
        spent = _spent(kind, county, month, place)
        labour = round(spent[0] * _LABOUR_SHARE, 2) if kind.relief else 0.0
        cells: list[Cell] = [
            project_number(county, month.year, place), county, codes,
            f"{month.year}年{kind.name}", kind.category, kind.asset,
            "以工代赈" if kind.relief else "一般", *map(float, kind.budget), *spent, labour,
            kind.stage, kind.yields * 100, _shared(kind, even and place == 1, month),
            month_end(month),
        ]  # fmt: skip
        yield Row(cells)


def entity_number(county: str, place: int) -> str:
    """主体编码 of the county's firm at a place, counted from 1."""
    return f"ZT{county}{place:03d}"


def _entity_rows(city: City, county: str) -> Iterator[Row]:
    villages: list[Village] = [v for v in city.places.villages if v.county == county]
    rng = city.rng("firms", county)
    for place, (kind, product, famous) in enumerate(_FIRMS, 1):
        village = villages[place % len(villages)]
        yield Row([
            entity_number(county, place), f"{village.name}{kind}", county, village.code, kind,
            product, famous, f"0469-{rng.randrange(10**7):07d}",
        ])  # fmt: skip


def _link_row(link: Link, county: str, month: date) -> Row:
    number = (
        entity_number(county, link.place)
        if link.firm
        else project_number(county, month.year, link.place)
    )
    day: Cell = link.day if link.day is not None and link.paid else ""
    return Row([
        number, link.person.citizen_id, link.person.name, link.mode, "是" if link.yard else "否",
        link.due, link.paid, day, "李某",
    ])  # fmt: skip


def project_books(city: City, month: date, counties: Sequence[str]) -> list[Book]:
    """The quarter's projects, firms and households of some counties."""
    projects = [row for county in counties for row in _project_rows(city, county, month)]
    entities = [row for county in counties for row in _entity_rows(city, county)]
    links = [
        _link_row(link, county, month)
        for county in counties
        for link in county_links(city, county, month)
    ]
    title = "衔接资金项目台账（虚构数据）"
    pages = [
        Page("项目", Table(PROJECTS, projects), 4, title, "报送时间：季末", _GROUPS),
        Page("经营主体", Table(ENTITIES, entities), 2, title),
        Page("带动户", Table(LINKS, links), 2, title),
    ]
    return [Book("衔接资金项目台账", pages)]
