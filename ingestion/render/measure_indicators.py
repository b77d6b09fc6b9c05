"""Models of the measures of the plan → the dbt macro that lists them."""

from pathlib import Path, PurePosixPath

from ingestion.render.county_indicators import list_macro

MODELS = PurePosixPath("dbt_project/models/intermediate/measure")
HEAD = """\
{#- Written by `make render` from the names of the models int_measure_<code>. An indicator counts as
    soon as it has a row in the seed measure_indicators. -#}
"""


def measure_indicators_path() -> PurePosixPath:
    """The path of the macro from the repository's root."""
    return PurePosixPath("dbt_project/macros/measure_indicators.sql")


def measure_indicators(root: Path) -> str:
    """The text of the macro, for the models of the repository at `root`."""
    return HEAD + list_macro("measure_indicators", root / MODELS, "int_measure_")
