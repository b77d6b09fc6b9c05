"""Nothing that an office opens holds an English word, a code, or a second word for one thing."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from ingestion.contract import load_contracts
from ingestion.settings import PROJECT_ROOT
from tests.papers import texts
from tests.processed_city import NewCopy, settle
from zengshou import words
from zengshou.assessment.releases import content
from zengshou.outputs.county_scores import scores_in
from zengshou.outputs.dispatch import read_figures
from zengshou.outputs.dispatch.city import city_workbook
from zengshou.outputs.dispatch.county import county_workbook
from zengshou.outputs.dispatch.figures import read_item_counts
from zengshou.outputs.evidence.appeal import appeal_statement
from zengshou.outputs.evidence.workbook import Wanted, evidence_workbook, wanted_rows
from zengshou.outputs.feedback.delivery import write_feedback
from zengshou.outputs.forms.filled_forms import filled_forms
from zengshou.outputs.household.file import household_file
from zengshou.outputs.household.workbook import household_workbook
from zengshou.outputs.measures.figures import read_measures
from zengshou.outputs.page import figures as page_figures
from zengshou.outputs.page.environment import Sheet
from zengshou.outputs.page.lead_figures import read_leads
from zengshou.outputs.page.leads import leads_page
from zengshou.outputs.page.measures import measures_page
from zengshou.outputs.page.public import least_persons, public_page
from zengshou.outputs.page.render import render as render_page
from zengshou.outputs.quarterly_report import report_of
from zengshou.outputs.quarterly_report.figures import read_quarter
from zengshou.outputs.quarterly_report.quarter import Quarter
from zengshou.outputs.township.figures import read_townships
from zengshou.outputs.township.workbook import township_workbook

COUNTY = "230521"
#: Names in which a second word stands as part of another term: items and titles of senders' forms,
#: headings of the plan.
TERMS = ("其他经营性收入", "脱贫户监测户家庭收支月报", "做强帮扶产业提升经营性收入")
Papers = dict[str, list[str]]


@pytest.fixture(scope="module")
def papers(new_copy: NewCopy, city_home: Path) -> Iterator[Papers]:
    """The texts of each paper of the processed city; names as in a failing test."""
    engine = new_copy()
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, city_home, engine.url.render_as_string(hide_password=False))
        yield _papers(engine) | _to_senders(engine, city_home / "landing")
    shutil.rmtree(city_home / "outbox")
    engine.dispose()


def _to_senders(engine: sa.Engine, landing: Path) -> Papers:
    """A form with its instructions, and the feedback on the files of a month."""
    write_feedback(engine, load_contracts(), str(landing), "2023-09")
    answers = sorted((landing.parent / "outbox").rglob("反馈_*.xlsx"))
    with engine.begin() as connection:
        forms = filled_forms(connection, COUNTY, date(2023, 9, 1), "王主任")
    return {
        "feedback": [text for one in answers for text in texts.of_workbook(one.read_bytes())],
        "form": list(texts.of_workbook(forms[0][1])),
    }


def _papers(engine: sa.Engine) -> Papers:
    with engine.connect() as connection:
        june = read_figures(connection, date(2023, 6, 1))
        quarter = Quarter.parse("2023Q2")
        year = content.present(connection, 2023)
        everything = Wanted(COUNTY, everything=True)
        rows = wanted_rows(connection, year, everything)
        villages = [row for row in june.villages if row["county_code"] == COUNTY]
        township = villages[0]["township_code"], villages[0]["township_name"]
        households, income = read_townships(connection, june.month)
        own = [row for row in households if row["township_code"] == township[0]]
        report = report_of(read_quarter(connection, quarter, june, COUNTY))
        statement = appeal_statement(connection, year, COUNTY, None)
        pages = _pages(connection)
    household = next(row["household_id"] for row in rows if row["household_id"])
    sections = household_file(engine, household, person="王主任", reason="申诉")
    scores = scores_in(engine, 2023, "xlsx")
    assert isinstance(scores, bytes)
    made = township_workbook(june, township, own, income.get(township[0]))
    workbooks = {
        "scores": scores,
        "county": county_workbook(june, COUNTY),
        "city": city_workbook(june),
        "township": made,
        "evidence": evidence_workbook(year, everything, rows),
        "household": household_workbook(household, sections),
    }
    return {
        **{name: list(texts.of_workbook(data)) for name, data in workbooks.items()},
        "report": list(texts.of_document(report)),
        "statement": list(texts.of_document(statement)),
        **{name: list(texts.of_page(html)) for name, html in pages.items()},
    }


def _pages(connection: sa.Connection) -> dict[str, str]:
    sheet = Sheet(made_up=True, pages=(("增收监测", "index.html"),))
    figures = page_figures.read_figures(connection)
    measures = read_measures(connection, figures.month)
    counts = read_item_counts(connection, figures.month)
    leads = read_leads(connection, figures.year, figures.month)
    months = [row["month"] for row in figures.months]
    return {
        "page": render_page(figures, [], sheet),
        "measures": measures_page(measures, counts, figures.divisions, sheet),
        "leads": leads_page(leads, figures.divisions, months, sheet),
        "public": public_page(
            figures, least_persons(connection, figures.month), Sheet(made_up=True)
        ),
    }


def test_no_paper_holds_an_english_word_or_a_code(papers: Papers) -> None:
    found = {
        (name, word): text
        for name, of in papers.items()
        for text in of
        for word in texts.english_in(text)
    }
    assert found == {}


def test_no_paper_has_a_second_word_for_one_thing(papers: Papers) -> None:
    assert {
        (name, word): text
        for name, of in papers.items()
        for text in of
        for word in _second_words(text)
    } == {}


def test_dashboards_use_the_words_of_the_glossary() -> None:
    bundle = PROJECT_ROOT / "bi" / "bundle"
    assert {
        (path.name, word)
        for path in bundle.rglob("*.yaml")
        for word in _second_words(path.read_text(encoding="utf-8"))
    } == set()


def test_labels_of_the_marts_use_the_words_of_the_glossary() -> None:
    labels = []
    for path in (PROJECT_ROOT / "dbt_project" / "models" / "marts").rglob("*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            parts = [model, *model.get("columns", [])]
            labels += [one.get("config", {}).get("meta", {}).get("label_zh", "") for one in parts]
    assert labels
    assert [(label, word) for label in labels for word in _second_words(label)] == []


def test_every_term_has_one_name_that_is_nobody_s_second_word() -> None:
    seconds = words.second_words()
    assert [one for one in words.terms() if one.name_zh in seconds] == []


def _second_words(text: str) -> list[str]:
    for term in TERMS:
        text = text.replace(term, "")
    return [word for word, name in words.second_words().items() if word in text.replace(name, "")]
