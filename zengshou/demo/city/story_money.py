"""Changes the money of households whose story (see `stories`) needs it; amounts in cents."""

from array import array
from collections.abc import Callable, Iterable

from zengshou.demo.city.accounts import Accounts
from zengshou.demo.city.claims import Settlement
from zengshou.demo.city.months import Calendar
from zengshou.demo.city.policy import DIBAO_STANDARD
from zengshou.demo.city.years import zeros

_TEKUN, _DIBAO_PERSON = 70_000, 23_000
_WORKSHOP_PAY, _LITTLE = 125_000, 40_000
_LEAST_COST = 2_000
_LARGE_BILL = (7_400_000, 2_600_000)
GRANT, LOAN = 260_000, 3_000_000
GRANT_MONTHS_AGO, LOAN_MONTHS_AGO = 1, 4

Change = Callable[[Accounts, int, Calendar], None]


def _last(calendar: Calendar) -> int:
    return calendar.index(calendar.months[-1])


def _live_on(accounts: Accounts, calendar: Calendar, monthly: int) -> None:
    """Leave pensions, spending and relief, and let children give the rest of `monthly`."""
    accounts.flows[:] = [flow for flow in accounts.flows if flow.item == "tr_pension"]
    kept = {
        item: series
        for item, series in accounts.items.items()
        if item.startswith(("out_", "ex_")) or item == "tr_pension"
    }
    pension = kept.get("tr_pension", zeros(calendar))
    support = array("q", (max(0, monthly - cents) // 100 * 100 for cents in pension))
    accounts.items.clear()
    accounts.items.update(kept)
    accounts.items["tr_support"] = support
    accounts.before.clear()
    accounts.before.update({item: sum(series[:12]) for item, series in accounts.items.items()})


def _dibao_candidate(accounts: Accounts, members: int, calendar: Calendar) -> None:
    _live_on(accounts, calendar, DIBAO_STANDARD * 100 // 12 * members * 4 // 5)


def _benefit_stopped(accounts: Accounts, members: int, calendar: Calendar) -> None:
    _live_on(accounts, calendar, DIBAO_STANDARD * 100 // 12 * members // 2)
    end = _last(calendar) - 1
    series = [_DIBAO_PERSON * members if at < end else 0 for at in range(len(calendar.simulated))]
    accounts.items["tr_dibao"] = array("q", series)
    accounts.before["tr_dibao"] = 12 * _DIBAO_PERSON * members


def _carer_missing(accounts: Accounts, _members: int, calendar: Calendar) -> None:
    accounts.items["tr_tekun"] = array("q", [_TEKUN] * len(calendar.simulated))
    accounts.before["tr_tekun"] = 12 * _TEKUN


def _earn_in_workshop(accounts: Accounts, _members: int, calendar: Calendar) -> None:
    """Little pay until the last January, then enough for the award within seven months."""
    january = calendar.index(calendar.months[-1].replace(month=1))
    pay = [_LITTLE if at < january else _WORKSHOP_PAY for at in range(len(calendar.simulated))]
    for flow in accounts.flows:
        if flow.channel == "就业帮扶车间":
            flow.monthly[:] = array("q", pay)
    _declare_again(accounts, calendar, "wage_workshop")


def _declare_again(accounts: Accounts, calendar: Calendar, item: str) -> None:
    """Add up a declared item again after a change of its flows."""
    series = zeros(calendar)
    for flow in accounts.flows:
        if flow.item == item:
            for position, cents in enumerate(flow.monthly):
                series[position] += cents
    accounts.items[item] = series


def _stop_work(accounts: Accounts, calendar: Calendar, begin: int, *channels: str) -> None:
    """End all listed work (of these channels) from a position on."""
    stopped = [flow for flow in accounts.flows if flow.channel]
    if channels:
        stopped = [flow for flow in stopped if flow.channel in channels]
    for flow in stopped:
        for position in range(begin, len(flow.monthly)):
            flow.monthly[position] = 0
    for item in {flow.item for flow in stopped if flow.item}:
        _declare_again(accounts, calendar, item)


def _returned(accounts: Accounts, _members: int, calendar: Calendar) -> None:
    _stop_work(accounts, calendar, _last(calendar), "外出务工")


def _job_lost(accounts: Accounts, _members: int, calendar: Calendar) -> None:
    _stop_work(accounts, calendar, _last(calendar) - 1)


def _idle_labour(accounts: Accounts, _members: int, calendar: Calendar) -> None:
    """The business income, less its cost, becomes other wages: nothing is left to sell."""
    wages = accounts.items.setdefault("wage_other", zeros(calendar))
    for item in [item for item in accounts.items if item.startswith(("biz_", "cost_"))]:
        sign = -1 if item == "cost_business" else 1
        for position, cents in enumerate(accounts.items.pop(item)):
            wages[position] += sign * cents
        gone = accounts.before.pop(item, 0)
        accounts.before["wage_other"] = accounts.before.get("wage_other", 0) + sign * gone
    for position, cents in enumerate(wages):
        wages[position] = max(0, cents)


def _large_bill(accounts: Accounts, _members: int, calendar: Calendar) -> None:
    """A stay in hospital in the last month; the own part alone makes the warning red."""
    fund, own = _LARGE_BILL
    month = calendar.months[-1]
    number = 80_000_000_000 + month.year * 100 + month.month
    accounts.settlements.append(
        Settlement(number, 0, month.replace(day=12), "21", (fund, 0, 0, 0), own)
    )
    spent = accounts.items.setdefault("out_medical", zeros(calendar))
    spent[_last(calendar)] += own
    relief = accounts.items.get("ex_relief", zeros(calendar))
    for position in range(max(0, _last(calendar) - 2), len(relief)):
        relief[position] = 0


def _sell(accounts: Accounts, calendar: Calendar, item: str, at: int, cents: int) -> None:
    """Business income in a month; some cost comes before, as in every income year."""
    accounts.items.setdefault(item, zeros(calendar))[at] = cents
    cost = accounts.items.setdefault("cost_business", zeros(calendar))
    begin = max(at - at % 12, calendar.index(calendar.months[0]))
    cost[begin] = max(cost[begin], _LEAST_COST)


def _grant_as_income(accounts: Accounts, _members: int, calendar: Calendar) -> None:
    at = max(0, _last(calendar) - GRANT_MONTHS_AGO)
    _sell(accounts, calendar, "biz_courtyard", at, GRANT)


def _loan_as_income(accounts: Accounts, _members: int, calendar: Calendar) -> None:
    at = max(0, _last(calendar) - LOAN_MONTHS_AGO)
    for item, series in accounts.items.items():
        if item.startswith("biz_"):
            series[at] = 0
    _sell(accounts, calendar, "biz_other", at, LOAN)


_CHANGES: dict[str, Change] = {
    "award_due": _earn_in_workshop,
    "award_twice": _earn_in_workshop,
    "benefit_stopped": _benefit_stopped,
    "carer_missing": _carer_missing,
    "dibao_candidate": _dibao_candidate,
    "grant_as_income": _grant_as_income,
    "idle_labour": _idle_labour,
    "job_lost": _job_lost,
    "loan_as_income": _loan_as_income,
    "relief_unreached": _large_bill,
    "returned": _returned,
}


def change_money(
    codes: Iterable[str], accounts: Accounts, members: int, calendar: Calendar
) -> None:
    """Change a household's money as its stories need; `members` is its size."""
    for code in codes:
        if code in _CHANGES:
            _CHANGES[code](accounts, members, calendar)
