"""Receipt times: how gateways write them, and which of them are believed.

Source: feeds.md, "Landing zone" (`sent_at`) and "Doubtful input" (Times).
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from ingestion.periods import begins
from ingestion.readers.cells import BLANKS, normalise

_BUSINESS_TIME = ZoneInfo("Asia/Shanghai")
_INVISIBLE = str.maketrans(dict.fromkeys(BLANKS, " "))
_DAY = r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?"
_PACKED = r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
_CLOCK = (
    r"(?:[ T]*(?P<half>上午|下午|[AaPp][Mm])? *"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.][0-9]+)?)?"
    r"(?: *(?P<half_after>[AaPp][Mm]))?)?"
)
_OFFSET = r"(?: *(?P<offset>[Zz]|[+-][0-9]{2}:?[0-9]{2}))?"
_FORMS = tuple(re.compile(day + _CLOCK + _OFFSET) for day in (_DAY, _PACKED))
_MILLISECONDS = re.compile(r"[0-9]{13}")
_SERIAL = re.compile(r"[2-5][0-9]{4}(?:[.][0-9]+)?")
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=_BUSINESS_TIME)


def read_moment(text: str) -> datetime | None:
    """An instant in UTC from ISO 8601 or any date of "Cell values" with a time; None if unreadable.

    Without an offset it is in Shanghai, without a time it is the day's beginning.
    """
    tidy = " ".join((normalise(text) or "").translate(_INVISIBLE).split())
    try:
        moment = _iso(tidy) or _written(tidy) or _number(tidy)
        return moment and moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=_BUSINESS_TIME)


def _written(text: str) -> datetime | None:
    match = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if match is None:
        return None
    hour = int(match["hour"] or 0)
    half = (match["half"] or match["half_after"] or "").lower()
    if half in ("下午", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "am") and hour == 12:
        hour = 0
    day = (int(match[name]) for name in ("year", "month", "day"))
    clock = f"{hour:02d}:{match['minute'] or '00'}:{match['second'] or '00'}"
    offset = (match["offset"] or "").upper()
    moment = datetime.fromisoformat(f"{date(*day)}T{clock}{offset}")
    return moment if offset else moment.replace(tzinfo=_BUSINESS_TIME)


def _number(text: str) -> datetime | None:
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    return _DAY_ZERO + timedelta(days=float(text)) if _SERIAL.fullmatch(text) else None


@dataclass(frozen=True)
class Stated:
    """The receipt time that a manifest line or a modification time states.

    `text` is as written; `moment` is None if it cannot be read or no calendar has it.
    """

    text: str
    moment: datetime | None
    is_sent: bool = False


@dataclass(frozen=True)
class ReceiptTime:
    """The receipt time that counts, and in Chinese why the stated one does not, if so."""

    at: datetime
    doubt: str | None = None


@dataclass(frozen=True)
class Look:
    """One look at the landing zone: its instant stands in for times that are not believed.

    A time is not believed if it is later than the look, or more than `days_early` days before the
    period's first day (policy parameter `arrival_days_early`; None: any past time is believed).
    """

    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    days_early: int | None = None
    income_year_start_month: int = 1

    def settle(self, stated: Stated, period: str) -> ReceiptTime:
        """The receipt time of a file of a period."""
        if stated.moment is None:
            return ReceiptTime(self.at, f"到达时间“{stated.text}”无法识别，以首次读取时间为准")
        said = _shown(stated.moment, stated.text)
        if stated.moment > self.at:
            return ReceiptTime(self.at, f"到达时间{said}晚于读取时间，以首次读取时间为准")
        first_day = begins(period, self.income_year_start_month)
        if self.days_early is not None and _is_before(stated.moment, first_day, self.days_early):
            doubt = f"到达时间{said}早于所属期{self.days_early}天以上，以首次读取时间为准"
            return ReceiptTime(self.at, doubt)
        return ReceiptTime(stated.moment)


def _is_before(moment: datetime, first_day: date, days: int) -> bool:
    earliest = datetime.combine(first_day, datetime.min.time(), _BUSINESS_TIME)
    return moment < earliest - timedelta(days=days)


def _shown(moment: datetime, text: str) -> str:
    """The moment in Shanghai; `text` where no calendar there has it."""
    try:
        return f"{moment.astimezone(_BUSINESS_TIME):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return text
