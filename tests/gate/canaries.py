"""Numbers of people, planted where they do not belong; each stands in one place only."""

from collections.abc import Sequence
from itertools import count

from ingestion.column import CellType
from ingestion.contract import Part
from tests.gate.landing_files import Cells
from tests.gate.people import citizen_id
from tests.gate.test_screen import account

WAYS = ("联系{}，速办", "{}", "{} ", "（{}）")


class Canaries:
    """Makes numbers of people, each once, and knows where each was planted."""

    def __init__(self) -> None:
        self._serials = count()
        self.planted: dict[str, str] = {}

    def plant(self, place: str, kind: str | None = None) -> str:
        """A new number of this kind, or of any kind."""
        serial = next(self._serials)
        number = {
            "id": citizen_id(serial % 1000, born="19440229"),
            "mobile": f"1977{serial:07d}",
            "account": account(f"6228480018{serial:08d}"),
        }[kind or ("id", "mobile", "account")[serial % 3]]
        self.planted[number] = place
        return number

    def text(self, place: str) -> str:
        """A text with a new number in it."""
        way = WAYS[len(self.planted) % len(WAYS)]
        return way.format(self.plant(place))

    def found_in(self, text: str) -> dict[str, str]:
        """The numbers in this text, with the places where they were planted."""
        return {number: place for number, place in self.planted.items() if number in text}

    def in_each_column(self, part: Part, base: Cells, header: Sequence[str]) -> list[Cells]:
        """The base row, and for each column this row with a canary in that column."""
        rows = [base]
        for column in part.columns.values():
            assert column.header in header
            place = f"{part.table} {column.header}"
            if column.type is CellType.CODE:
                canary = self.plant(place, "id")
            elif column.is_tokenised:
                canary = self.plant(place)
            else:
                canary = self.text(place)
            rows.append({**base, column.header: canary})
        return rows
