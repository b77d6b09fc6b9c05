"""Which files are versions, copies or held, from the set of receipts alone (feeds.md, F09)."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from expectations.versions import Receipt, Shrinking, Standing, Versions, versions

RULE = Shrinking(Fraction(1, 2), 20)
START = datetime(2023, 3, 1, tzinfo=UTC)


def receipt(number: int, sha256: str, rows: int = 30, **other: object) -> Receipt:
    given: dict[str, object] = {
        "load_id": number,
        "period": "2023-02",
        "file_name": f"{number}.xlsx",
        "sha256": sha256,
        "received_at": START + timedelta(hours=number),
        "is_passed": True,
        "units": frozenset("*"),
        "rows": rows,
        "may_shrink": False,
    }
    return Receipt(**given | other)  # type: ignore[arg-type]


def standings(found: Versions) -> list[str]:
    return [stand.standing.value for _, stand in sorted(found.stands.items())]


receipts = st.lists(
    st.builds(
        lambda number, sha, name, rows, period, units, passed, confirmed: receipt(
            number,
            sha,
            rows,
            file_name=name,
            period=period,
            units=frozenset(units),
            is_passed=passed,
            may_shrink=confirmed,
        ),
        st.integers(1, 10_000),
        st.sampled_from("abc"),
        st.sampled_from(["x.xlsx", "y.xlsx"]),
        st.integers(0, 60),
        st.sampled_from(["2023-01", "2023-02"]),
        st.sets(st.sampled_from("AB")),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
    unique_by=lambda one: one.load_id,
)


@given(receipts, st.randoms())
def test_the_order_of_arrival_changes_nothing(found: list[Receipt], order: object) -> None:
    shuffled = list(found)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert versions(shuffled, RULE) == versions(found, RULE)


@given(receipts)
def test_a_version_in_force_passed_its_gate_and_is_no_copy(found: list[Receipt]) -> None:
    result = versions(found, RULE)
    by_id = {one.load_id: one for one in found}
    for (period, unit), load_id in result.in_force.items():
        assert by_id[load_id].period == period
        assert unit in by_id[load_id].units
        assert by_id[load_id].is_passed
        assert result.stands[load_id].standing is Standing.VERSION


@given(receipts)
def test_nothing_that_passed_is_lost_when_the_last_of_it_is_left_out(found: list[Receipt]) -> None:
    """What was known at an earlier instant does not depend on what came later."""
    in_order = sorted(found, key=lambda one: (one.received_at, one.file_name, one.sha256))
    earlier = versions(in_order[:-1], RULE).stands
    assert earlier.items() <= versions(in_order, RULE).stands.items()


def test_a_copy_is_one_only_while_its_bytes_are_the_latest() -> None:
    found = versions([receipt(1, "a"), receipt(2, "a"), receipt(3, "b"), receipt(4, "a")], RULE)
    assert standings(found) == ["version", "duplicate", "version", "version"]
    assert found.in_force == {("2023-02", "*"): 4}


def test_a_rejected_file_between_two_copies_is_no_version() -> None:
    middle = receipt(2, "b", is_passed=False)
    found = versions(
        [receipt(1, "a"), middle, receipt(3, "a"), receipt(4, "b", is_passed=False)], RULE
    )
    assert standings(found) == ["version", "version", "duplicate", "duplicate"]


def test_a_file_of_an_impossible_period_is_no_original() -> None:
    impossible = {"is_passed": False, "may_be_original": False}
    found = versions([receipt(1, "a", **impossible), receipt(2, "a", **impossible)], RULE)
    assert standings(found) == ["version", "version"]


def test_a_copy_by_county_needs_all_its_counties() -> None:
    first = receipt(1, "a", units=frozenset("AB"))
    other = receipt(2, "b", units=frozenset("B"))
    found = versions([first, other, receipt(3, "a", units=frozenset("AB"))], RULE)
    assert standings(found) == ["version", "version", "version"]
    found = versions([first, receipt(2, "a", units=frozenset("AB"))], RULE)
    assert standings(found) == ["version", "duplicate"]


def test_fewer_than_half_of_at_least_twenty_rows_wait_for_a_person() -> None:
    def second(before: int, rows: int) -> str:
        return standings(versions([receipt(1, "a", before), receipt(2, "b", rows)], RULE))[1]

    assert second(20, 9) == "shrunken"
    assert second(20, 10) == "version"
    assert second(19, 1) == "version"
    assert second(21, 10) == "shrunken"


def test_a_held_version_is_measured_again_by_later_ones_and_is_no_original() -> None:
    found = versions([receipt(1, "a", 30), receipt(2, "b", 3), receipt(3, "b", 3)], RULE)
    assert standings(found) == ["version", "shrunken", "shrunken"]
    assert found.stands[3].rows_before == 30


def test_the_first_version_of_a_month_is_measured_by_the_latest_month_before() -> None:
    months = [("2022-12", 100), ("2023-01", 60), ("2023-03", 100)]
    before = [receipt(n, f"{n}", rows, period=month) for n, (month, rows) in enumerate(months)]
    assert standings(versions([*before, receipt(9, "x", 30)], RULE))[-1] == "version"
    assert standings(versions([*before, receipt(9, "x", 29)], RULE))[-1] == "shrunken"


def test_a_confirmed_version_counts_by_its_own_receipt_time() -> None:
    small, later = receipt(2, "b", 3, may_shrink=True), receipt(3, "c", 2)
    found = versions([receipt(1, "a"), small, later], RULE)
    assert standings(found) == ["version", "version", "version"]  # 3 rows are too few to measure by
    assert found.in_force == {("2023-02", "*"): 3}
