"""Where files for people go, and what the commands say when there is nothing to send."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.settings import get_settings
from tests.processed_city import COUNTIES
from zengshou.jobs import steps
from zengshou.outputs.outbox import deliver, outbox_of

COMMAND = [sys.executable, "-c", "from zengshou.cli.main import main; main()"]


def zengshou(
    city: sa.Engine, home: Path, *arguments: str, landing: Path | None = None
) -> subprocess.CompletedProcess[str]:
    settings = {
        "ZENGSHOU_HOME": str(home),
        "ZENGSHOU_DATABASE_URL": city.url.render_as_string(hide_password=False),
    }
    if landing is not None:
        settings["ZENGSHOU_LANDING_URL"] = str(landing)
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        env=os.environ | settings,
        cwd=home,
        timeout=300,
        check=False,
    )


def test_a_months_workbooks_lie_in_each_recipients_folder_beside_landing(
    city: sa.Engine, tmp_path: Path
) -> None:
    landing = tmp_path / "landing"
    landing.mkdir()
    result = zengshou(city, tmp_path, "dispatch", "--month", "2023-06", landing=landing)
    assert result.returncode == 0, result.stderr
    outbox = tmp_path / "outbox"
    found = {str(path.relative_to(outbox)) for path in outbox.rglob("*") if path.is_file()}
    townships = {path for path in found if path.endswith("分类汇总表.xlsx")}
    assert townships
    assert {path.split("/")[0][:6] for path in townships} == set(COUNTIES)
    worklists = {path for path in found if path.endswith("工作清单.xlsx")}
    assert worklists
    assert found - townships - worklists == {
        "230521/2023-06/集贤县2023年6月增收工作调度表.xlsx",
        "230523/2023-06/宝清县2023年6月增收工作调度表.xlsx",
        "230524/2023-06/饶河县2023年6月增收工作调度表.xlsx",
        "2305/2023-06/双鸭山市2023年6月增收工作调度汇总.xlsx",
    }
    assert len(result.stdout.splitlines()) == len(found)


def test_a_quarters_report_is_written_where_asked(city: sa.Engine, tmp_path: Path) -> None:
    report = ("report", "--county", "230521", "--quarter", "2023Q2", "--out", str(tmp_path / "to"))
    result = zengshou(city, tmp_path, *report)
    assert result.returncode == 0, result.stderr
    (file,) = (tmp_path / "to" / "230521" / "2023Q2").iterdir()
    assert file.name == "集贤县2023年第二季度增收工作情况报告.docx"
    assert str(file) == result.stdout.strip()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("dispatch", "--month", "2023-13", "--out", "x"), 2, "write it as YYYY-MM"),
        (("dispatch", "--month", "2023-06"), 2, "no outbox: set ZENGSHOU_LANDING_URL"),
        (("dispatch", "--month", "2031-01", "--out", "x"), 1, "no data of that month"),
        (("report", "--county", "230521", "--quarter", "2023", "--out", "x"), 2, "YYYYQ1"),
        (("report", "--county", "999999", "--quarter", "2023Q2", "--out", "x"), 2, "集贤县 230521"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(
    city: sa.Engine, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = zengshou(city, tmp_path, *arguments)
    assert result.returncode == code
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("landing", "outbox"),
    [
        ("/nowhere/landing", "/nowhere/outbox"),
        ("/nowhere/landing/", "/nowhere/outbox"),
        ("s3://city/files/landing", "s3://city/files/outbox"),
        ("sftp://server/landing/", "sftp://server/outbox"),
    ],
)
def test_the_outbox_lies_beside_the_landing_zone(landing: str, outbox: str) -> None:
    assert outbox_of(landing) == outbox


def test_a_relative_landing_zone_has_its_outbox_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert outbox_of("landing") == str(tmp_path / "outbox")


def test_beside_a_read_only_landing_zone_the_outbox_is_in_zengshous_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENGSHOU_HOME", str(tmp_path / "home"))
    get_settings.cache_clear()
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write in any folder
    assert outbox_of(str(tmp_path / "landing")) == str(tmp_path / "home" / "outbox")
    get_settings.cache_clear()


def test_a_stores_root_has_nothing_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="root of its store"):
        outbox_of("s3://bucket")
    monkeypatch.setenv("ZENGSHOU_LANDING_URL", "s3://bucket")
    get_settings.cache_clear()
    with pytest.raises(ValueError, match="root of its store"):
        steps.outbox()
    get_settings.cache_clear()


def test_a_file_written_again_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    first = deliver(str(tmp_path), "2305", "2023-06", "表.xlsx", b"first")
    assert deliver(str(tmp_path), "2305", "2023-06", "表.xlsx", b"second") == first
    assert Path(first).read_bytes() == b"second"
    assert [path.name for path in Path(first).parent.iterdir()] == ["表.xlsx"]
