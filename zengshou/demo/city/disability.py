"""disability: holders of a certificate and their two allowances (measures.md, section 2)."""

from collections.abc import Iterator, Sequence
from datetime import date

from zengshou.demo.city.benefits import others_known
from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.measure_layouts import DISABILITY
from zengshou.demo.city.people import Person
from zengshou.demo.city.slips import MISWRITTEN, TWICE, Identity, Slips, Wrong

FEED = "disability"
_CLASSES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
_MIND = ("智力", "精神")
_LEVELS = ("一级", "二级", "三级", "四级")
_LIVING, _NURSING = 9_600, 12_000  # cents a month, invented
_RESIDENTS = 5
_WHO = Identity("残疾人证号", "姓名")


def _nursed(kind: str, level: int) -> bool:
    """True if the nursing allowance is for this certificate."""
    return level <= 2 or (level == 3 and kind in _MIND)


def _row(city: City, person: Person) -> Row:
    """A person's row; every third number is the plain ID."""
    rng = city.rng(FEED, person.person_id)
    place, level = rng.randrange(len(_CLASSES)), rng.randint(1, 4)
    if city.cast.is_played_by("single_candidate", person):
        level = 1
    kind = _CLASSES[place]
    number = person.citizen_id + (f"{place + 1}{level}" if rng.random() < 0.7 else "")
    spelt = rng.choice((_LEVELS[level - 1], _LEVELS[level - 1], f"{level}", f"{level}级"))
    nursing = _NURSING if _nursed(kind, level) else 0
    address = f"{rng.randint(1, 9)}组{rng.randint(1, 60)}号"
    cells: list[Cell] = [
        number,
        person.name,
        kind,
        spelt,
        _LIVING if level < 4 else 0,
        nursing,
        address,
    ]
    return Row([*cells, person.phone])


def disability_rows(city: City, month: date) -> Iterator[Row]:
    """Disabled members on the roster, two more with a story, and residents on no roster."""
    for house in city.listed(month):
        for person in house.members:
            dead = city.cast.is_played_by("paid_after_death", person)
            chosen = dead or city.cast.is_played_by("single_candidate", person)
            here = person.present(month) or (dead and person.listed(month))
            if person.has_id and here and (chosen or "残疾" in person.health):
                row = _row(city, person)
                if dead:
                    row.cells[4] = _LIVING
                yield row
    for person in others_known(city, _RESIDENTS, month):
        yield _row(city, person)


def disability_books(city: City, month: date, _counties: Sequence[str]) -> list[Book]:
    """The month's file."""
    table = Table(DISABILITY, list(disability_rows(city, month)))
    title = "残疾人两项补贴发放情况（虚构数据）"
    return [Book("残疾人两项补贴", [Page("明细", table, 2, title)])]


def _contradict(row: Row) -> bool:
    """Name another kind of disability than the 19th place of the number does."""
    number = str(row.cells[0])
    if len(number) < 20:
        return False
    row.cells[2] = _CLASSES[int(number[18]) % len(_CLASSES)]
    return True


def _nurse_the_fit(row: Row) -> None:
    """A nursing allowance for the fourth level, under a number that does not tell it."""
    row.cells[0] = str(row.cells[0])[:18]
    row.cells[3], row.cells[5] = "四级", _NURSING


def spoil_disability(slips: Slips, book: Book) -> None:
    """D01-D04, D11, D12."""
    table = book.pages[0].table
    slips.reject(table, _WHO, (
        Wrong("D01", "残疾人证号", MISWRITTEN), Wrong("D02", "生活补贴", "约100"),
        Wrong("D03", "残疾类别", "内脏"), Wrong("D03", "残疾等级", "五级"),
        Wrong("D04", "生活补贴", TWICE),
    ))  # fmt: skip
    slips.warn(table, _WHO, "D11", _contradict)
    slips.warn(table, _WHO, "D12", _nurse_the_fit)
