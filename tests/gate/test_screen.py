"""Numbers that identify people are found in any text, however they are written; codes stay keys."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.privacy.screen import CODE_MARK, canonical_code, screen, screen_code
from ingestion.privacy.stored_names import StoredNames
from ingestion.settings import Settings
from tests.gate.people import citizen_id, citizen_id_with_x

ID, MOBILE, ACCOUNT = "230521195801219489", "13900000048", "6222021234567890128"
ID_X = citizen_id_with_x()


def account(body: str) -> str:
    """The number with a Luhn digit behind it."""
    for last in "0123456789":
        digits = [int(digit) for digit in reversed(body + last)]
        doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
        if (sum(digits[::2]) + sum(doubled)) % 10 == 0:
            return body + last
    raise AssertionError(body)


def wide(text: str) -> str:
    return text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789X"})


DAYS = st.integers(0, 40_000).map(lambda days: date(1930, 1, 1) + timedelta(days=days))
IDS = st.builds(
    citizen_id,
    st.integers(0, 999),
    DAYS.filter(lambda day: day.year < 2030).map(lambda day: day.strftime("%Y%m%d")),
    st.sampled_from(["230521", "110101", "652924"]),
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).map(str).filter(str.isascii)
ACCOUNTS = st.from_regex(r"62[0-9]{13,16}", fullmatch=True).filter(str.isascii).map(account)
NUMBERS = st.one_of(IDS, MOBILES, ACCOUNTS)
WORDS = st.text(st.characters(categories=["Lo", "Po"], exclude_characters="*"), max_size=8)


@given(WORDS, NUMBERS, WORDS)
def test_a_number_is_masked_between_any_words(before: str, number: str, after: str) -> None:
    shown, secrets = screen(before + number + after)
    assert secrets == (number,)
    assert number not in shown
    assert shown.startswith(before)
    assert shown.endswith(after)
    assert screen(shown) == (shown, ())


@given(NUMBERS, NUMBERS, st.sampled_from([" ", "，", "\n", "/", "　", "、", "_", "和"]))
def test_two_numbers_beside_one_another_are_both_masked(one: str, two: str, between: str) -> None:
    shown, secrets = screen(f"{one}{between}{two}")
    assert secrets == (one, two)
    assert screen(shown) == (shown, ())


@given(NUMBERS)
def test_full_width_digits_count_as_half_width(number: str) -> None:
    assert screen(f"电话{wide(number)}。").secrets == (number,)


@pytest.mark.parametrize("gap", [" ", "-", "\u3000", "\u00a0", " - ", "\u200b", "－", "—"])
@pytest.mark.parametrize(
    ("number", "shape"),
    [
        (ID, (6, 8, 4)),
        (ID, (3, 3, 4, 4, 4)),
        (ID, (4, 4, 4, 4, 2)),
        (ID, (17, 1)),
        (MOBILE, (3, 4, 4)),
        (MOBILE, (3, 8)),
        (MOBILE, (1,) * 11),
        (ACCOUNT, (4, 4, 4, 4, 3)),
        (ACCOUNT, (6, 13)),
    ],
)
def test_blanks_and_hyphens_inside_a_number_are_passed_over(
    gap: str, number: str, shape: tuple[int, ...]
) -> None:
    pieces, at = [], 0
    for length in shape:
        pieces.append(number[at : at + length])
        at += length
    shown, secrets = screen(f"卡{gap.join(pieces)}号")
    assert secrets == (number,)
    assert shown.count("*") >= 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"身份证{ID}", "身份证230521********9489"),
        (f"身份证{ID_X.lower()}号", f"身份证230521********{ID_X[-4:]}号"),
        (f"联系{MOBILE}", "联系139****0048"),
        (f"联系+86{MOBILE}", "联系+86139****0048"),
        (f"尾号 {ACCOUNT}", "尾号 6222***********0128"),
        (f"残疾证{ID}44", "残疾证230521**********8944"),
        (f"{ID} {MOBILE}", "230521********9489 139****0048"),
        (f"230521 19580121 9489 {MOBILE}", "230521********9489 139****0048"),
        (f"1、{MOBILE}；2、{MOBILE}", "1、139****0048；2、139****0048"),
        (f"入户2023-01-05 {MOBILE}", "入户2023-01-05 139****0048"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert screen(text).text == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023-01-05 10:00:00",
        "2023-01-05 - 2023-01-06",
        "20230105-20230131 2022",
        "230502200201-202302",
        "230502200201 2023-02",
        "230521195801219488",  # the check digit is wrong
        "230521195813219480",
        "6222021234567890129",  # the Luhn digit is wrong
        "139000000481",
        "213900000048",
        "12900000048",
        "0469-4223456",
        "1672876800000",
        "户H0017，合同号20230105001",
        "33.333333333333336",
        "￥13900.00",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert screen(text) == (text, ())


@given(st.floats(0, 1e9))
def test_an_amount_keeps_all_its_decimals(amount: float) -> None:
    assert screen(repr(amount), is_amount=True).secrets == ()


@given(st.text(st.sampled_from("0123456789０１Xx* -—._元张"), max_size=60))
def test_what_is_masked_is_not_masked_again(text: str) -> None:
    shown, secrets = screen(text)
    assert screen(shown) == (shown, ())
    assert bool(secrets) == (shown != text)


def token_of(number: str) -> str:
    assert len(number) == 18
    return number[::-1].replace("X", "0").zfill(32)


@given(IDS)
def test_an_id_as_a_code_is_its_token_however_it_is_written(number: str) -> None:
    token = CODE_MARK + token_of(number)
    forms = (number, number.lower(), f" {number}\t", f"'{number}", f'="{number}"', wide(number))
    spaced = f"{number[:6]} {number[6:14]} {number[14:]}"
    assert {screen_code(form, token_of) for form in (*forms, spaced)} == {token}
    assert screen_code(f"{number}-1", token_of) == f"{token}-1"
    assert canonical_code(f"{wide(number)}-1") == f"{number}-1"


@given(
    st.one_of(
        st.text(st.sampled_from("0123456789ABX-_/ 户"), max_size=17),
        st.from_regex(r"[A-Z]?[0-9]{19,64}", fullmatch=True).filter(str.isascii),
        MOBILES,
        ACCOUNTS.filter(lambda number: len(number) != len(ID)),
        IDS.map(lambda number: f"{number[:-1]}{'0X'[number[-1] == '0']}"),
    )
)
def test_other_codes_stay_as_they_are(code: str) -> None:
    assert screen_code(code, token_of) == code


def test_file_names_that_mask_alike_stay_two_and_are_known_again(prepared: Settings) -> None:
    names = StoredNames(prepared)
    first, second = names.of("月报13900000048.xlsx"), names.of("月报13911110048.xlsx")
    assert first != second
    for name in (first, second):
        assert names.of(name) == name
        assert StoredNames(prepared).of(name) == name
    assert re.fullmatch(r"月报139\*{4}0048~[0-9a-f]{8}\.xlsx", first)
    assert names.of("收支月报2023年2月_230502200201.xlsx") == "收支月报2023年2月_230502200201.xlsx"
