"""The owners' answers to their worklists: what they are about, and the mistakes of offices."""

from pathlib import Path

import pytest

from tests.city.city_files import Files, sheets
from zengshou.demo.city import City, Parameters, build_city, write_city
from zengshou.demo.city.owner_answers import answering_months, answers_of
from zengshou.demo.city.owners import known_items

COUNTIES = ("230521", "230524")
RULES = ("F04", "F08", "Z03", "Z04", "Z05", "Z06")


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(Parameters())


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    landing: Path = tmp_path_factory.mktemp("answers") / "landing"
    return Files(
        write_city(
            landing, counties=list(COUNTIES), villages=8, households_per_village=12, workers=1
        )
    )


def test_owners_of_every_level_answer_and_some_never_do(city: City) -> None:
    answers = [one for month in answering_months(city) for one in answers_of(city, month)]
    owners = {one.item.owner.name for one in answers}
    assert owners == {"民政局", "人社局", "承贷银行", "县（区）", "乡镇", "预算单位"}
    assert 0 < len({one.item for one in answers}) < len(set(known_items(city)))
    assert {(one.result, one.handling) for one in answers} == {
        ("属实", "处理中"),
        ("属实", "已解决"),
        ("不属实", "已解决"),
    }


def test_no_item_is_answered_before_it_runs(city: City) -> None:
    for month in answering_months(city):
        for one in answers_of(city, month):
            assert one.item.since <= month < one.day


@pytest.mark.parametrize("rule", RULES)
def test_each_mistake_of_offices_is_made_where_it_is_noted(files: Files, rule: str) -> None:
    found = [
        one for one in files.city.mistakes if (one.feed, one.rule) == ("worklist_answer", rule)
    ]
    assert found
    for one in found:
        path = files.city.landing / one.feed / one.period / one.file_name
        if one.row_number is not None:
            sheet, row = divmod(one.row_number, 10_000_000)
            assert list(sheets(path).values())[sheet][row - 1][0]
