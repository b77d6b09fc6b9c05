"""Models of the county assessment → dbt macros that list them (dbt cannot list its files)."""

from pathlib import Path, PurePosixPath

MODELS = PurePosixPath("dbt_project/models/intermediate/assessment")
#: The macro for each model name prefix.
MACROS = {"county_indicators": "int_indicator_", "county_evidence": "int_evidence_"}
HEAD = """\
{#- Written by `make render` from the names of the models int_indicator_<code> and
    int_evidence_<code>. An indicator counts as soon as its row in the seed assessment_indicators
    gives it weight and bounds. -#}
"""
MACRO = """\
{{%- macro {name}() -%}}
    {{{{ return([
{codes}
    ]) }}}}
{{%- endmacro -%}}
"""


def county_indicators_path() -> PurePosixPath:
    """The path of the macros from the repository's root."""
    return PurePosixPath("dbt_project/macros/county_indicators.sql")


def county_indicators(root: Path) -> str:
    """The text of the macros, for the models of the repository at `root`."""
    macros = [list_macro(name, root / MODELS, prefix) for name, prefix in MACROS.items()]
    return HEAD + "\n".join(macros)


def list_macro(name: str, folder: Path, prefix: str) -> str:
    """A macro that returns the models of `folder` with this prefix, without the prefix."""
    codes = sorted(path.stem.removeprefix(prefix) for path in folder.rglob(f"{prefix}*.sql"))
    return MACRO.format(name=name, codes="\n".join(f"        '{one}'," for one in codes))
