"""The start page: one line for each existing document."""

from html import escape
from pathlib import Path

from ingestion.contract import load_contracts
from zengshou.outputs.site.documents import PAGE, STYLE

PEOPLE = {
    "page/index.html": "一页通：增速与目标、收入构成、监测对象、预警、报送日历（内部资料）",
    "page/帮扶措施.html": "帮扶措施：十五项措施的指标、走势、工作清单和办理情况（内部资料）",
    "page/政策和资金线索.html": "政策和资金线索：未兑现政策、衔接资金项目的资金去向（内部资料）",
    "page/可对外提供/index.html": "公开版：全市和县(区)汇总，可对外提供",
    "quality/index.html": "数据质量：每条规则检查了多少、不合格多少、各期走势",
    "data/index.html": "数据字典：每张公开表一页，字段、单位、口径",
}
DOCUMENTS = {
    "中文": {
        "docs/README.zh-CN.html": "使用说明",
        "docs/docs/operations.zh-CN.html": "运行维护",
        "docs/docs/architecture.zh-CN.html": "设计",
    },
    "English": {
        "docs/README.html": "What zengshou is and how to use it",
        "docs/docs/operations.html": "Operations",
        "docs/docs/architecture.html": "Architecture",
        "docs/docs/readings.html": "Readings of the specification",
        "docs/docker/README.html": "The stack in containers",
        "docs/CHANGELOG.html": "Changes",
        "docs/docs/README.html": "All documents",
        "engineers/data/index.html": "Models and their lineage (dbt docs)",
        "engineers/quality/index.html": "Great Expectations Data Docs (style needs a network)",
    },
}


def write_start_page(folder: Path) -> Path:
    """Write `index.html` with a link to each existing part of the site; returns it."""
    feeds = {
        f"docs/docs/feeds/{feed}.html": contract.title
        for feed, contract in load_contracts().items()
    }
    sections = {"看数据": PEOPLE, "报送要求（每个来源报什么、怎么检查）": feeds, **DOCUMENTS}
    body = ["<h1>增收 zengshou</h1>", '<p class="soft">全部页面和文档；不联网也能看。</p>']
    for heading, links in sections.items():
        there = {address: name for address, name in links.items() if (folder / address).is_file()}
        if there:
            lines = "".join(
                f'<li><a href="{address}">{escape(name)}</a></li>'
                for address, name in there.items()
            )
            body.append(f"<h2>{escape(heading)}</h2><ul>{lines}</ul>")
    start = folder / "index.html"
    page = PAGE.format(
        language="zh-CN", title="增收 zengshou 文档", style=STYLE, body="".join(body)
    )
    start.write_text(page, encoding="utf-8")
    return start
