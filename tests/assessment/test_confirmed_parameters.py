"""Nobody is judged by our examples: a release waits until the office confirms each of them."""

import io
from pathlib import Path

import pytest
import python_calamine
import sqlalchemy as sa

from zengshou.assessment.releases import archive, parameters
from zengshou.assessment.releases.gate import ReleaseRefused
from zengshou.jobs import confirm_parameters, freeze
from zengshou.outputs.county_scores import scores_in

DUE_DAY = "政策参数：收支月报报送截止日"
HEADINGS = "参数,数值,确认人,依据文件"


def change(engine: sa.Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text(statement))


def sheet(made: object, name: str) -> list[list[object]]:
    assert isinstance(made, bytes)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    return [list(row) for row in book.get_sheet_by_name(name).to_python()]


@pytest.fixture(name="unconfirmed")
def nobody_has_confirmed(warehouse: sa.Engine) -> sa.Engine:
    table = "assessment.parameter_confirmation"
    change(
        warehouse,
        f"grant delete on {table} to current_user;"
        f"alter table {table} disable trigger user; delete from {table};"
        f"alter table {table} enable always trigger refuse_change",
    )
    return warehouse


def test_a_release_is_refused_and_names_the_examples_that_decide_it_and_what_to_do(
    unconfirmed: sa.Engine,
) -> None:
    with pytest.raises(ReleaseRefused) as refused:
        freeze.freeze(unconfirmed, 2023, "王主任")
    said = str(refused.value)
    assert "example parameters decide 2023 and are not confirmed by the office" in said
    assert "处理意见：约谈提醒、挂牌督办" in said
    assert "zengshou release parameters --year 2023 --to FILE" in said


def test_only_examples_that_decide_the_year_are_asked_for(unconfirmed: sa.Engine) -> None:
    found = {
        row["parameter"]: row["value"]
        for row in confirm_parameters.parameters_of(unconfirmed, 2023)
    }
    assert found[DUE_DAY] == "5 日（次月）"
    assert found["预警等级：收入骤减（红色）"] == "达到或超过 50%"
    named = "".join(found)
    assert "衔接资金支出进度" not in named, "a target of the measures decides no score"
    assert "2021-12-31" not in named, "no longer in force"
    assert "低于1万元的脱贫户" not in named, "the plan sets it"


def test_the_filled_form_lets_the_release_through_and_is_stored_with_it(
    unconfirmed: sa.Engine, tmp_path: Path
) -> None:
    form = tmp_path / "参数.csv"
    count = confirm_parameters.write_form(unconfirmed, 2023, form)
    heading, *lines = form.read_text(encoding="utf-8-sig").splitlines()
    assert heading == HEADINGS
    assert len(lines) == count
    said = "李局长,双乡振发〔2023〕9号"
    filled = [heading, *(line.removesuffix(",") + said for line in lines)]
    form.write_text("\n".join(filled), encoding="utf-8-sig")
    assert confirm_parameters.confirm_from(unconfirmed, 2023, form, "李局长") == count
    assert confirm_parameters.confirm_from(unconfirmed, 2023, form, "李局长") == 0, "known already"

    assert freeze.freeze(unconfirmed, 2023, "李局长") == 1
    _, held = archive.read(unconfirmed, 2023, 1)
    assert len(held.parameters) == count
    assert {row["document"] for row in held.parameters} == {"双乡振发〔2023〕9号"}
    shown = sheet(scores_in(unconfirmed, 2023, "xlsx", release=1), "参数确认")
    assert [DUE_DAY, "5 日（次月）", "李局长", "双乡振发〔2023〕9号"] in shown
    with unconfirmed.connect() as connection:
        audited = connection.execute(
            sa.text("select subject, person, reason from ops.audit order by audit_id desc limit 1")
        ).one()
    assert tuple(audited) == (f"2023: {count} parameters", "李局长", "双乡振发〔2023〕9号")


def test_a_value_that_changed_is_not_confirmed_any_more(warehouse: sa.Engine) -> None:
    change(
        warehouse,
        "update reference.policy_parameters set value = 8 where code = 'submission_due_day'",
    )
    open_ = parameters.unconfirmed(confirm_parameters.parameters_of(warehouse, 2023))
    assert [(row["parameter"], row["value"]) for row in open_] == [(DUE_DAY, "8 日（次月）")]


def test_a_value_that_an_authority_sets_needs_no_confirmation(unconfirmed: sa.Engine) -> None:
    change(
        unconfirmed,
        "update reference.policy_parameters set source = '双乡振发〔2023〕9号' "
        "where code = 'submission_due_day'",
    )
    assert DUE_DAY not in {
        row["parameter"] for row in confirm_parameters.parameters_of(unconfirmed, 2023)
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            f"{DUE_DAY},6 日（次月）,李局长,9号",
            "in force is 5 日（次月）, confirmed is 6 日（次月）",
        ),
        ("政策参数：别的,1,李局长,9号", "no example parameter decides 2023 so"),
        (f"{DUE_DAY},5 日（次月）,李局长,", "确认人 and 依据文件 are both needed"),
    ],
)
def test_a_form_that_does_not_fit_is_refused_with_the_reason(
    warehouse: sa.Engine, tmp_path: Path, line: str, said: str
) -> None:
    form = tmp_path / "参数.csv"
    form.write_text(f"{HEADINGS}\n{line}\n", encoding="utf-8")
    with pytest.raises(parameters.WrongConfirmation, match=said):
        confirm_parameters.confirm_from(warehouse, 2023, form, "李局长")


def test_a_draft_says_that_its_examples_wait_for_the_authority(unconfirmed: sa.Engine) -> None:
    shown = sheet(scores_in(unconfirmed, 2023, "xlsx"), "参数确认")
    assert "全部确认后方可发布" in str(shown[1][0])
    assert shown[4][2:] == ["示例参数（待主管部门确定）", "—"]
