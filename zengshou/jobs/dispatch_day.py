"""When the monthly dispatch is due, and whether it went out (`ops.dispatch`).

The DAG file reads the day and hour, so the steps are loaded only where they are used.
"""

from datetime import date, datetime

import sqlalchemy as sa

from ingestion.contract import load_contracts

VILLAGES_DUE = load_contracts()["village_submission"].due_day or 0
#: A day for late files, a day for the marts, after the day on which villages report.
DISPATCH_DAY = VILLAGES_DUE + 2
DISPATCH_HOUR = 6
WAS_DISPATCHED = "select exists (select from ops.dispatch where month = :month)"
HAS_FIGURES = "select exists (select from marts.division_month where month = :month)"
RECORD = """
insert into ops.dispatch (month) values (:month)
on conflict (month) do update set dispatched_at = clock_timestamp()
"""


def month_due(*, after_publication: bool, now: datetime | None = None) -> str | None:
    """Last month as YYYY-MM, if its dispatch is due and did not go out; else None.

    Unless a publication has just ended it waits for one while files wait to be judged or published.
    After a publication a month without any figures is not due; on its day and hour it is, and the
    dispatch then fails, as nobody reported. `now` is an aware instant, by default the present one.
    """
    from zengshou.jobs import steps

    moment = (now or datetime.now(steps.TIMEZONE)).astimezone(steps.TIMEZONE)
    if (moment.day, moment.hour) < (DISPATCH_DAY, DISPATCH_HOUR):
        return None
    month = steps.month_before(moment.date())
    with steps.engine().connect() as connection:
        if connection.execute(sa.text(WAS_DISPATCHED), {"month": month}).scalar_one():
            return None
        if after_publication:
            has_figures = connection.execute(sa.text(HAS_FIGURES), {"month": month}).scalar_one()
            return f"{month:%Y-%m}" if has_figures else None
    if steps.unjudged() or steps.awaits_publication():
        return None
    return f"{month:%Y-%m}"


def record(month: str) -> None:
    """Write down that the workbooks of a month (YYYY-MM) went out."""
    from zengshou.jobs import steps

    with steps.engine().begin() as connection:
        connection.execute(sa.text(RECORD), {"month": date.fromisoformat(f"{month}-01")})
