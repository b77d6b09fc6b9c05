"""A page per mart in Chinese: grain, columns with names, units, values and meaning.

Names and units are those of the dbt YAML. What a name does not say by itself is in term_notes.yml;
the English descriptions of the dbt YAML stand folded below.
"""

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml

from zengshou import words
from zengshou.outputs.site.documents import PAGE, STYLE

#: 户数(户), 增速(比例): the unit stands in the last brackets of a label.
UNIT = re.compile(r"\(([^()]+)\)$")
NOT_UNITS = ("脱敏", "代码", "减收风险", "区")
TYPES = {"date": "日期", "text": "文字", "integer": "整数", "bigint": "整数", "boolean": "是或否"}
COLUMNS = ("中文名", "字段", "类型", "单位", "取值", "说明")
ENGLISH = ("column", "meaning")
NOTES = Path(__file__).with_name("term_notes.yml")
INTRO = (
    "对外公开的表，按中文名排列。模式 <code>marts</code> 用英文字段名，"
    "模式 <code>marts_zh</code> 用中文名，取值也用中文。"
)


def write_mart_pages(manifest: Mapping[str, Any], folder: Path, start: str) -> Path:
    """Write a page per mart and `index.html` in `folder`; `start`: address of the start page."""
    marts = sorted((one for one in manifest["nodes"].values() if _is_mart(one)), key=_label)
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for mart in marts:
        _write(folder / f"{mart['name']}.html", _label(mart), _page(mart, start))
        lines.append(
            f'<tr><td><a href="{mart["name"]}.html">{escape(_label(mart))}</a></td>'
            f"<td><code>{mart['name']}</code></td><td>{_grain(mart)}</td></tr>"
        )
    table = _table(("中文名", "表", "一行是什么"), lines)
    body = f'<nav><a href="{start}">文档首页</a></nav><h1>数据字典</h1><p>{INTRO}</p>{table}'
    return _write(folder / "index.html", "数据字典", body)


def _is_mart(node: Mapping[str, Any]) -> bool:
    return bool(node["resource_type"] == "model" and node["fqn"][1] == "marts")


def _page(mart: Mapping[str, Any], start: str) -> str:
    columns = mart["columns"].values()
    return (
        f'<nav><a href="{start}">文档首页</a> · <a href="index.html">数据字典</a></nav>'
        f"<h1>{escape(_label(mart))}</h1>"
        f"<p>表 <code>marts.{mart['name']}</code>，"
        f"中文视图 <code>marts_zh.{escape(_label(mart))}</code>；{_grain(mart)}。</p>"
        f"{_table(COLUMNS, [_row(column) for column in columns])}"
        f'<details lang="en"><summary lang="zh-CN">英文说明</summary>'
        f"<p>{escape(mart['description'])}</p>"
        f"{_table(ENGLISH, [_english_row(column) for column in columns])}</details>"
    )


def _row(column: Mapping[str, Any]) -> str:
    meta = column["config"]["meta"]
    label = meta["label_zh"]
    name, unit = _name_and_unit(label)
    names = words.names(meta["terms"]).values() if "terms" in meta else ()
    kind = TYPES.get(column["data_type"], "数值" if "numeric" in column["data_type"] else "时间")
    required = any(one["type"] == "not_null" for one in column["constraints"])
    cells = (
        escape(label),
        f"<code>{column['name']}</code>",
        kind + ("" if required else "，可空"),
        escape(unit),
        escape("、".join(names)),
        escape(_notes().get(name, "")),
    )
    return _cells(cells)


def _english_row(column: Mapping[str, Any]) -> str:
    return _cells((f"<code>{column['name']}</code>", escape(column["description"])))


def _cells(cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _name_and_unit(label: str) -> tuple[str, str]:
    """总分(百分制): 总分, 百分制; 县(区): has no unit."""
    found = UNIT.search(label)
    if found is None or found[1] in NOT_UNITS:
        return label, ""
    return label[: found.start()], found[1]


@cache
def _notes() -> dict[str, str]:
    notes: dict[str, str] = yaml.safe_load(NOTES.read_text(encoding="utf-8"))
    return notes


def _label(mart: Mapping[str, Any]) -> str:
    return str(mart["config"]["meta"]["label_zh"])


def _grain(mart: Mapping[str, Any]) -> str:
    """What one row is, by the primary key: 每个区划代码、月份一行."""
    key = next(one["columns"] for one in mart["constraints"] if one["type"] == "primary_key")
    names = (mart["columns"][one]["config"]["meta"]["label_zh"] for one in key)
    return escape(f"每个{'、'.join(names)}一行")


def _table(columns: tuple[str, ...], rows: list[str]) -> str:
    head = "".join(f"<th>{one}</th>" for one in columns)
    return f'<div class="wide"><table class="fields"><tr>{head}</tr>{"".join(rows)}</table></div>'


def _write(page: Path, title: str, body: str) -> Path:
    html = PAGE.format(language="zh-CN", title=escape(title), style=STYLE, body=body)
    page.write_text(html, encoding="utf-8")
    return page
