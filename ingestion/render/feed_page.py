"""Contract → the feed's page in docs/feeds/, for senders and operators."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from ingestion.column import Alias, Column
from ingestion.contract import Contract, Part, Rule, VersionRule
from ingestion.layout import Labels, Layout
from ingestion.readers.headers import IN_GROUP, SEARCHED_ROWS
from ingestion.render.words import (
    PERSONAL,
    due_in_words,
    form_in_words,
    generated_note,
    replaces_in_words,
    rule_in_words,
)

FEEDS_DIR = PurePosixPath("docs/feeds")
SHEETS = {None: "", "first": "First sheet; ", "every": "Each visible sheet with these headers; "}


def feed_page_path(contract: Contract) -> PurePosixPath:
    """The path of a feed's page from the repository's root."""
    return FEEDS_DIR / f"{contract.feed}.md"


def feed_page(contract: Contract) -> str:
    """The feed's page as Markdown."""
    return _page(
        generated_note(contract.feed),
        f"# {contract.title_en} ({contract.title}) – `{contract.feed}`",
        _table(("", ""), _facts(contract)),
        "Rules that every file must keep (F01-F10) are in [README.md](README.md).",
        *(block for part in contract.parts for block in _part(part)),
    )


def feed_index(
    contracts: Sequence[Contract],
    file_rules: Mapping[str, Rule],
    version_rules: Mapping[str, VersionRule],
) -> str:
    """docs/feeds/README.md: an overview of all feeds, and the rules for every file."""
    feeds = (
        (
            f"[`{contract.feed}`]({contract.feed}.md)",
            f"{contract.title_en} ({contract.title})",
            f"{contract.owner.sender_en} ({contract.owner.sender})",
            contract.period,
            form_in_words(contract),
            replaces_in_words(contract),
        )
        for contract in contracts
    )
    return _page(
        generated_note("*"),
        "# Feeds (数据来源)",
        "One contract per feed; the pages and the ODCS documents in `odcs/` are made of it.",
        _table(("feed", "title", "sender", "period", "form", "a new version replaces"), feeds),
        "## Rules of every file (文件级规则)",
        "A file that breaks one is kept, with the finding, out of the warehouse.",
        _rules(file_rules),
        "## Versions that shrink (行数骤减的新版本)",
        "A version with far fewer rows waits for `zengshou loads confirm`; the numbers are in the "
        "seed `policy_parameters`. It applies to: "
        + ", ".join(_held_if_it_shrinks(contracts))
        + ".",
        _table(
            ("rule", "message to the sender"),
            ((code, rule.message) for code, rule in version_rules.items()),
        ),
    )


def _held_if_it_shrinks(contracts: Iterable[Contract]) -> Iterator[str]:
    for contract in contracts:
        for part in contract.parts:
            if part.is_held_if_it_shrinks:
                yield f"{contract.title}（{part.title}）"


def _facts(contract: Contract) -> Iterator[tuple[str, str]]:
    yield "Sent by (报送单位)", f"{contract.owner.sender_en} ({contract.owner.sender})"
    yield "Period (周期)", contract.period
    yield "Due (截止)", due_in_words(contract)
    yield "Form (格式)", form_in_words(contract)
    yield "Folder (目录)", f"`<landing>/{contract.feed}/<period>/`; any file name"
    yield "Period's folder (所属期目录)", _folder(contract)
    if contract.kinds:
        yield "Kinds of file (文件种类)", _kinds(contract)
    yield "A new version replaces (新版本替换)", replaces_in_words(contract)
    if contract.labels:
        yield "Labels above the table (表头信息)", _labels(contract.labels)


def _folder(contract: Contract) -> str:
    folders = {"month": "YYYY-MM", "quarter": "YYYY-MM, the quarter's last month", "year": "YYYY"}
    return folders[contract.period]


def _kinds(contract: Contract) -> str:
    return "; ".join(f"{title} (`{kind}`)" for kind, title in contract.kinds.items())


