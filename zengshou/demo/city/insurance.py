"""farm_insurance: policies and claims from 1 January to the quarter's end (measures.md, 2)."""

from collections.abc import Iterator, Sequence
from datetime import date

from zengshou.demo.city.benefits import account_number, serial
from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.measure_layouts import CLAIMS, POLICIES
from zengshou.demo.city.months import month_end
from zengshou.demo.city.slips import MISWRITTEN, TWICE, Identity, Slips, Wrong, adder

FEED = "farm_insurance"
_CROPS, _ANIMALS = (
    ("水稻", "玉米", "小麦", "大豆"),
    ("能繁母猪", "育肥猪", "奶牛", "肉牛", "其他养殖"),
)
_SOWN = 4  # the month from which crops are insured
_INSURED_CROPS, _INSURED_ANIMALS = 0.8, 0.4
_ACRE_COVER, _ACRE_PREMIUM, _HEAD_COVER, _HEAD_PREMIUM = 60_000, 2_400, 150_000, 6_000
# month, cents and kind of the claim of each story
_LOSSES = {
    "crop_loss_yellow": (2, 160_000, "animal"),
    "crop_loss_orange": (6, 420_000, "crop"),
    "crop_loss_red": (8, 950_000, "crop"),
}
_WHO = Identity("身份证号码", "农户姓名", "保单号")
_CLAIMANT = Identity("身份证号码")


def _parts(premium: int, own: int) -> list[Cell]:
    """自缴保费, then the five subsidies; they add up to the premium."""
    rest = premium - own
    shares = [rest * 45 // 100, rest * 25 // 100, 0, 0]
    return [own, *shares[:3], rest - sum(shares), 0]


def _number(house: Household, year: int, kind: str) -> str:
    return f"{'NX' if kind == 'crop' else 'YZ'}{year}{serial(house):06d}"


def _loss(city: City, house: Household) -> tuple[int, int, str] | None:
    return next((loss for code, loss in _LOSSES.items() if city.cast.plays(code, house)), None)


def _kinds(city: City, house: Household, month: date) -> Iterator[str]:
    """The kinds of policies that the household has had this year."""
    rng = city.rng(FEED, house.household_id, month.year)
    insures, keeps = rng.random() < _INSURED_CROPS, rng.random() < _INSURED_ANIMALS
    loss = _loss(city, house)
    items = city.accounts(house).items
    lost = loss[2] if loss else ""
    free = not city.cast.plays("crop_uninsured", house)
    if month.month >= _SOWN and free and "biz_crops" in items and (insures or lost == "crop"):
        yield "crop"
    chosen = lost == "animal" or city.cast.plays("premium_refund", house)
    if chosen or ("biz_livestock" in items and keeps):
        yield "animal"


def _policy(city: City, house: Household, month: date, kind: str) -> Row:
    rng = city.rng("policy", house.household_id, month.year, kind)
    head, count = house.head(month), rng.randint(2, 30)
    crop = kind == "crop"
    cover, premium = (_ACRE_COVER, _ACRE_PREMIUM) if crop else (_HEAD_COVER, _HEAD_PREMIUM)
    pays = city.cast.plays("premium_refund", house) or (not crop and serial(house) % 6 == 0)
    own = premium * count // 5 if pays else 0
    return Row([
        _number(house, month.year, kind), head.name, head.citizen_id,
        float(count) if crop else "", "" if crop else count,
        rng.choice(_CROPS if crop else _ANIMALS), cover * count, premium * count,
        *_parts(premium * count, own),
    ])  # fmt: skip


def _insured(city: City, month: date) -> Iterator[tuple[Household, str, Row]]:
    for house in city.listed(month):
        if house.head(month).has_id:
            for kind in _kinds(city, house, month):
                yield house, kind, _policy(city, house, month, kind)


def _claim(city: City, house: Household, month: date, kind: str, policy: Row) -> Row | None:
    """The claim of a household with a story, or a small one of few others."""
    rng = city.rng("claim", house.household_id, month.year, kind)
    told = _loss(city, house)
    when, cents, of = told or (rng.choice((5, 7)), rng.randint(200, 900) * 100, kind)
    if of != kind or when > month.month or (told is None and rng.random() > 0.03):
        return None
    day = date(month.year, when, rng.randint(3, 25))
    number, citizen, what = policy.cells[0], policy.cells[2], policy.cells[5]
    return Row([number, citizen, what, cents, day, account_number(city, house.household_id)])


def insurance_books(city: City, month: date, _counties: Sequence[str]) -> list[Book]:
    """The quarter's file."""
    found = list(_insured(city, month))
    claims = [_claim(city, house, month, kind, policy) for house, kind, policy in found]
    pages = [
        Page("承保清单", Table(POLICIES, [policy for _, _, policy in found])),
        Page("赔款清单", Table(CLAIMS, [claim for claim in claims if claim is not None])),
    ]
    return [Book("农业保险", pages, covers=("说明",))]


def spoil_insurance(slips: Slips, book: Book) -> None:
    """N01-N05, N11, N12."""
    policies, claims = (page.table for page in book.pages)
    slips.reject(policies, _WHO, (
        Wrong("N01", "身份证号码", MISWRITTEN), Wrong("N02", "总保费", "待定"),
        Wrong("N03", "总保额", TWICE), Wrong("N04", "标的", "烤烟"),
    ))  # fmt: skip
    slips.warn(policies, _WHO, "N11", adder(policies, "总保费", 700))
    slips.reject(claims, _CLAIMANT, (
        Wrong("N01", "身份证号码", MISWRITTEN), Wrong("N02", "赔款金额", "三百"),
        Wrong("N05", "赔付日期", month_end(slips.month.replace(year=slips.month.year - 1))),
    ))  # fmt: skip
    if slips.due("N12") and slips.known:
        person = slips.rng.choice(sorted(slips.known))
        claims.rows.append(
            Row(["NX00000000", person, "玉米", 30_000, slips.month.replace(day=9), ""], ["N12"])
        )
