"""The parameter `landing` of the DAGs. Airflow stores and shows it, so it holds no password."""

from airflow.sdk import Param

SHOWN_SAFELY = "^(?!.*://[^/@]*:.*@)"


def landing_param() -> Param:
    """A landing zone instead of that of the settings; a URL with a password is refused."""
    return Param(
        None,
        type=["null", "string"],
        pattern=SHOWN_SAFELY,
        description="landing zone (folder or fsspec URL without password)",
    )
