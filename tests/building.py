"""Building without dbt's tests and publishing without the last gate: half the time, same tables."""

from zengshou.jobs import steps
from zengshou.warehouse import build_plan, build_record, dbt, publication
from zengshou.warehouse.publication.definition import marts_of


def run_models(*options: str, edition: str = dbt.NOW) -> None:
    """`dbt run` on the ledger as it is now; of `marts`, what readers see stays as it is."""
    plan = build_plan.begin(steps.engine(), edition, whole=True)
    command = ["run", "--full-refresh", *options]
    dbt.run_dbt(steps.engine().url, command, edition, plan)
    marts = [one.model_dump(mode="json") for one in marts_of(dbt.manifest(edition))]
    build_record.record_built(
        steps.engine(), edition, token=plan.token, built=plan.snapshot, marts=marts
    )


def build_and_publish() -> None:
    """All models made new on the ledger as it is now, and published."""
    run_models()
    publication.publish(steps.engine())
