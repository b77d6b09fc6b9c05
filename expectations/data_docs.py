"""Great Expectations Data Docs from the stored results: counts only, no cell values."""

from pathlib import Path

import great_expectations as gx
import sqlalchemy as sa
from great_expectations.core.expectation_validation_result import (
    expectationSuiteValidationResultSchema,
)
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.resource_identifiers import (
    ExpectationSuiteIdentifier,
    ValidationResultIdentifier,
)
from great_expectations.expectations.registry import list_registered_expectation_implementations

# GX finds an expectation class by name after its module is imported.
import expectations.no_failing_rows
import expectations.published  # noqa: F401 imported for registration only

SITE = "zengshou"
LATEST = """
select distinct on (suite) suite, result, validated_at
from ops.validation
order by suite asc, validation_id desc
"""


def write_data_docs(engine: sa.Engine, folder: Path) -> Path:
    """Write the site with each suite's latest result; returns its start page.

    A result of a deleted expectation is left out; the next run judges again.
    """
    context = gx.get_context(mode="ephemeral")
    context.add_data_docs_site(
        SITE,
        {
            "class_name": "SiteBuilder",
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(folder.resolve()),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    known = set(list_registered_expectation_implementations())
    with engine.connect() as connection:
        for row in connection.execute(sa.text(LATEST)):
            types = {one["expectation_config"]["type"] for one in row.result["results"]}
            if types - known:
                continue
            key = ValidationResultIdentifier(
                expectation_suite_identifier=ExpectationSuiteIdentifier(name=row.suite),
                run_id=RunIdentifier(run_name=row.suite, run_time=row.validated_at),
                batch_identifier=row.suite,
            )
            result = expectationSuiteValidationResultSchema.load(row.result)
            context.validation_results_store.add(key, result)
    context.build_data_docs(site_names=[SITE])
    return folder / "index.html"
