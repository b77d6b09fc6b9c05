"""What counts as an ID number, and what the number tells."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.ric import calc_check_digit

from ingestion.privacy.citizen_id import CitizenId, mask_name, mask_phone, parse

END = date(2023, 1, 31)


def number(region: str = "230521", born: str = "19800101", order: str = "001") -> str:
    """A made-up number with a right check digit."""
    start = region + born + order
    return start + calc_check_digit(start + "0")


MAN = number(order="001")
WOMAN = number(order="002")
ENDS_WITH_X = next(
    made for order in range(1000) if (made := number(order=f"{order:03d}")).endswith("X")
)


def test_a_right_number_tells_birth_date_and_sex() -> None:
    assert parse(MAN, END) == CitizenId("citizen", MAN, date(1980, 1, 1), "男")
    assert parse(WOMAN, END) == CitizenId("citizen", WOMAN, date(1980, 1, 1), "女")


@pytest.mark.parametrize(
    "written",
    [
        ENDS_WITH_X.lower(),
        f"  {ENDS_WITH_X}\u3000",
        f"{ENDS_WITH_X[:6]} {ENDS_WITH_X[6:14]}\u3000{ENDS_WITH_X[14:]}",
        f"{ENDS_WITH_X[:6]}\u00a0{ENDS_WITH_X[6:]}\r\n",
        f"'{ENDS_WITH_X}",
        f'="{ENDS_WITH_X}"',
        f"G{ENDS_WITH_X}",
        "".join(chr(ord(c) + 0xFEE0) for c in ENDS_WITH_X),
        f"{ENDS_WITH_X}43",
        f"{ENDS_WITH_X}43b1".replace("b", "2"),
        f"{ENDS_WITH_X.lower()}12",
    ],
)
def test_ways_of_writing_the_same_number(written: str) -> None:
    assert parse(written, END).canonical == ENDS_WITH_X
    assert parse(written, END).kind == "citizen"


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "\u3000",
        MAN[:-1],
        MAN[:-1] + ("1" if MAN[-1] != "1" else "2"),
        MAN + "1",
        MAN + "123",
        MAN + "12345",
        MAN + "4X",
        "G" + MAN[:-1],
        "G" + MAN + "43",
        "无",
        "23052180010100",  # 15-digit numbers were issued before 1999
        "٢٣" + MAN[2:],  # digits of another script
        "²" + MAN[1:],
        number(born="19800230"),
        number(born="19801301"),
        number(born="00000101"),
    ],
)
def test_what_is_no_number(written: str | None) -> None:
    read = parse(written, END)
    assert read.kind == "invalid"
    assert read.birth_date is None
    assert read.sex is None


@pytest.mark.parametrize(
    "written",
    ["999999", "999999000000000000", " 999999 1980 0101 ", "9999991", "'999999199001011234X"],
)
def test_the_placeholder_is_known_whatever_its_length_and_check_digit(written: str) -> None:
    assert parse(written, END).kind == "placeholder"


def test_two_spellings_of_a_placeholder_are_equal() -> None:
    assert parse("'999999 01", END).canonical == parse("９９９９９９01", END).canonical


def test_five_nines_are_no_placeholder() -> None:
    assert parse("99999", END).kind == "invalid"


def test_people_born_after_the_period_or_too_long_before_it_are_refused() -> None:
    assert parse(number(born="20230131"), END).kind == "citizen"
    assert parse(number(born="20230201"), END).kind == "invalid"
    assert parse(number(born="19030131"), END).kind == "citizen"  # 120 years that day
    assert parse(number(born="19030130"), END).kind == "invalid"


def test_120_years_before_a_leap_day() -> None:
    leap_day = date(2020, 2, 29)
    assert parse(number(born="19000301"), leap_day).kind == "citizen"
    assert parse(number(born="19000228"), leap_day).kind == "invalid"


def test_the_region_part_is_never_judged() -> None:
    assert parse(number(region="000000"), END).kind == "citizen"
    assert parse(number(region="230299"), END).kind == "citizen"


@given(st.dates(date(1903, 2, 1), END), st.integers(0, 999999), st.integers(0, 999))
def test_every_right_number_is_read(born: date, region: int, order: int) -> None:
    made = number(f"{region:06d}", f"{born:%Y%m%d}", f"{order:03d}")
    read = parse(made, END)
    if made.startswith("999999"):
        assert read.kind == "placeholder"
    else:
        assert (read.canonical, read.birth_date) == (made, born)
        assert read.sex == ("男" if order % 2 else "女")


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, step: int) -> None:
    digit = (int(MAN[place]) + step) % 10
    assert parse(f"{MAN[:place]}{digit}{MAN[place + 1 :]}", END).kind == "invalid"


@given(st.text() | st.text(alphabet="0123456789Xx'=\"G \u3000９"))
def test_no_text_stops_the_reading(text: str) -> None:
    assert parse(text, END).kind in ("citizen", "placeholder", "invalid")


@given(
    st.from_regex(r"[0-9]{17}[0-9X]([0-9]{2}|[0-9]{4})?", fullmatch=True)
    | st.builds(number, born=st.dates(date(1900, 1, 1), END).map("{:%Y%m%d}".format))
)
def test_a_number_written_plainly_is_read_as_one_that_needs_cleaning(written: str) -> None:
    assert parse(written, END) == parse(f" '{written}\u3000", END)


def test_masks() -> None:
    assert mask_name("张三") == "张*"
    assert mask_name(" 欧阳 修\u3000") == "欧**"
    assert mask_name("张") == "*"
    assert mask_name("\u3000") is None
    assert mask_name(None) is None
    assert mask_phone("13800138000") == "138****8000"
    assert mask_phone("１３８ ００１３ ８０００") == "138****8000"
    assert mask_phone("0469-4281234") == "****"
    assert mask_phone("") is None
