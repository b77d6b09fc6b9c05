"""Masks ID, mobile and account numbers in text that a sender wrote where they do not belong.

Free text is masked. A code keeps its meaning as a key: only a citizen ID in it is replaced, by the
token that this ID has in every other place. Source: feeds.md, "Cell values"; domain.md, "Personal
data".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ingestion.privacy.citizen_id import bare_number, is_citizen_id
from ingestion.readers.cells import normalise

_DIGITS = "0-9\uff10-\uff19"
#: What may stand between the digits of one number: blanks, invisible characters, hyphens.
_GAP = r"[\s\u00ad\u200b-\u2015\u202a-\u202e\u2060\u2066-\u2069\u2212\ufeff\uff0d-]{0,3}"
#: Texts are shorter than this, or may hold a number: a mobile number is the shortest one.
SHORTEST_NUMBER, SHORTEST_ID = 11, 18
_MAY_HOLD_NUMBER = re.compile(f"(?<![{_DIGITS}])[{_DIGITS}](?:{_GAP}[{_DIGITS}]){{10}}")
_MAY_HOLD_ID = re.compile(f"(?<![{_DIGITS}])[{_DIGITS}](?:{_GAP}[{_DIGITS}]){{16}}")
#: The same for ASCII, at the speed of searching for a fixed text: blanks and hyphens are deleted,
#: digits made equal. The pattern begins with the century, because that is searched fastest.
_ALL_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_BLANKS = b" \t\n\r\v\f\x1c\x1d\x1e\x1f"
_ID_FROM_CENTURY = [
    re.compile(century + rb"(?<=(?<![0-9])[0-9]{8})[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx](?![0-9])")
    for century in (b"19", b"20")
]

_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF38, 0xFF58)}
_GROUP = re.compile(f"([0-9]+)(?:[Xx]|{_GAP}[Xx](?![0-9A-Za-z]))?")
_ONLY_GAP = re.compile(_GAP)
_DECIMALS = re.compile(r"[0-9][.．]")
_ID = re.compile(r"(?<![0-9])[0-9]{17}[0-9X](?![0-9])", re.IGNORECASE)
_MOBILE = re.compile(r"((?:(?:00)?86)?)(1[3-9][0-9])[0-9]{4}([0-9]{4})")
_ACCOUNT = re.compile(r"[0-9]{16,19}")
#: Digits of a division code, which stands beside months and dates in many names.
_DIVISION = 12
_YEARS = ("19", "20")
_LONGEST = 22

#: A citizen ID in a code is stored as this mark and the token of the ID.
CODE_MARK = "ID-"
CODE_TOKEN = re.compile(f"{CODE_MARK}([0-9a-f]{{32}})")


class Screened(NamedTuple):
    """A text as it is stored and shown, and the numbers that were masked in it."""

    text: str
    secrets: tuple[str, ...] = ()


class _Group(NamedTuple):
    """Adjacent digits of a text, with an X after them."""

    start: int
    end: int
    digits: str
    has_x: bool
    is_beside_mask: bool


class _Hit(NamedTuple):
    start: int
    end: int
    number: str
    shown: str


def may_hold_number(text: str) -> bool:
    """False for a text that `screen` would not change; cheap enough for every cell."""
    if text.isascii():
        return b"0" * SHORTEST_NUMBER in text.encode().translate(_ALL_DIGITS, _BLANKS + b"-")
    return _MAY_HOLD_NUMBER.search(text) is not None


def may_hold_id(text: str) -> bool:
    """False for a text that `screen_code` would not change."""
    if text.isascii():
        tidy = text.encode().translate(None, _BLANKS)
        return any(pattern.search(tidy) for pattern in _ID_FROM_CENTURY)
    return _MAY_HOLD_ID.search(text) is not None


def screen(text: str, *, is_amount: bool = False) -> Screened:
    """The text with all ID, mobile and account numbers masked.

    Blanks and hyphens between the digits of a number are passed over. In an amount, digits after
    the decimal point are no number.
    """
    if len(text) < SHORTEST_NUMBER or not may_hold_number(text):
        return Screened(text)
    narrow = text.translate(_NARROW)
    groups = list(_groups(narrow, is_amount=is_amount))
    hits: list[_Hit] = []
    for find in (_alone, _inside, _apart):
        hits += find(narrow, groups)
        groups = [group for group in groups if not _is_taken(group, hits)]
    shown, end = [], 0
    for hit in sorted(hits):
        shown += [text[end : hit.start], hit.shown]
        end = hit.end
    return Screened("".join(shown) + text[end:], tuple(hit.number for hit in sorted(hits)))


def screen_code(code: str, token_of: Callable[[str], str]) -> str:
    """The code with each citizen ID in it replaced by its token; any other code is unchanged."""
    return _with_ids(code, lambda number: CODE_MARK + token_of(number))


def canonical_code(code: str) -> str:
    """The code with each citizen ID in it in its canonical form."""
    return _with_ids(code, str)


def _with_ids(code: str, written: Callable[[str], str]) -> str:
    if len(code) < SHORTEST_ID or not may_hold_id(code):
        return code
    bare = bare_number(code)
    if is_citizen_id(bare):
        return written(bare)
    tidy = normalise(code) or ""
    if not any(is_citizen_id(one.upper()) for one in _ID.findall(tidy)):
        return code

    def instead(found: re.Match[str]) -> str:
        number = found[0].upper()
        return written(number) if is_citizen_id(number) else found[0]

    return _ID.sub(instead, tidy)


def _groups(text: str, *, is_amount: bool) -> Iterator[_Group]:
    for found in _GROUP.finditer(text):
        start, end = found.span()
        if is_amount and _DECIMALS.fullmatch(text, start - 2 if start > 1 else start, start):
            continue
        digits, after = found[1], found.end(1)
        is_beside_mask = "*" in (text[start - 1 : start], text[after : after + 1])
        yield _Group(start, end, digits, end > after, is_beside_mask)


def _is_taken(group: _Group, hits: Sequence[_Hit]) -> bool:
    return any(hit.start < group.end and group.start < hit.end for hit in hits)


def _mask_id(number: str) -> str | None:
    return f"{number[:6]}{'*' * 8}{number[14:]}" if is_citizen_id(number) else None


def _mask_mobile(number: str) -> str | None:
    found = _MOBILE.fullmatch(number)
    return f"{found[1]}{found[2]}****{found[3]}" if found else None


def _mask_account(number: str) -> str | None:
    if not _ACCOUNT.fullmatch(number) or not _passes_luhn(number):
        return None
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"


def _passes_luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


_MASKS = (_mask_id, _mask_mobile, _mask_account)


def _hit(
    groups: Sequence[_Group], masks: Sequence[Callable[[str], str | None]] = _MASKS
) -> _Hit | None:
    """The number that these groups are, if they are one; a final X may belong to it or not."""
    last = groups[-1]
    digits = "".join(group.digits for group in groups)
    for mask in masks:
        if last.has_x and (shown := mask(f"{digits}X")):
            return _Hit(groups[0].start, last.end, f"{digits}X", shown)
        if shown := mask(digits):
            return _Hit(groups[0].start, last.start + len(last.digits), digits, shown)
    return None


def _alone(_text: str, groups: Sequence[_Group]) -> Iterator[_Hit]:
    """Numbers that are written in one piece."""
    for group in groups:
        if hit := _hit([group]):
            yield hit


def _inside(text: str, groups: Sequence[_Group]) -> Iterator[_Hit]:
    """Longer numbers that contain a citizen ID, such as that of a disability certificate."""
    for group in groups:
        number = text[group.start : group.end].upper()
        pieces = (number[at : at + SHORTEST_ID] for at in range(len(number) - SHORTEST_ID + 1))
        if any(map(is_citizen_id, pieces)):
            shown = f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
            yield _Hit(group.start, group.end, number, shown)


def _apart(text: str, groups: Sequence[_Group]) -> Iterator[_Hit]:
    """Numbers that are written in several groups of digits."""
    free = list(groups)
    for mask, is_likely in (
        (_mask_id, _is_id_split),
        (_mask_mobile, _is_mobile_split),
        (_mask_account, _is_account_split),
    ):
        start = 0
        while start < len(free):
            for some in _chains(text, free, start):
                if is_likely([group.digits for group in some]) and (hit := _hit(some, [mask])):
                    yield hit
                    del free[start : start + len(some)]
                    break
            else:
                start += 1


def _chains(text: str, groups: Sequence[_Group], start: int) -> Iterator[list[_Group]]:
    """Two and more groups from this one on with nothing but blanks and hyphens between them."""
    some, length = [groups[start]], len(groups[start].digits)
    for group in groups[start + 1 :]:
        before = some[-1]
        length += len(group.digits)
        is_next = _ONLY_GAP.fullmatch(text, before.end, group.start)
        if before.has_x or not is_next or length > _LONGEST or before.is_beside_mask:
            return
        some.append(group)
        if group.is_beside_mask:
            return
        yield some


def _is_id_split(groups: Sequence[str]) -> bool:
    return all(len(group) != _DIVISION for group in groups)


def _is_mobile_split(groups: Sequence[str]) -> bool:
    """False for a date, or something that begins like one."""
    return not (len(groups[0]) == len("2023") and len(groups[1]) <= len("12"))


def _is_account_split(groups: Sequence[str]) -> bool:
    """Accounts are written in groups of four digits or so; years and dates are, too."""
    are_long = all(len(group) > 2 for group in groups[:-1])
    return are_long and not groups[0].startswith(_YEARS) and _is_id_split(groups)
