"""The stories of the made-up city: why each list, warning and suspicion of measures.md occurs.

A story is true as of the city's last month (stories about December: as of the last December).
`casting` finds who plays it, `story_money` changes the money of those whose story needs it, and the
departments' modules write the lines. Stories of projects, villages and units have no household:
they are in `THINGS`, and `projects`, `collective` and `canteens` tell them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from zengshou.demo.city.accounts import Accounts
from zengshou.demo.city.households import Household
from zengshou.demo.city.labour import is_able, no_labour
from zengshou.demo.city.months import Calendar, month_end, shift
from zengshou.demo.city.policy import BORROWER_AGES
from zengshou.demo.city.sources import PENSION_AGE
from zengshou.demo.city.years import Flow

_SMALL_PENSION = 24_000  # cents a month and member
_HARDLY_ILL = 300_000  # cents of own payments in the last income year


@dataclass(frozen=True)
class Scene:
    """A household that may play a story, with its money before any change."""

    house: Household
    accounts: Accounts
    calendar: Calendar

    @property
    def at(self) -> int:
        """Position of the last delivered month."""
        return self.calendar.index(self.calendar.months[-1])

    def has(self, *prefixes: str) -> bool:
        """True if a declared item that starts so is paid in the last year."""
        year = range(max(0, self.at - 11), self.at + 1)
        return any(
            series[position]
            for item, series in self.accounts.items.items()
            if item.startswith(prefixes)
            for position in year
        )

    def jobs(self, member: int) -> list[Flow]:
        """All work of a member that the employment service knows."""
        flows = self.accounts.flows
        return [flow for flow in flows if flow.channel and flow.member == member]

    def works(self, member: int, channel: str, *back: int) -> bool:
        """True if the member has only this work, also `back` months before the last."""
        jobs = self.jobs(member)
        return (
            len(jobs) == 1
            and jobs[0].channel == channel
            and all(jobs[0].monthly[max(0, self.at - months)] > 0 for months in back)
        )


Fits = Callable[[Scene], int | None]


@dataclass(frozen=True)
class Story:
    """A story: the code of what it raises, the department that tells it, and what happens.

    `fits` returns the position of the member who can play it, None if nobody can. A story that
    `alters` changes the household's money.
    """

    code: str
    theme: str
    told: str
    fits: Fits
    alters: bool = False


def _members(scene: Scene) -> range:
    return range(len(scene.house.members))


def _anybody(_scene: Scene) -> int:
    return 0


def _poor_without_labour(scene: Scene) -> int | None:
    """Old people with small pensions and no work."""
    last = scene.calendar.months[-1]
    pensions = sum(f.monthly[scene.at] for f in scene.accounts.flows if f.item == "tr_pension")
    poor = pensions <= _SMALL_PENSION * len(scene.house.members)
    quiet = not any(flow.channel for flow in scene.accounts.flows)
    fitting = poor and quiet and no_labour(scene.house, last) and not scene.has("tr_tekun")
    return 0 if fitting and "pension" not in scene.accounts.deviations else None


def _single_old(scene: Scene) -> int | None:
    """A person of pension age who lives alone, without dibao."""
    alone = len(scene.house.members) == 1 and not scene.has("tr_dibao")
    return 0 if alone and scene.house.members[0].age(scene.calendar.simulated[0]) >= 60 else None


def _unsupported(scene: Scene) -> int | None:
    """The head of a household that gets neither dibao nor tekun."""
    return None if scene.has("tr_dibao", "tr_tekun") else 0


def _hardly_ill(scene: Scene) -> int | None:
    """The same, without large bills so far in the income year."""
    own = sum(settlement.own for settlement in scene.accounts.settlements)
    known = scene.house.members[0].has_id and "medical" not in scene.accounts.deviations
    return _unsupported(scene) if known and own < _HARDLY_ILL else None


def _supported(scene: Scene) -> int | None:
    """The head of a household that gets dibao now."""
    return 0 if scene.accounts.declared("tr_dibao", scene.at) else None


def _second_member(scene: Scene) -> int | None:
    """A member beside the head, without work or pension."""
    busy = {flow.member for flow in scene.accounts.flows}
    last = scene.calendar.months[-1]
    return next(
        (
            place
            for place in _members(scene)[1:]
            if place not in busy and 40 <= scene.house.members[place].age(last) < PENSION_AGE
        ),
        None,
    )


def _worker(channel: str, *back: int) -> Fits:
    """The first member whose only work is of this channel."""

    def fits(scene: Scene) -> int | None:
        if "wage" in scene.accounts.deviations:
            return None
        return next((m for m in _members(scene) if scene.works(m, channel, *back)), None)

    return fits


def _only_worker(scene: Scene) -> int | None:
    """The only member with work, who worked four, three and two months before the last."""
    workers = {flow.member for flow in scene.accounts.flows if flow.channel}
    if len(workers) != 1 or "wage" in scene.accounts.deviations:
        return None
    member = workers.pop()
    [*jobs] = scene.jobs(member or 0)
    steady = all(any(job.monthly[max(0, scene.at - b)] for job in jobs) for b in (2, 3, 4))
    return member if steady else None


def _no_wages(scene: Scene) -> int | None:
    return None if scene.has("wage_") else 0


def _idle(scene: Scene) -> int | None:
    """An able member who never has work."""
    last = scene.calendar.months[-1]
    for place in _members(scene):
        person = scene.house.members[place]
        if not scene.jobs(place) and is_able(person, last) and is_able(person, shift(last, -11)):
            return place
    return None


def _young(scene: Scene) -> int | None:
    """A member of school-leaving age without work."""
    end = month_end(scene.calendar.months[-1])
    for place in _members(scene):
        person = scene.house.members[place]
        if person.age(end) in range(17, 27) and not scene.jobs(place):
            return place
    return None


def _borrower(scene: Scene) -> int | None:
    """The head of a household in which somebody is of an age at which banks lend."""
    young, old = BORROWER_AGES
    first, last = scene.calendar.months[0], scene.calendar.months[-1]
    fits = any(young <= p.age(first) and p.age(last) < old - 1 for p in scene.house.members)
    return 0 if fits else None


def _farmer(scene: Scene) -> int | None:
    """The head of a household with crops and farm subsidies."""
    return 0 if scene.has("biz_crops") and scene.has("tr_farm_subsidy") else None


_POST, _WORKSHOP, _AWAY = "公益性岗位", "就业帮扶车间", "外出务工"

STORIES: tuple[Story, ...] = (
    Story("carer_missing", "特困", "分散供养, 半自理, no ID of the carer", _single_old, True),
    Story("award_due", "车间", "earned the range in a workshop, award never paid",
          _worker(_WORKSHOP, 0), True),
    Story("award_twice", "车间", "award paid in two months", _worker(_WORKSHOP, 0), True),
    Story("graduate_no_job", "雨露", "graduated in the last summer, still 未就业", _young),
    Story("paid_after_death", "残联", "died, and the allowances go on", _second_member, True),
    Story("dibao_candidate", "低保", "old, poor, no labour, no dibao", _poor_without_labour, True),
    Story("benefit_stopped", "低保", "old and poor, dibao ended two months ago",
          _poor_without_labour, True),
    Story("idle_labour", "就业", "able, never works, nothing to sell", _idle, True),
    Story("trained_no_job", "培训", "a trade course eight months ago, no work since", _idle),
    Story("returned", "就业", "worked away until last month", _worker(_AWAY, 0, 1), True),
    Story("job_lost", "就业", "the only job ended two months ago", _only_worker, True),
    Story("post_elsewhere", "公益岗", "has a post and works away", _worker(_AWAY, 0)),
    Story("post_zero", "公益岗", "paid for zero days", _worker(_POST, 0)),
    Story("post_double", "公益岗", "holds two posts", _worker(_POST, 0)),
    Story("post_expired", "公益岗", "the agreement ended three months ago", _worker(_POST, 0)),
    Story("post_ineligible", "公益岗", "a village cadre holds the post", _worker(_POST, 0)),
    Story("relief_unreached", "医疗", "a large bill last month, no relief", _hardly_ill, True),
    Story("grace_ending", "低保", "渐退期 ends next month", _supported),
    Story("grace_over", "低保", "渐退期 ended two months ago, still paid", _supported),
    Story("double_support", "低保", "in the family's row and in a single one", _supported),
    Story("single_candidate", "残联", "severely disabled, family in 低保边缘", _unsupported),
    Story("crop_uninsured", "农险", "farms, subsidised, no policy", _farmer),
    Story("crop_loss_yellow", "农险", "claim of 1,600 yuan", _farmer),
    Story("crop_loss_orange", "农险", "claim of 4,200 yuan", _farmer),
    Story("crop_loss_red", "农险", "claim of 9,500 yuan", _farmer),
    Story("subsidy_twice", "补贴", "the same subsidy in both halves", _farmer),
    Story("premium_refund", "农险", "paid its part of a premium for sows", _anybody),
    Story("loan_as_income", "贷款", "declares the loan as business income", _borrower, True),
    Story("grant_as_income", "项目", "declares the grant as courtyard income", _anybody, True),
    Story("loan_wanted", "贷款", "qualifies and has waited for half a year", _borrower),
    Story("loan_due", "贷款", "the loan is due next month", _borrower),
    Story("loan_overdue", "贷款", "part of the loan is overdue", _borrower),
    Story("grant_unpaid", "项目", "half of the grant is unpaid", _anybody),
    Story("rent_unpaid", "土地", "the rent of January is unpaid", _anybody),
    Story("not_declared", "务工", "got wages of a project and declared none", _no_wages),
)  # fmt: skip

THINGS: dict[str, str] = {
    "yield_held": "项目01 of every second county gives nothing of its yield in December",
    "project_no_link": "项目02 is 运营 and reaches nobody with money",
    "slow_project": "项目03 is 未开工 all year",
    "idle_project": "项目04 is 闲置",
    "weak_village": "every fourth village earns less than 50,000 yuan",
    "solar_short": "every third village uses half of its solar income for labour",
    "dividend_gap": "the first village, careful all year, declares other dividends",
    "unit_832": "单位01 reserves 5 %, 单位02 buys too little",
}
