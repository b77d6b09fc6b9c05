"""training: courses that ended in the month, and students of 雨露计划 (measures.md, section 2)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.measure_layouts import COURSES, STUDENTS
from zengshou.demo.city.months import shift
from zengshou.demo.city.people import Person
from zengshou.demo.city.policy import STUDY_GRANT
from zengshou.demo.city.slips import MISWRITTEN, TWICE, Identity, Slips, Wrong, setter

FEED = "training"
_TRAINED = 0.35
_LEARNERS = range(18, 70)
_COURSES = {
    "职业技能": ("电焊工", "月嫂", "厨师"), "创业培训": ("电商创业",), "乡村工匠": ("柳编", "木艺"),
    "农民夜校": ("政策宣讲",), "实用技术": ("木耳栽培", "肉牛养殖"),
}  # fmt: skip
_TRADES = ("职业技能", "创业培训")
_TRAINED_MONTHS_AGO, _GRADUATED_MONTHS_AGO = 8, 2
_SCHOOLS = {"高中": "中职", "大专": "高职"}
_OUTCOMES = ("就业", "升学", "就业", "参军", "就业", "未就业")
_GRANT_MONTHS = (4, 10)
_WHO = Identity("身份证号", "姓名")


def _works(city: City, house: Household, member: int, month: date) -> bool:
    at = city.calendar.index(month)
    flows = city.accounts(house).flows
    return any(flow.channel and flow.member == member and flow.monthly[at] for flow in flows)


def _course(city: City, house: Household, member: int) -> tuple[date, str, str] | None:
    """Month, kind and name of the one course that a member takes; most take none."""
    person, last = house.members[member], city.calendar.months[-1]
    rng = city.rng(FEED, person.person_id)
    if city.cast.is_played_by("trained_no_job", person):
        return shift(last, -_TRAINED_MONTHS_AGO), "职业技能", "电焊工"
    fits = person.age(last) in _LEARNERS and person.has_id and not person.school(last)
    if not fits or rng.random() > _TRAINED or city.cast.is_played_by("idle_labour", person):
        return None
    kind = rng.choice(tuple(_COURSES))
    return rng.choice(city.calendar.months), kind, rng.choice(_COURSES[kind])


def course_rows(city: City, month: date) -> Iterator[Row]:
    """Courses that ended in the month."""
    for house in city.listed(month):
        for member, person in enumerate(house.members):
            course = _course(city, house, member) if person.present(month) else None
            if course is None or course[0] != month:
                continue
            rng = city.rng("course", person.person_id)
            chosen = city.cast.is_played_by("trained_no_job", person)
            passed = chosen or rng.random() < 0.9
            certified = passed and course[1] in _TRADES and rng.random() < 0.7
            end = month.replace(day=rng.randint(12, 28))
            yield Row([
                person.citizen_id, person.name, course[2], course[1], end - timedelta(days=9), end,
                _yes(passed), _yes(certified), _yes(_works(city, house, member, month)),
                person.phone,
            ])  # fmt: skip


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _graduation(city: City, person: Person) -> date | None:
    """The month in which a person graduates, by the story or by the last day as a student."""
    last = city.calendar.months[-1]
    if city.cast.is_played_by("graduate_no_job", person):
        return max(last.replace(month=1), shift(last, -_GRADUATED_MONTHS_AGO))
    until = person.studies_until
    return until.replace(day=1) if until is not None and person.age(until) >= 15 else None


def student_rows(city: City, month: date) -> Iterator[Row]:
    """Students of vocational schools, and graduates until the end of their calendar year."""
    for house in city.listed(month):
        for person in house.members:
            graduation = _graduation(city, person) if person.present(month) else None
            if graduation is None or not person.has_id:
                continue
            kind = _SCHOOLS.get(person.school(month))
            studies = month < graduation and kind is not None
            graduated = graduation <= month and graduation.year == month.year
            if not studies and not graduated:
                continue
            rng = city.rng("study", person.person_id)
            outcome = rng.choice(_OUTCOMES)
            if city.cast.is_played_by("graduate_no_job", person):
                outcome = "未就业"
            term = f"{month.year}年{'春' if month.month < 9 else '秋'}季"
            grant = STUDY_GRANT * 100 if studies and month.month in _GRANT_MONTHS else 0
            paid: Cell = month.replace(day=20) if grant else ""
            yield Row([
                person.citizen_id, person.name, kind or "高职", "双鸭山职业学院", term, grant, paid,
                graduation, "在读" if studies else outcome,
            ])  # fmt: skip


def training_books(city: City, month: date, _counties: Sequence[str]) -> list[Book]:
    """The month's file."""
    pages = [
        Page("培训", Table(COURSES, list(course_rows(city, month))), 2, "培训台账（虚构数据）"),
        Page(
            "雨露计划", Table(STUDENTS, list(student_rows(city, month))), 2, "雨露计划（虚构数据）"
        ),
    ]
    return [Book("培训台账", pages)]


def _second_course(table: Table, row: Row) -> None:
    """Let the person attend another course on the same days: both rows are warned."""
    other = row.copy("T13")
    other.cells[table.column("课程")] = "第二课程"
    table.rows.append(other)


def spoil_training(slips: Slips, book: Book) -> None:
    """T01-T04, T12, T13."""
    courses, students = (page.table for page in book.pages)
    slips.reject(courses, _WHO, (
        Wrong("T01", "身份证号", MISWRITTEN), Wrong("T03", "结束", shift(slips.month, 2)),
        Wrong("T03", "类别", "学历教育"), Wrong("T04", "姓名", TWICE),
    ))  # fmt: skip
    slips.warn(courses, _WHO, "T13", lambda row: _second_course(courses, row))
    slips.reject(students, _WHO, (
        Wrong("T02", "补助金额", "约1500"), Wrong("T03", "毕业去向", "待业"),
        Wrong("T04", "学校", TWICE),
    ))  # fmt: skip
    slips.warn(students, _WHO, "T12", setter(students, "补助金额", 100_000))
