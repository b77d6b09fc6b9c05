"""Units in headers and above a table: 元, 万元 and others.

Source: measures.md section 1 (A header ends with its unit …), feeds.md, "Doubtful input" (Units).
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ingestion.readers.cells import header_key
from ingestion.readers.model import CannotRead

YUAN, TEN_THOUSAND = "元", "万元"

_BRACKETS = str.maketrans("（）：", "():")
_MULTIPLE = "[十百千万亿拾佰仟]*元"
#: 元 and its multiples, also by the year or person: the first group is the multiple.
_MONEY = re.compile(rf"(?:人民币)?({_MULTIPLE})(?:[/／每].*)?")
_OTHERS = (
    "人|口|户|个|名|家|天|日|月|年|岁|周岁|小时|次|人次|户次|期|项|笔|份|处|座|套|台|间|亩|公顷|亩次|平方米"
    "|㎡|m2|头|只|羽|匹|头/只|株|棵|公斤|千克|斤|kg|吨|公里|千瓦|千瓦时|度|%|％|‰"
)
_UNIT = re.compile(rf"(?:{_MONEY.pattern}|(?:{_OTHERS})(?:[/／每].*)?)")
_IN_BRACKETS = re.compile(r"(.+)\((?:[金额计量]*单位:*)?([^()]+)\)")
#: 单位：万元, also after other units: 单位：人、万元.
_STATED = re.compile(
    rf"单位[:(]*((?:[^、,，;；/():]{{1,6}}[、,，;；/和])*)(?:人民币)?({_MULTIPLE})"
)
_NAME_OF_UNIT = re.compile(r".*单位:*")


def column_key(text: str | None) -> str:
    """The key for comparing headers of sheets: no blanks, brackets of one width, no unit."""
    return split_unit(text)[0]


def sheet_key(text: str | None) -> str:
    """The key for comparing names of sheets: like a header's, but brackets belong to the name."""
    return header_key(text).translate(_BRACKETS)


@lru_cache(maxsize=1_000)  # the workbooks of a feed have the same headers
def split_unit(text: str | None) -> tuple[str, str | None]:
    """The header's key, and the unit in brackets at its end: a multiple of 元, or any other."""
    key = sheet_key(text)
    if not key.endswith(")") or not (match := _IN_BRACKETS.fullmatch(key)):
        return key, None
    name, unit = match.groups()
    if money := _MONEY.fullmatch(unit):
        return name, money[1]
    return (name, unit) if _UNIT.fullmatch(unit) else (key, None)


def stated_units(row: Sequence[str | None]) -> Iterable[str]:
    """The multiples of 元 that cells of a row above the header state as the unit of amounts."""
    cells = [key for cell in row if (key := sheet_key(cell))]
    for cell, following in zip(cells, [*cells[1:], ""], strict=False):
        if "单位" in cell:
            # the unit may stand in the next cell
            told = cell + following if _NAME_OF_UNIT.fullmatch(cell) else cell
            yield from (match[2] for match in _STATED.finditer(told))


def refuse_other_multiples(units: Iterable[str | None]) -> None:
    """Raise CannotRead (F03) if a unit is another multiple of the yuan than 万元."""
    for unit in units:
        if unit and unit.endswith(YUAN) and unit not in (YUAN, TEN_THOUSAND):
            reason = f"金额单位“{unit}”不能识别，请改为元（或万元）后重报"
            raise CannotRead("column_missing", reason)
