"""Where published tables lie and which county a row is of."""

from zengshou.warehouse.publication.definition import Mart

MARTS = "marts"
#: The schema of dbt's marts, from which they are published (macros/generate_schema_name.sql).
CANDIDATE = "candidate"
NO_COUNTY = "county_none"
#: What is added to a schema's name for the schema of its Chinese views.
CHINESE = "_zh"


def county_schema(code: str) -> str:
    """The schema with a county's partitions."""
    return f"county_{code}"


def county_of(mart: Mart) -> str:
    """SQL for the county that a row belongs to: six digits, of a township or village its first."""
    match mart.county_reader:
        case None:
            return "null::text"
        case "county_code":
            return "county_code"
        case column:
            return f"left({column}, 6)"
