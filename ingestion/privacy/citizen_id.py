"""Citizen ID numbers (GB 11643): parsing, checks, birth date and sex; masks for display.

Source: feeds.md, "Cell values" (Citizen ID); domain.md, "Personal data" (masks).
"""

import re
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Literal, NamedTuple

from ingestion.readers.cells import header_key

Kind = Literal["citizen", "placeholder", "invalid"]
Sex = Literal["男", "女"]

_PLACEHOLDER = "999999"
_OLDEST = 120
_LENGTH = 18

#: ISO 7064 MOD 11-2: the weights of the first 17 digits and the character for each remainder.
_WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]
_CHECK_CHARACTERS = "10X98765432"

_SHAPE = re.compile(r"[0-9]{17}[0-9X](?:[0-9]{2}|[0-9]{4})?")
_PREFIXED = re.compile(r"G.{18}")
_BORN_SINCE_1900 = re.compile(r"[0-9]{6}(?:19|20)[0-9]{9}[0-9X]")


class CitizenId(NamedTuple):
    """An ID number as parsed.

    `canonical` is the form for comparing people: 18 characters with a capital X. For a placeholder
    or an invalid number it is the text that is left after clean-up (possibly empty). Only a valid
    citizen ID has birth date and sex.
    """

    kind: Kind
    canonical: str
    birth_date: date | None = None
    sex: Sex | None = None


def parse(text: str | None, period_end: date) -> CitizenId:
    """Read an ID cell; `period_end` is the last day of the file's period, for the age.

    The region code is not checked: people keep the code of a county that no longer exists.
    """
    number = text or ""
    has_shape = _SHAPE.fullmatch(number)
    if not has_shape:  # rare: not written in the standard form
        number = bare_number(text)
        has_shape = _SHAPE.fullmatch(number)
    if number.startswith(_PLACEHOLDER):
        return CitizenId("placeholder", number)
    canonical = number[:_LENGTH]
    if not has_shape:
        return CitizenId("invalid", number)
    weight, born = _birth_date(canonical[6:14], period_end)
    weight += _weight(0, canonical[:6]) + _weight(14, canonical[14:17])
    if _CHECK_CHARACTERS[weight % 11] != canonical[-1]:
        return CitizenId("invalid", number)
    if born is None:
        return CitizenId("invalid", canonical)
    return CitizenId("citizen", canonical, born, "男" if canonical[16] in "13579" else "女")


#: Regions, days and serial numbers have few values. With the cache, each is computed once: this
#: takes a tenth of the time of a loop over 17 digits.
@lru_cache(maxsize=100_000)
def _weight(place: int, digits: str) -> int:
    """The part of the check sum of the digits from this place on."""
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS[place:], digits, strict=False))


@lru_cache(maxsize=100_000)
def _birth_date(digits: str, period_end: date) -> tuple[int, date | None]:
    """The weight and the day; None for a day that does not exist or is out of range.

    Days in the future and days over 120 years ago are out of range.
    """
    weight = _weight(6, digits)
    try:
        born = date.fromisoformat(digits)
    except ValueError:
        return weight, None
    return weight, None if born > period_end or _is_too_old(born, period_end) else born


def is_citizen_id(number: str) -> bool:
    """True for 18 characters with the right check character and a birth date from 1900 on.

    It depends on nothing but the number, so that a text is masked alike on every day.
    """
    if not _BORN_SINCE_1900.fullmatch(number):
        return False
    if _CHECK_CHARACTERS[_weight_of(number) % 11] != number[-1]:
        return False
    try:
        date.fromisoformat(number[6:14])
    except ValueError:
        return False
    return True


def _weight_of(number: str) -> int:
    return sum(map(mul, _WEIGHTS, map(int, number[:17])))


def bare_number(text: str | None) -> str:
    """The bare number: without blanks, wrapper or prefix; half-width; capital letters."""
    number = header_key(text)
    if number.startswith('="') and number.endswith('"'):
        number = number[2:-1]
    number = number.removeprefix("'").upper()
    return number[1:] if _PREFIXED.fullmatch(number) else number


def suffix(text: str | None) -> str:
    """The digits behind the citizen ID in the number of a disability certificate; may be empty."""
    number = bare_number(text)
    return number[_LENGTH:] if _SHAPE.fullmatch(number) else ""


def _is_too_old(born: date, on: date) -> bool:
    """True from the day after the 120th birthday."""
    return (born.year + _OLDEST, born.month, born.day) < (on.year, on.month, on.day)


def mask_name(name: str | None) -> str | None:
    """`张*`, `张**`: the first character, then one star for each other character, at least one."""
    bare = header_key(name)
    if not bare:
        return None
    return bare[0] + "*" * (len(bare) - 1) if len(bare) > 1 else "*"


def mask_phone(phone: str | None) -> str | None:
    """`138****8000`; a number that is not a mobile number is hidden completely."""
    bare = header_key(phone)
    if not bare:
        return None
    is_mobile = len(bare) == len("13800138000") and bare.isascii() and bare.isdigit()
    return f"{bare[:3]}****{bare[-4:]}" if is_mobile else "****"
