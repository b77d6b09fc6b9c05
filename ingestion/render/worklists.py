"""Models of the worklists → a dbt macro that lists them (dbt cannot list its files)."""

from pathlib import Path, PurePosixPath

MODELS = PurePosixPath("dbt_project/models/intermediate/worklist/lists")
PREFIX = "int_list_"
MACRO = """\
{{#- Written by `make render` from the names of the models int_list_<code>. A list counts as soon as
    it has its model and its row in the seed worklists. -#}}
{{%- macro worklists() -%}}
    {{{{ return([
{codes}
    ]) }}}}
{{%- endmacro -%}}
"""


def worklists_path() -> PurePosixPath:
    """The path of the macro from the repository's root."""
    return PurePosixPath("dbt_project/macros/worklists.sql")


def worklists(root: Path) -> str:
    """The text of the macro, for the models of the repository at `root`."""
    codes = sorted(path.stem.removeprefix(PREFIX) for path in (root / MODELS).glob("*.sql"))
    return MACRO.format(codes="\n".join(f"        '{one}'," for one in codes))
