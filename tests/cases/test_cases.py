"""Small inputs as they went wrong elsewhere, each with what must become of it.

A case is a folder with a landing zone and `expected.yml`; to add one, add a folder.
Source: feeds.md, "Doubtful input".
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

from ingestion.contract import load_contracts
from ingestion.load.manifest import MANIFEST
from tests.building import run_models
from tests.cases import expected, found
from tests.cases.expected import Case, Expectations, composed
from tests.cases.landed import landed
from tests.dbt.installations import an_installation
from tests.gate.warehouses import Warehouse
from zengshou.cli.status import status
from zengshou.cli.terminal import out
from zengshou.jobs import steps
from zengshou.outputs.outbox import outbox_of

CASES = {name: expected.read(name) for name in expected.names()}
WITH_TABLES = [name for name, case in CASES.items() if any(one.models for one in case.moments)]
Problems = Iterator[str]


@contextmanager
def installed(name: str, warehouse: Warehouse, folder: Path) -> Iterator[Path]:
    """The landing zone of a case beside a warehouse of its own; yields the landing zone."""
    url = warehouse.engine.url.render_as_string(hide_password=False)
    with (
        landed(name, CASES[name], folder) as landing,
        an_installation(warehouse.settings.home, url),
    ):
        yield landing


def take(landing: Path) -> None:
    """Receive and judge what is new."""
    for feed in load_contracts():
        steps.receive_feed(feed, str(landing))
    steps.check()


def differences(
    case: Case, landing: Path, look: Callable[[Expectations, found.FirstReading], Problems]
) -> list[str]:
    """What differs after the first look and after each step, as `look` sees it."""
    began = datetime.now(UTC)
    take(landing)
    first = found.FirstReading(began, datetime.now(UTC))
    problems = list(look(case, first))
    for number, step in enumerate(case.then, start=2):
        if step.confirm:
            confirm(step.confirm)
        take(landing)
        problems += [f"look {number}: {problem}" for problem in look(step, first)]
    return problems


def confirm(place: str) -> None:
    """Say that a held file is right, as `zengshou loads confirm` does."""
    confirmation = import_module("ingestion.load.confirmation")
    with steps.engine().connect() as connection:
        load_id = found.load_id_of(connection, place)
    confirmation.confirm(steps.engine(), load_id, person="张三", reason="四个村已撤并")


def to_be_received(case: Case, landing: Path) -> set[str]:
    """The files that must stand in the ledger."""
    files = {path.relative_to(landing).as_posix() for path in landing.rglob("*") if path.is_file()}
    passed_over = {composed(place) for place in case.passed_over}
    return {
        place
        for place in files
        if not place.endswith(MANIFEST) and composed(place) not in passed_over
    }


def fail_if(problems: list[str]) -> None:
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.timeout(60)
def test_a_case_ends_as_it_must(name: str, own_warehouse: Warehouse, tmp_path: Path) -> None:
    with installed(name, own_warehouse, tmp_path) as landing:
        case = CASES[name]
        files = to_be_received(case, landing)

        def look(moment: Expectations, first: found.FirstReading) -> Problems:
            with steps.engine().connect() as connection:
                yield from found.ledger_differs(connection, moment, files, first)
            yield from found.passed_over_differs(
                steps.look(str(landing)).passed_over, moment.passed_over
            )
            if moment.answers:
                steps.feedback(str(landing))
                yield from found.answers_differ(Path(outbox_of(str(landing))), moment.answers)
            if moment.status:
                with out.capture() as printed:
                    status(str(landing))
                yield from found.text_differs(printed.get(), moment.status)

        fail_if(differences(case, landing, look))


@pytest.mark.parametrize("name", WITH_TABLES)
def test_figures_of_a_case_are_right(name: str, own_warehouse: Warehouse, tmp_path: Path) -> None:
    with installed(name, own_warehouse, tmp_path) as landing:

        def look(moment: Expectations, _: found.FirstReading) -> Problems:
            if moment.models:
                run_models("--select", *(f"+{model}" for model in moment.models))
                with steps.engine().connect() as connection:
                    yield from found.tables_differ(connection, moment.tables)

        fail_if(differences(CASES[name], landing, look))
