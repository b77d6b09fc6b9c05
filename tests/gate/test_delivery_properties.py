"""However files are delivered, shuffled, split or twice, they come to the same state.

With the marts: tests/chaos/test_deliveries.py.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gate.conftest import NewWarehouse
from tests.gate.landing_files import Landing
from tests.gate.test_order_of_arrival import PARCELS, Parcel, arrive
from tests.gate.warehouses import Warehouse

State = list[tuple[Any, ...]]
#: Each example judges everything again, which takes seconds.
FEW = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MANY = settings(FEW, max_examples=40, derandomize=False)
MOMENTS = sorted({parcel.sent_at for parcel in PARCELS})


@pytest.fixture(scope="module")
def all_at_once(
    new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> tuple[State, State, State]:
    """Ledger, findings and edition after one delivery of everything."""
    made = new_warehouse()
    arrive(made, Landing(tmp_path_factory.mktemp("landing")), [PARCELS])
    loads, findings = made.ledger()
    state = loads, findings, made.edition("marts")
    made.engine.dispose()
    return state


@st.composite
def deliveries(draw: st.DrawFn) -> list[list[Parcel]]:
    """All parcels in any order, some of them a second time later on, in up to three batches."""
    order = draw(st.permutations(PARCELS))
    again = draw(st.lists(st.sampled_from(PARCELS), max_size=6))
    sequence = [*order, *again]
    cuts = sorted(draw(st.lists(st.integers(0, len(sequence)), max_size=2)))
    ends = [*cuts, len(sequence)]
    batches = [sequence[a:b] for a, b in zip([0, *cuts], ends, strict=True)]
    return [_once_each(batch) for batch in batches if batch]


def _once_each(batch: list[Parcel]) -> list[Parcel]:
    return [parcel for n, parcel in enumerate(batch) if parcel not in batch[:n]]


def expect_the_same_state(
    batches: list[list[Parcel]],
    warehouse: Warehouse,
    folder: Path,
    expected: tuple[State, State, State],
) -> None:
    warehouse.empty()
    arrive(warehouse, Landing(folder), batches)
    loads, findings = warehouse.ledger()
    assert (loads, findings, warehouse.edition("marts")) == expected


@given(batches=deliveries())
@FEW
def test_any_order_split_or_repetition_gives_the_same_state(
    batches: list[list[Parcel]],
    own_warehouse: Warehouse,
    tmp_path_factory: pytest.TempPathFactory,
    all_at_once: tuple[State, State, State],
) -> None:
    folder = tmp_path_factory.mktemp("landing")
    expect_the_same_state(batches, own_warehouse, folder, all_at_once)


@pytest.mark.chaos
@pytest.mark.timeout(3600)
@given(batches=deliveries())
@MANY
def test_any_order_split_or_repetition_gives_the_same_state_many_times(
    batches: list[list[Parcel]],
    own_warehouse: Warehouse,
    tmp_path_factory: pytest.TempPathFactory,
    all_at_once: tuple[State, State, State],
) -> None:
    folder = tmp_path_factory.mktemp("landing")
    expect_the_same_state(batches, own_warehouse, folder, all_at_once)


def test_the_predecessor_sent_again_after_its_correction_is_believed(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    """The correction of a village's month, then the first version again under either name."""
    first, second = (
        next(parcel for parcel in PARCELS if parcel.name == name)
        for name in ("双胜2022-11.xlsx", "双胜更正.xlsx")
    )
    rosters = [parcel for parcel in PARCELS if parcel.feed == "household_roster"]
    arrive(own_warehouse, own_landing, [rosters, [first], [second]])
    before = own_warehouse.edition("marts")
    assert own_warehouse.load(second.name).status == "accepted"
    assert own_warehouse.load(first.name).status == "superseded"
    arrive(own_warehouse, own_landing, [[first]])
    assert own_warehouse.edition("marts") == before
    place = (first.feed, first.period)
    own_landing.put(*place, second.name, first.data, sent_at="2023-05-01T09:00:00+08:00")
    own_warehouse.take(own_landing)
    assert [load.status for load in own_warehouse.loads(second.name)] == ["superseded", "accepted"]


@given(instants=st.sets(st.sampled_from(MOMENTS[:-1]), min_size=2, max_size=2))
@FEW
def test_what_was_current_at_an_instant_is_what_is_known_of_it_later(
    instants: set[str], own_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Files come as they are sent; later the state of each instant is asked for again."""
    own_warehouse.empty()
    landing = Landing(tmp_path_factory.mktemp("landing"))
    current: dict[str, State] = {}
    since = ""
    for instant in [*sorted(instants), MOMENTS[-1]]:
        batch = [parcel for parcel in PARCELS if since < parcel.sent_at <= instant]
        arrive(own_warehouse, landing, [batch])
        current[instant] = own_warehouse.edition("marts")
        since = instant
    assert len({str(state) for state in current.values()}) == len(current)
    for instant, state in current.items():
        own_warehouse.check("replayed", datetime.fromisoformat(instant))
        assert own_warehouse.edition("replayed") == state
