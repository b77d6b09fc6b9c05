"""Where the locale is Chinese, help and messages are Chinese, and say what to do next."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from zengshou.cli import chinese
from zengshou.cli.main import app

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def helps(command: Any) -> Iterator[str]:
    for one in (command, *command.params):
        if text := getattr(one, "help", None):
            yield text
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


@pytest.fixture
def command() -> Any:
    return typer.main.get_command(app)


def test_every_help_text_has_its_chinese(command: Any) -> None:
    chinese.speak_chinese(command)
    assert [text for text in helps(command) if not CHINESE.search(text)] == []


def test_no_chinese_is_kept_for_a_text_that_is_gone(command: Any) -> None:
    assert set(chinese._help()) - set(helps(command)) == set()


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({}, False),
    ],
)
def test_the_locale_decides(environment: dict[str, str], wanted: bool) -> None:
    assert chinese.is_wanted(environment) is wanted


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("Missing option '--year'.", "缺少选项 --year。"),
        (
            "2031-01: no data of that month (the last month with data is 2023-09)",
            "最后一个月是 2023-09",
        ),
        (
            "2023 cannot be released: 宝清县: coverage 0.9099 is below 0.95; interrupted",
            "2023年度不能发布：宝清县数据覆盖率 0.9099，低于 0.95：请催报缺报的村月；已中断",
        ),
        ("a text that nobody translated", "a text that nobody translated"),
    ],
)
def test_a_message_says_what_is_missing_and_what_to_do(english: str, said: str) -> None:
    assert said in chinese.message(english)


def test_the_frame_of_a_help_page_is_chinese(
    command: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    chinese.speak_chinese(command)
    command(["scores", "explain", "--help"], standalone_mode=False, prog_name="zengshou")
    shown = capsys.readouterr().out
    assert "用法：zengshou scores explain [选项]" in shown
    assert "显示本说明" in shown
    for english in ("Usage", "Show this message", "required", "default:", "<str>", "<int>"):
        assert english not in shown


@pytest.mark.parametrize(
    "english",
    [
        "'2023Q5' is not a quarter, write it as YYYYQ1 to YYYYQ4",
        "2023: no indicator nope (there are: growth, on_time)",
        "'xyz' is none of accepted, rejected",
        "nothing has been released yet",
        "there is no edition 'marts' (there are: none)",
        "there is no division 1",
        "cannot read /tmp/backup.sha256: No such file or directory",
        "file '/tmp/none.xlsx' does not exist.",
        "nothing waits to be received, judged or published",
    ],
)
def test_common_errors_have_no_english_sentence(english: str) -> None:
    assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", chinese.message(english))
