"""Cells as money, months, dates and counts, read by the database's own functions."""

from datetime import date
from zoneinfo import ZoneInfo

import psycopg
import pytest

from ingestion.readers.cells import header_key, parse_month, read_code
from tests.ingestion.conftest import Reading, reading

SHANGHAI = ZoneInfo("Asia/Shanghai")
BLANKS = [None, "", " ", "\u3000", "\u00a0", " \t\r\n\u3000"]


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("1200", "1200.00"),
        ("1200.5", "1200.50"),
        ("1,200.00", "1200.00"),
        ("12,345,678.9", "12345678.90"),
        ("￥1200", "1200.00"),
        ("¥1,200", "1200.00"),
        ("1200元", "1200.00"),
        ("￥ 1,200.50 元", "1200.50"),
        ("１２００", "1200.00"),
        ("\u30001200\u00a0\n", "1200.00"),
        ("007", "7.00"),
        (".5", "0.50"),
        ("-35.2", "-35.20"),
        ("- 35.2", "-35.20"),
        ("-￥35", "-35.00"),
        ("￥-35", "-35.00"),
        ("309.055", "309.06"),
        ("0.005", "0.01"),
        ("0.0049999999", "0.00"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("999999999999999", "999999999999999.00"),
    ],
)
def test_money_is_read_with_two_decimals_half_up(money: Reading, written: str, yuan: str) -> None:
    assert str(money(written)) == yuan


@pytest.mark.parametrize(
    "written", [*BLANKS, "-", "—", "/", "无", "nan", "NaN", "NAN", "ｎａｎ", " - ", "无\u3000"]
)
def test_blanks_and_the_signs_for_nothing_are_no_money(money: Reading, written: str) -> None:
    assert money(written) == 0


@pytest.mark.parametrize(
    "written",
    [
        "约500",
        "500-600",
        "500左右",
        "1,20",
        "12,34,567",
        "1,2000",
        ",200",
        "1.2.3",
        "5.",
        ".",
        "..",
        "--5",
        "-￥-5",
        "￥",
        "元",
        "5元元",
        "1e3",
        "+5",
        "0x10",
        "inf",
        "一千",
        "１，２００",
        "1200.5万",
        "#DIV/0!",
        "2023-01-05",
        "无无",
        "--",
        "٣",
        "9" * 16,
        "9" * 500,
        "0." + "1" * 20_000,
    ],
)
def test_any_other_money_cannot_be_read(money: Reading, written: str) -> None:
    assert money(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "2023-01",
        "2023-1",
        "202301",
        "2023年1月",
        "2023年01月",
        "2023/1",
        "2023/01",
        "２０２３年１月",
        " 202301\u3000",
        "2023-01-01",
        "2023-01-31 10:11:12",
    ],
)
def test_a_month_in_all_its_forms(month: Reading, written: str) -> None:
    assert month(written) == date(2023, 1, 1)
    assert parse_month(written) == "2023-01"


@pytest.mark.parametrize(
    "written",
    [
        *BLANKS,
        "2023",
        "2023-13",
        "2023-00",
        "202313",
        "202300",
        "000001",
        "0000-01",
        "20230105",
        "2023-01-32",
        "2023-02-29",
        "2023-01-01 25:00:00",
        "23-01",
        "2023年1",
        "2023年1月5日",
        "1月",
        "2023--1",
    ],
)
def test_what_is_no_month(month: Reading, written: str) -> None:
    assert month(written) is None
    assert parse_month(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "2023-01-05",
        "2023-1-5",
        "20230105",
        "2023/1/5",
        "2023/01/05",
        "2023.1.5",
        "2023.01.05",
        "2023年1月5日",
        "2023年01月05日",
        "２０２３年１月５日",
        "\u30002023-01-05\n",
        "2023-01-05 10:11:12",
        "2023-01-05 10:11:12.123",
        "2023-01-05T10:11:12",
        "2023/1/5 8:30",
        "2023.1.5  08:30:00",
        "2023年1月5日 8:30",
        "2023年1月5日8:30:05",
        "20230105 10:11:12",
        "20230105101112",
        "1672848000000",
        "1672934399999",
    ],
)
def test_a_date_in_all_its_forms(day: Reading, written: str) -> None:
    assert day(written) == date(2023, 1, 5)


@pytest.mark.parametrize(
    "written",
    [
        *BLANKS,
        "2023-02-29",
        "2023-02-30",
        "2023-04-31",
        "2023-13-01",
        "2023-00-01",
        "2023-01-00",
        "2023-01-32",
        "0000-01-01",
        "00000101",
        "20230230",
        "99999999",
        "2023/2/29",
        "2023年2月29日",
        "2023.13.1",
        "2023-01/05",
        "2023年1月5",
        "2023-01-05 25:00",
        "2023-01-05 10:60",
        "20230105251112",
        "167284800000",
        "16728480000000",
        "昨天",
        "5/1/2023",
        "2023-01-05 至 2023-01-08",
    ],
)
def test_what_is_no_date(day: Reading, written: str) -> None:
    assert day(written) is None


