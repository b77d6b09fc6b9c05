"""The real divisions of 双鸭山市, read from the dbt seeds."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"
UNKNOWN_VILLAGE = "230599999999"


@dataclass(frozen=True, slots=True)
class Village:
    """A reporting village: 12-digit code, name, county code and county name."""

    code: str
    name: str
    county: str
    county_name: str


@dataclass(frozen=True)
class Places:
    """The chosen villages, one unit that does not report, and all division names."""

    villages: tuple[Village, ...]
    silent_unit: str
    names: tuple[str, ...]

    @property
    def counties(self) -> tuple[str, ...]:
        """County codes in use, in order."""
        return tuple(dict.fromkeys(village.county for village in self.villages))


def read_seed(name: str) -> list[dict[str, str]]:
    """Rows of a dbt seed, by column name."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _shares(available: dict[str, int], count: int) -> dict[str, int]:
    """Distribute `count` villages over counties: some for each, the rest by size."""
    total = min(count, sum(available.values()))
    floor = min(3, total // len(available))
    shares = {county: min(floor, most) for county, most in available.items()}
    while sum(shares.values()) < total:
        # The next village goes to the county furthest below its share, so small counts spread
        # evenly.
        county = min(
            (name for name in available if shares[name] < available[name]),
            key=lambda name: (shares[name] / available[name], name),
        )
        shares[county] += 1
    return shares


def _spread(codes: list[str], count: int) -> list[str]:
    """`count` codes evenly spaced over the list, so that several townships are included."""
    return [codes[step * len(codes) // count] for step in range(count)]


def idle_unit(places: Places, county: str) -> str | None:
    """A reporting unit of the county that the made-up city leaves out; None if it has all."""
    used = {village.code for village in places.villages}
    codes = (row["village_code"] for row in read_seed("reporting_units"))
    return next((code for code in codes if code.startswith(county) and code not in used), None)


def choose_places(counties: Sequence[str] | None, count: int) -> Places:
    """Choose `count` reporting villages of the counties (None: of the whole city).

    Raises ValueError if a county is unknown or there are fewer villages than counties.
    """
    register = read_seed("division_register")
    county_names = {
        row["division_code"]: row["division_name"] for row in register if row["level"] == "county"
    }
    wanted = list(county_names) if counties is None else list(dict.fromkeys(counties))
    unknown = [code for code in wanted if code not in county_names]
    if unknown:
        raise ValueError(f"not a county of 双鸭山市: {', '.join(unknown)}")
    if count < len(wanted):
        raise ValueError(f"{count} villages cannot cover {len(wanted)} counties")
    names = {row["village_code"]: row["village_name"] for row in read_seed("reporting_units")}
    by_county = {
        county: sorted(code for code in names if code.startswith(county)) for county in wanted
    }
    shares = _shares({county: len(codes) for county, codes in by_county.items()}, count)
    villages = tuple(
        Village(code, names[code], county, county_names[county])
        for county, codes in by_county.items()
        for code in _spread(codes, shares[county])
    )
    silent = next(
        row["division_code"]
        for row in register
        if row["level"] == "village" and row["division_code"] not in names
    )
    return Places(villages, silent, tuple(row["division_name"] for row in register))
