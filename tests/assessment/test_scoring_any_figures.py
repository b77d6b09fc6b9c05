"""The SQL that scores, on whatever figures hypothesis thinks of, beside the second calculation."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingestion.settings import get_settings
from tests.assessment.figures import Key, assert_agreement, feed
from tests.assessment.second_calculation import Measured, seed
from tests.processed_city import NewCopy, forget_settings, settle
from zengshou.warehouse import dbt

COUNTIES = ("230502", "230503", "230505", "230506", "230521")
YEAR = 2024
#: In order of dependency.
MODELS = {
    "int_county_indicator_points": "intermediate",
    "int_county_score": "intermediate",
    "county_indicator": "candidate",
    "county_score": "candidate",
}
Score = Callable[[dict[Key, Measured]], None]
NOTHING = Measured({}, Decimal("0.05"))
DEBTS = Measured({"growth": (Decimal("-20.5"), Decimal("-410"))}, Decimal("0.05"))
NO_BASE = Measured({"growth": (Decimal(900), Decimal(0))}, Decimal("0.05"))

money = st.decimals(-1_000, 60_000, places=2)
amounts = st.tuples(money, money)
counts = st.integers(0, 3_000).flatmap(
    lambda whole: st.tuples(st.integers(0, whole + 1), st.just(whole))
)


def counties(target: Decimal | None) -> st.SearchStrategy[Measured]:
    """What is counted for a county: any indicator may lack data or have nothing to divide by."""
    codes = [row["code"] for row in seed(dbt.SEEDS, "assessment_indicators")]
    shares = {
        code: counts.map(lambda pair: (Decimal(pair[0]), Decimal(pair[1])))
        for code in codes
        if code != "growth"
    }
    return st.builds(
        Measured,
        figures=st.fixed_dictionaries({}, optional={"growth": amounts, **shares}),
        target=st.just(target),
        coverage=st.sampled_from([Decimal("0.9499"), Decimal("0.95")]) | st.just(Decimal(1)),
    )


targets = st.none() | st.decimals("-0.05", "0.2", places=6)
#: Counties drawn with repetition: equal figures, so equal ranks, are common.
years = targets.flatmap(
    lambda target: st.lists(counties(target), min_size=1, max_size=3).flatmap(
        lambda drawn: st.lists(st.sampled_from(drawn), min_size=1, max_size=len(COUNTIES))
    )
)


@pytest.fixture(scope="module")
def score(new_copy: NewCopy, city_home: Path) -> Iterator[Score]:
    """Scores figures with the SQL of the models as dbt compiles it; afterwards all is as before."""
    engine = new_copy()
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, city_home, engine.url.render_as_string(hide_password=False))
        dbt.run_dbt(engine.url, ["compile", "--full-refresh", "--select", *MODELS], "marts")
        compiled = get_settings().home / "dbt" / "marts" / "compiled"
        queries = {name: next(compiled.rglob(f"{name}.sql")).read_text() for name in MODELS}
    forget_settings()

    def run(measured: dict[Key, Measured]) -> None:
        with engine.connect() as connection, connection.begin() as transaction:
            feed(connection, measured)
            for name, schema in MODELS.items():
                connection.execute(sa.text(f"delete from {schema}.{name}"))
                connection.exec_driver_sql(f"insert into {schema}.{name} {queries[name]}")
            assert_agreement(connection, dbt.SEEDS, measured)
            transaction.rollback()

    yield run
    engine.dispose()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example([NOTHING, DEBTS, NO_BASE, DEBTS])
@example([Measured({"growth": (Decimal(1), Decimal(1))}, None)])
@given(years)
def test_both_calculations_agree_to_the_cent(score: Score, drawn: list[Measured]) -> None:
    score({(YEAR, code): one for code, one in zip(COUNTIES, drawn, strict=False)})
