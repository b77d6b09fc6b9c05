"""Which cells of a table of persons are not published.

A cell of fewer persons than the least number is hidden. So are, as few as needed, others, until no
hidden cell can be computed from the rows, columns and totals that remain.

A table with its totals is a graph: its rows and columns are the nodes, a hidden cell joins its row
to its column. A hidden cell can be computed unless it lies on a circle of hidden cells. Along such
a circle each cell may be one more or one fewer without changing a published figure; the others on
the circle hold at least one person, so that the change is possible.
"""

import heapq
from collections.abc import Iterator, Sequence

Cell = tuple[int, int]
Node = tuple[str, int]
#: A total is hidden only where no cell of the table itself would do.
TOTAL_WEIGHT = 1_000_000


def hidden_cells(table: Sequence[Sequence[int]], least: int) -> set[Cell]:
    """Cells (row, column) not to be published.

    The last row and the last column are the totals of the others. If nothing else protects a cell,
    the whole table is hidden.
    """
    cells = {(i, j): value for i, row in enumerate(table) for j, value in enumerate(row)}
    hidden = {cell for cell, value in cells.items() if value < least}
    waiting = sorted(hidden)
    while waiting:
        cell = waiting.pop()
        if (circle := _cheapest_circle(cells, hidden, cell)) is None:
            return set(cells)
        added = circle - hidden
        hidden |= added
        waiting += sorted(added)
    return hidden


def _cheapest_circle(cells: dict[Cell, int], hidden: set[Cell], cell: Cell) -> set[Cell] | None:
    """The cells that close a circle through a cell: those hidden already first, then the smallest.

    Dijkstra's shortest path from the row of the cell to its column, past the cell itself.
    """
    start, end = ("row", cell[0]), ("column", cell[1])
    best: dict[Node, int] = {start: 0}
    reached: list[tuple[int, Node, frozenset[Cell]]] = [(0, start, frozenset())]
    while reached:
        cost, node, path = heapq.heappop(reached)
        if node == end:
            return set(path)
        if cost > best[node]:
            continue
        for step, other in _steps(cells, node):
            if step == cell or cells[step] < 1:
                continue
            further = cost + (0 if step in hidden else _price(cells, step))
            if other not in best or further < best[other]:
                best[other] = further
                heapq.heappush(reached, (further, other, path | {step}))
    return None


def _steps(cells: dict[Cell, int], node: Node) -> Iterator[tuple[Cell, Node]]:
    """The cells of a row or column, and where each leads."""
    kind, number = node
    for i, j in cells:
        if kind == "row" and i == number:
            yield (i, j), ("column", j)
        elif kind == "column" and j == number:
            yield (i, j), ("row", i)


def _price(cells: dict[Cell, int], cell: Cell) -> int:
    """What it costs to hide a cell: its persons; totals cost most."""
    last = max(cells)
    return cells[cell] + TOTAL_WEIGHT * ((cell[0] == last[0]) + (cell[1] == last[1]))
