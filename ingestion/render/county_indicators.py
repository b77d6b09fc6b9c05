"""Models of the county assessment → the dbt macro that lists them, as dbt cannot list its files."""

from pathlib import Path, PurePosixPath

MODELS = PurePosixPath("dbt_project/models/intermediate/assessment")
PREFIX = "int_indicator_"
TEXT = """\
{{#- Written by `make render` from the names of the models int_indicator_<code>. A new one counts as
    soon as its row in the seed assessment_indicators gives it weight and bounds. -#}}
{{%- macro county_indicators() -%}}
    {{{{ return([
{codes}
    ]) }}}}
{{%- endmacro -%}}
"""


def county_indicators_path() -> PurePosixPath:
    """Where the macro stands, from the repository's root."""
    return PurePosixPath("dbt_project/macros/county_indicators.sql")


def county_indicators(root: Path) -> str:
    """The text of the macro, for the models of the repository at `root`."""
    found = sorted(
        path.stem.removeprefix(PREFIX) for path in (root / MODELS).glob(f"{PREFIX}*.sql")
    )
    return TEXT.format(codes="\n".join(f"        '{code}'," for code in found))
