"""A made-up city: a landing folder as the senders of 双鸭山市 would fill it.

The divisions and villages are real; every person, household, amount and county trait is invented.
Used by `zengshou demo`, tests and benchmarks. Source of all forms: feeds.md.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from zengshou.demo.city.city import City, Parameters, build_city
from zengshou.demo.city.parcels import Mistake
from zengshou.demo.city.row_mistakes import miswritten
from zengshou.demo.city.work import Delivery, do_all
from zengshou.demo.city.writers import Receipt, write_manifests
from zengshou.demo.city.written_city import CitySummary, read_marker, write_marker, write_start

__all__ = ["City", "CitySummary", "Mistake", "Parameters", "build_city", "write_city"]

Progress = Callable[[int, int, str], None]


def write_city(
    landing: Path,
    *,
    counties: Sequence[str] | None = None,
    villages: int = 40,
    households_per_village: int = 25,
    first_month: str = "2021-10",
    last_month: str = "2023-09",
    seed: int = 2023,
    dirt: float = 1.0,
    income_year_start_month: int = 10,
    years_before: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
) -> CitySummary:
    """Write a made-up city into `landing` and return a summary of it.

    `counties` are six-digit codes (None: all eight); `villages` is the total number for all of
    them. With `dirt` 1 every rule of feeds.md is broken somewhere, with 0 none; county differences
    (late reports, answers to warnings) exist in both cases. `years_before`: yearly tables of so
    many years before the first delivered one. The same parameters give the same
    bytes. A marker file beside the folder makes a second call return the same summary and write
    nothing. `progress` is called with the number of pieces done, the number of all pieces and the
    last piece's name.

    Raises ValueError for impossible parameters and FileExistsError if the folder holds other files.
    """
    landing = Path(landing)
    parameters = Parameters(
        counties=tuple(counties) if counties is not None else None,
        villages=villages,
        households_per_village=households_per_village,
        first_month=first_month,
        last_month=last_month,
        seed=seed,
        dirt=dirt,
        income_year_start_month=income_year_start_month,
        years_before=years_before,
    )
    present = read_marker(landing, parameters)
    if present is not None:
        return present
    city = build_city(parameters)
    write_start(landing, parameters)
    total = Delivery()
    for done, (piece, delivery, pieces) in enumerate(do_all(parameters, landing, workers), 1):
        total.add(delivery)
        if progress:
            progress(done, pieces, f"{piece.feed} {piece.key}")
    write_manifests(landing, total.receipts)
    if dirt > 0:
        _leave_litter(landing, total.receipts)
    summary = _sum_up(city, landing, total)
    write_marker(summary)
    return summary


def _sum_up(city: City, landing: Path, delivery: Delivery) -> CitySummary:
    """Counts, known persons and mistakes of the written city."""
    # An ID with a wrong check character is as sensitive as the correct one.
    ids = {person.citizen_id for person in city.residents} | delivery.ids
    persons = [person for house in city.households for person in house.members]
    known = [*persons, *city.residents]
    ids |= {person.citizen_id for person in persons if person.has_id}
    files = Counter(receipt.feed for receipt in delivery.receipts)
    mistakes = sorted(
        delivery.mistakes,
        key=lambda m: (m.feed, m.period, m.file_name, m.row_number or 0, m.rule),
    )
    return CitySummary(
        landing=landing,
        parameters=city.parameters,
        counties=len(city.places.counties),
        villages=len(city.places.villages),
        households=len(city.households),
        members=len(persons),
        files=dict(sorted(files.items())),
        known_ids=frozenset(ids | {miswritten(number) for number in ids}),
        known_names=frozenset({p.name for p in known} | delivery.names),
        known_phones=frozenset({p.phone for p in known if p.phone} | delivery.phones),
        mistakes=tuple(mistakes),
    )


def _leave_litter(landing: Path, receipts: Iterable[Receipt]) -> None:
    """Write meaningless temporary files of senders' programs (feeds.md, Landing zone)."""
    folders = sorted({(receipt.feed, receipt.period) for receipt in receipts})
    litter = ("~$收支月报.xlsx", ".DS_Store", "上传中.xlsx.part", "a.tmp", "新建.csv.filepart")
    for number, (feed, period) in enumerate(folders[:: max(1, len(folders) // 12)]):
        (landing / feed / period / litter[number % len(litter)]).write_bytes(b"left behind")
