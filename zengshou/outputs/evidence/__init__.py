"""Evidence for offices: the rows that cost points, to the cell; and a county's statement of it."""
