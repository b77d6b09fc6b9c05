"""The layout of a table: order of columns, header spelling, blank lines."""

from random import Random

from zengshou.demo.city.layouts import Cell, Row, Table

_GAPS = ("\n", " ", "\u3000")


def jumble(table: Table, rng: Random) -> Table:
    """The table with its columns in another order, for about a third of the files."""
    if rng.random() >= 0.3:
        return table
    order = rng.sample(range(len(table.columns)), len(table.columns))
    return Table(
        tuple(table.columns[place] for place in order),
        [Row([row.cells[place] for place in order], row.rules) for row in table.rows],
    )


def header(
    table: Table, rng: Random, share: float, aliases: dict[str, tuple[str, ...]] | None = None
) -> list[Cell]:
    """Column headings; with a `share` above 0 some have blanks, line breaks or older names."""
    titles = [title for title, _ in table.columns]
    if not share:
        return list(titles)
    for number, title in enumerate(titles):
        if aliases and title in aliases and rng.random() < 0.25:
            titles[number] = rng.choice(aliases[title])
        elif rng.random() < 0.06 and len(title) > 2:
            place = rng.randrange(1, len(title))
            titles[number] = title[:place] + rng.choice(_GAPS) + title[place:]
    return list(titles)


def blank_rows(table: Table, rng: Random, share: float) -> None:
    """Insert an empty line in some files; it is not a received row."""
    if table.rows and rng.random() < 8 * share:
        blank: list[Cell] = ["" for _ in table.columns]
        table.rows.insert(rng.randrange(1, len(table.rows) + 1), Row(blank))
