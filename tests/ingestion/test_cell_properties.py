"""What holds for any cell whatever, tried with made-up cells."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.readers.cells import normalise, parse_month, read_code, render
from tests.ingestion.conftest import Reading

SHANGHAI = ZoneInfo("Asia/Shanghai")


# One transaction serves all examples: nothing is written in it.
many = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
cell_texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
likely_texts = st.text(
    alphabet=' \t\n\u3000\u00a0\u200b\ufeff\u20090123456789.,-/:+元年月份日￥¥无nTZ#="E上下午０９',
    max_size=24,
)


@given(value=cell_texts | likely_texts)
@many
def test_no_cell_ever_raises_an_error(database: psycopg.Connection, value: str) -> None:
    database.execute(
        "select cell.money(v), cell.month(v), cell.day(v), cell.whole(v), cell.is_blank(v),"
        " cell.code(v) from (select %s::text as v) as t",
        (value,),
    )


@given(value=cell_texts | likely_texts)
@many
def test_database_and_reader_agree_on_text(text: Reading, value: str) -> None:
    assert text(value) == normalise(value)


@given(value=cell_texts | likely_texts)
@many
def test_database_and_reader_agree_on_codes(code: Reading, value: str) -> None:
    assert code(value) == read_code(value)


@given(value=likely_texts)
@many
def test_database_and_reader_agree_on_months(month: Reading, value: str) -> None:
    read = month(value)
    assert (read and f"{read:%Y-%m}") == parse_month(value)


@given(value=st.decimals(-(10**9), 10**9, places=4))
@many
def test_every_amount_is_rounded_half_up(money: Reading, value: Decimal) -> None:
    assert money(f"{value:f}") == value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(value=st.floats(-1e9, 1e9))
@many
def test_a_number_in_a_cell_is_the_same_number_in_the_database(
    money: Reading, value: float
) -> None:
    written = render(value)
    assert written is not None
    assert float(written) == value
    if len(written) < 30:
        assert money(written) == Decimal(written).quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(moment=st.datetimes(datetime(2001, 9, 10), datetime(2286, 1, 1)))  # noqa: DTZ001 strategy
@many
def test_milliseconds_are_read_in_shanghai(day: Reading, moment: datetime) -> None:
    instant = moment.replace(tzinfo=UTC)
    milliseconds = (instant - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)
    assert day(str(milliseconds)) == instant.astimezone(SHANGHAI).date()


@given(value=st.dates(date(1900, 1, 1), date(2100, 12, 31)))
@many
def test_every_day_of_the_calendar_is_read(day: Reading, value: date) -> None:
    year, month, number = value.year, value.month, value.day
    for written in (f"{value}", f"{value:%Y%m%d}", f"{year}年{month}月{number}日"):
        assert day(written) == value
