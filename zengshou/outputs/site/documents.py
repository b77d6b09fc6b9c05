"""The repository's Markdown documents as web pages with working links."""

import re
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from zengshou.outputs.site.diagram import draw
from zengshou.outputs.site.flowchart import read_flowchart

#: Locations of documents; the rest of the repository is code.
PLACES = ("README*.md", "CHANGELOG.md", "docs/**/*.md", "bi/README.md", "docker/README.md")
ATTACHED = "docs/**/*.y*ml"
STYLE = Path(__file__).with_name("site.css").read_text(encoding="utf-8")
PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>{title}</title><style>{style}</style></head>
<body>{body}</body></html>
"""


def write_documents(repository: Path, folder: Path) -> list[Path]:
    """Write every document below `folder`, at its path in the repository."""
    shutil.rmtree(folder, ignore_errors=True)
    sources = sorted({path for place in PLACES for path in repository.glob(place)})
    written = []
    for source in sources:
        page = folder / source.relative_to(repository).with_suffix(".html")
        page.parent.mkdir(parents=True, exist_ok=True)
        to_start = "../" * (len(page.relative_to(folder).parts)) + "index.html"
        nav = f'<nav><a href="{to_start}">文档首页 all documents</a></nav>'
        text = source.read_text(encoding="utf-8")
        page.write_text(html_page(text, nav, _language(source)), encoding="utf-8")
        written.append(page)
    for source in repository.glob(ATTACHED):
        copy = folder / source.relative_to(repository)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    return written


def html_page(markdown: str, nav: str, language: str) -> str:
    """One document as a page; its first heading is the title."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(markdown)
    title = "zengshou"
    used: set[str] = set()
    for heading, inline in _headings(tokens):
        heading.attrSet("id", _anchor(inline.content, used))
        title = inline.content if title == "zengshou" else title
    for token in tokens:
        for child in token.children or []:
            if child.type == "link_open":
                child.attrSet("href", _address(str(child.attrGet("href"))))
    for token in tokens:
        if token.type == "fence" and token.info.strip() == "mermaid":
            token.type, token.content = "html_block", draw(read_flowchart(token.content))
    body = parser.renderer.render(tokens, parser.options, {})
    body = body.replace("<table>", '<div class="wide"><table>').replace(
        "</table>", "</table></div>"
    )
    return PAGE.format(language=language, title=escape(title), style=STYLE, body=nav + body)


def _headings(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            yield token, tokens[place + 1]


def _anchor(heading: str, used: set[str]) -> str:
    """The anchor that GitHub generates for a heading; links in the documents use it."""
    base = re.sub(r"[^\w\- ]", "", heading.lower().strip()).replace(" ", "-")
    anchor, number = base, 1
    while anchor in used:
        anchor, number = f"{base}-{number}", number + 1
    used.add(anchor)
    return anchor


def _address(address: str) -> str:
    """Turn a link to another document into a link to its page."""
    if "://" in address:
        return address
    return re.sub(r"\.md(?=#|$)", ".html", address)


def _language(source: Path) -> str:
    return "zh-CN" if ".zh-CN" in source.name or "feeds" in source.parts else "en"
