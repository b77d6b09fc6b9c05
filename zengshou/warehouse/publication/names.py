"""The schemas of published tables, and the county of a row."""

from zengshou.warehouse.publication.definition import Mart

MARTS = "marts"
NO_COUNTY = "county_none"
#: Suffix of the schema for Chinese views.
CHINESE = "_zh"


def county_schema(code: str) -> str:
    """The schema with a county's partitions."""
    return f"county_{code}"


def county_of(mart: Mart) -> str:
    """SQL for the county of a row: six digits; for a township or village, its first six digits."""
    match mart.county_reader:
        case None:
            return "null::text"
        case "county_code":
            return "county_code"
        case column:
            return f"left({column}, 6)"