def _labels(labels: Labels) -> str:
    return "、".join([*filter(None, (labels.unit, labels.division, labels.period)), *labels.others])


def _part(part: Part) -> Iterator[str]:
    yield f"## {part.title} – raw table `{part.table}`"
    yield " ".join([f"One row is {part.one_row_is}.", *_places(part), "Column order is free."])
    yield _table(
        (
            "header (列名)",
            "also accepted (别名)",
            "name",
            "type",
            "allowed",
            "unit",
            "personal data",
        ),
        (_column(name, column) for name, column in part.columns.items()),
    )
    if part.judged_against:
        yield _judged_against(part)
    if part.rules:
        yield "### Rules (规则)"
        yield _rules(part.rules, part)


def _places(part: Part) -> Iterator[str]:
    if part.listed_in:
        yield f"The rows of `{part.listed_in}` list them, several in one cell or side by side."
        return
    yield _layout(part.layout)
    for other in part.other_layouts:
        yield f"Older form: {_layout(other)}"
    if part.told_by:
        yield f"Told by its header {part.columns[part.told_by].header}."
    for kind in part.kinds:
        above = f"a cell above the header holds {kind.above}" if kind.above else "any other file"
        yield f"`{kind.kind}`: {above}."


def _layout(layout: Layout) -> str:
    sheet = SHEETS.get(layout.sheet, f"Sheet `{layout.sheet}`; ")
    optional = "may be missing; " if layout.optional else ""
    labels = f"labels and their values in row {layout.label_row}; " if layout.label_row else ""
    total = (
        f"a row whose first cell is `{layout.total_label}` ends the data; "
        if layout.total_label
        else ""
    )
    total += "rows of 小计, 合计 and 总计 are no data; " if layout.subtotals else ""
    total += "members stand side by side; " if layout.side_by_side else ""
    total += "rows with nothing filled in are no data; " if layout.filled else ""
    elsewhere = f", else in one of the first {SEARCHED_ROWS}" if layout.sheet else ""
    place = f"{sheet}{optional}{labels}header in row {layout.header_row}{elsewhere}; {total}"
    return f"{place[0].upper()}{place[1:-2]}."


def _judged_against(part: Part) -> str:
    context = part.judged_against
    if context and context.person:
        header = part.columns[context.person].header
        return f"People ({header}) not on the roster in force for the period are out of scope."
    if context and context.people:
        headers = "、".join(part.columns[name].header for name in context.people)
        members = " or of the listed members" if context.members else ""
        return (
            f"Rows of which nobody ({headers}{members}) is on the roster in force for the period "
            "are out of scope."
        )
    return "Rows are judged against the roster in force for the period."


def _column(name: str, column: Column) -> tuple[str, ...]:
    allowed = f"seed `{column.values}`" if column.values else " / ".join(column.allowed)
    notes = [*filter(None, [column.note]), *(["may be missing"] if column.optional else [])]
    note = f" ({'; '.join(notes)})" if notes else ""
    return (
        _header(column),
        "、".join(_alias(alias) for alias in column.aliases),
        f"`{name}`",
        column.type.value,
        f"{allowed}{note}".strip(),
        column.unit or "",
        PERSONAL[column.personal],
    )


def _header(column: Column) -> str:
    repeats = column.group and column.header.startswith(f"{column.group}{IN_GROUP}")
    return f"{column.group} › {column.header}" if column.group and not repeats else column.header


def _alias(alias: Alias) -> str:
    bounds = [("from", alias.valid_from), ("to", alias.valid_to)]
    said = " ".join(f"{word} {day}" for word, day in bounds if day)
    return f"{alias.header} ({said})" if said else alias.header


def _rules(rules: Mapping[str, Rule], part: Part | None = None) -> str:
    return _table(
        ("code", "severity", "what must hold", "message to the sender"),
        (
            (code, rule.severity.value, rule_in_words(rule, part), rule.message)
            for code, rule in rules.items()
        ),
    )


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _page(note: str, *blocks: str) -> str:
    return "\n\n".join([f"<!-- {note} -->", *blocks]) + "\n"
