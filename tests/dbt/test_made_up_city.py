"""The made-up city is a city in which everything happens."""

from pathlib import Path

from ingestion.contract import load_contracts
from tests.dbt.installations import an_installation
from zengshou import postgres, steps, warehouse
from zengshou.city import write_city


def test_there_is_no_warning_rule_and_no_kind_of_suspicion_that_never_fires(
    database_url: str, tmp_path: Path
) -> None:
    city = write_city(
        tmp_path / "landing",
        counties=["230521", "230523"],
        villages=6,
        households_per_village=20,
        workers=1,
    )
    with an_installation(tmp_path, postgres.ensure_database(database_url, "every_rule")):
        steps.prepare()
        for feed in load_contracts():
            steps.receive_feed(feed, str(city.landing))
        steps.check()
        url = steps.engine().url
        warehouse.run_dbt(url, ["run"], steps.NOW)
        warehouse.run_dbt(url, ["test", "--select", "tag:made_up_city"], steps.NOW)
        steps.engine().dispose()
