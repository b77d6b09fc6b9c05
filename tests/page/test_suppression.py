"""No cell of fewer than five persons is published, and none can be computed from what is."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from zengshou.outputs.page.suppression import Cell, hidden_cells

LEAST = 5
counts = st.sampled_from((0, 1, 3, 4, 6, 9, 30))


def with_totals(inner: list[list[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in inner]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def possible_values(table: list[list[int]], hidden: set[Cell]) -> dict[Cell, set[int]]:
    """The values of each hidden cell in all tables of whole numbers that agree with the others.

    Tries one more and one fewer for each hidden cell inside; totals follow from these.
    """
    inside = [(i, j) for i, j in sorted(hidden) if i < len(table) - 1 and j < len(table[0]) - 1]
    found: dict[Cell, set[int]] = {cell: set() for cell in hidden}
    for change in itertools.product((-1, 0, 1), repeat=len(inside)):
        inner = [row[:-1] for row in table[:-1]]
        for (i, j), by in zip(inside, change, strict=True):
            inner[i][j] += by
        if min(itertools.chain.from_iterable(inner)) < 0:
            continue
        made = with_totals(inner)
        same = all(
            made[i][j] == table[i][j]
            for i in range(len(table))
            for j in range(len(table[0]))
            if (i, j) not in hidden
        )
        if same:
            for i, j in hidden:
                found[i, j].add(made[i][j])
    return found


def test_a_table_without_small_cells_is_published_whole() -> None:
    assert hidden_cells(with_totals([[5, 9], [30, 8]]), LEAST) == set()


def test_one_small_cell_takes_others_with_it_and_the_totals_stay() -> None:
    table = with_totals([[4, 20, 7], [30, 6, 50], [9, 8, 60]])
    hidden = hidden_cells(table, LEAST)
    assert (0, 0) in hidden
    assert hidden == {(0, 0), (0, 2), (2, 0), (2, 2)} or len(hidden) == 4
    assert all(i < 3 and j < 3 for i, j in hidden)


def test_a_total_below_the_least_is_hidden_too() -> None:
    table = with_totals([[1, 2], [30, 40], [50, 60]])
    hidden = hidden_cells(table, LEAST)
    assert {(0, 0), (0, 1), (0, 2)} <= hidden
    assert all(len(values) > 1 for values in possible_values(table, hidden).values())


def test_an_empty_table_is_hidden_whole() -> None:
    assert len(hidden_cells(with_totals([[0, 0], [0, 0]]), LEAST)) == 9


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=3, max_size=3))
def test_no_hidden_cell_can_be_computed(inner: list[list[int]]) -> None:
    table = with_totals(inner)
    hidden = hidden_cells(table, LEAST)
    small = {(i, j) for i, row in enumerate(table) for j, one in enumerate(row) if one < LEAST}
    assert small <= hidden
    everything = len(table) * len(table[0])
    if len(hidden) < everything:
        possible = possible_values(table, hidden)
        assert {cell: values for cell, values in possible.items() if len(values) < 2} == {}
