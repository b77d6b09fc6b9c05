"""The templates of the pages with their filters; each page stands alone in one file."""

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from zengshou.outputs.page import words

PACKAGE = "zengshou.outputs.page"
STYLES = ("page.css", "parts.css", "print.css")


@dataclass(frozen=True)
class Sheet:
    """What every page says of itself: the other pages, and whether the data are made up.

    `pages`: names and addresses of the internal pages, beside each other in one folder.
    """

    made_up: bool
    pages: tuple[tuple[str, str], ...] = ()


def rendered(template: str, sheet: Sheet, **values: Any) -> str:
    """A page from its template."""
    environment = Environment(
        loader=PackageLoader(PACKAGE, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": words.money,
        "sum": words.ten_thousands,
        "share": words.share,
        "points": words.points,
        "count": words.count,
        "month": words.month,
        "day": words.day,
    }
    css = "".join(
        environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
        for name in STYLES
    )
    return environment.get_template(template).render(
        css=Markup(css),  # noqa: S704 our own style sheets
        sheet=sheet,
        **values,
    )