def test_the_last_days_of_months_are_dates(day: Reading) -> None:
    assert day("2024-02-29") == date(2024, 2, 29)
    assert day("20240229") == date(2024, 2, 29)
    assert day("2023-12-31") == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("2", 2),
        ("2.0", 2),
        ("02", 2),
        (" ２\u3000", 2),
        ("-1", -1),
        ("-0", 0),
        ("000000000012", 12),
        ("999999999", 999_999_999),
    ],
)
def test_whole_numbers(whole: Reading, written: str, number: int) -> None:
    assert whole(written) == number


@pytest.mark.parametrize(
    "written", [*BLANKS, "2.5", "2.", "两", "3人", "1,000", "1e3", "9999999999", "9" * 400, "-"]
)
def test_what_is_no_whole_number(whole: Reading, written: str) -> None:
    assert whole(written) is None


def test_only_blanks_are_blank(database: psycopg.Connection) -> None:
    is_blank = reading(database, "is_blank")
    assert all(is_blank(written) for written in BLANKS)
    assert not any(is_blank(written) for written in ("-", "0", "无", "　x"))


def test_text_is_trimmed_and_only_letters_and_digits_become_narrow(text: Reading) -> None:
    assert text("\u3000Ａｂ１２－（张　三），\u00a0") == "Ab12－（张　三），"


def test_headers_lose_all_their_blanks() -> None:
    assert header_key("\u3000户\r\n编 号\u00a0Ａ１\t") == "户编号A1"
    assert header_key(None) == ""


@pytest.mark.parametrize("function", ["money", "month", "day", "whole", "text", "is_blank"])
def test_the_functions_may_run_in_parallel_and_in_indexes(
    database: psycopg.Connection, function: str
) -> None:
    found = database.execute(
        "select provolatile, proparallel from pg_proc"
        " where proname = %s and pronamespace = 'cell'::regnamespace",
        (function,),
    ).fetchall()
    assert found == [("i", "s")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2022.01", date(2022, 1, 1)),
        ("2023.7", date(2023, 7, 1)),
        ("2023年7月份", date(2023, 7, 1)),
        ("45108", date(2023, 7, 1)),
        ("45108.5", date(2023, 7, 1)),
        ("2023\u200b年 7 月", date(2023, 7, 1)),
        ("19999", None),
        ("60001", None),
    ],
)
def test_months_as_senders_write_them(month: Reading, written: str, meant: date | None) -> None:
    assert parse_month(written) == (f"{meant:%Y-%m}" if meant else None)
    assert month(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("44562", date(2022, 1, 1)),
        ("2022年1月", date(2022, 1, 1)),
        ("2022.01", date(2022, 1, 1)),
        ("2023-07-31T23:59:59+08:00", date(2023, 7, 31)),
        ("2023-07-31T15:59:59Z", date(2023, 7, 31)),
        ("2023-07-31T16:00:00Z", date(2023, 8, 1)),
        ("2023-07-31 19:30:00-05:00", date(2023, 8, 1)),
        ("2023-08-01 00:10 +0900", date(2023, 7, 31)),
        ("2023-07-31 下午 11:59:59", date(2023, 7, 31)),
        ("2023/7/31 上午9:05", date(2023, 7, 31)),
        ("2023-07-31 11:59:59 PM", date(2023, 7, 31)),
        ("2023 年 7 月 31 日", date(2023, 7, 31)),
        ("\ufeff2023-07-31\u200b", date(2023, 7, 31)),
        ("2023-\u00a007-09T19:21:12Z", date(2023, 7, 10)),
        ("2\u2003023-07-08T15:10:50+08:00", date(2023, 7, 8)),
        ("2023-07-08T00:35:4\u200a1Z", date(2023, 7, 8)),
        ("2023年7月8日 下午02\u2007:20:50", date(2023, 7, 8)),
        ("16\u205f88745600000", date(2023, 7, 8)),
        ("2023 0708 10:00", date(2023, 7, 8)),
        ("2023-7- 8T10:00", date(2023, 7, 8)),
        ("2023-7-8 1 0:00", None),
        ("9999-12-31T23:59:59Z", None),
        ("2023年7月31日至8月", None),
    ],
)
def test_days_as_senders_write_them(day: Reading, written: str, meant: date | None) -> None:
    assert day(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (" 00\u200b12 3 ", "00123"),
        ("１２ａ", "12a"),
        ('="0012"', None),
        ("2.30502200201001E+16", None),
        ("2.30502200201000E+16", None),
        ("#N/A", None),
        ("#1", "#1"),
        ("a" * 65, None),
        ("a" * 64, "a" * 64),
        ("　", None),
    ],
)
def test_codes_that_can_be_read(code: Reading, written: str, meant: str | None) -> None:
    assert code(written) == meant
    assert read_code(written) == meant
