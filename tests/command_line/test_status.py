"""`zengshou status` and `zengshou editions`: what an engineer sees at a glance."""

import sqlalchemy as sa

from tests.reported_villages import ReportedVillages


def test_it_says_what_waits_is_passed_over_was_done_and_failed(
    reported_villages: ReportedVillages,
) -> None:
    landing = reported_villages.landing
    extra = landing.put("employment", "2023-01", "务工.xlsx.part", b"half")
    try:
        result = reported_villages.zengshou("status", "--landing", str(landing.root))
    finally:
        extra.unlink()
    assert result.returncode == 0, result.stderr
    said = result.stdout
    assert "unfinished upload: employment/2023-01/务工.xlsx.part" in said
    assert "published: 20" in said
    assert "zengshou publications show " in said
    assert said.rstrip().endswith("失败 failed last\n  nothing")


def test_a_landing_zone_that_is_not_there_is_said(reported_villages: ReportedVillages) -> None:
    result = reported_villages.zengshou("status", "--landing", "/no/such/folder")
    assert result.returncode == 0
    assert "the landing zone cannot be read: no landing zone at /no/such/folder" in (result.stdout)


def test_a_run_with_nothing_waiting_starts_nothing(reported_villages: ReportedVillages) -> None:
    landing = str(reported_villages.landing.root)
    assert reported_villages.zengshou("run", "--landing", landing).returncode == 0
    before = sorted((reported_villages.home / "logs" / "runs").glob("*.log"))
    result = reported_villages.zengshou("run", "--landing", landing)
    assert result.returncode == 0, result.stderr
    assert "nothing waits" in result.stdout
    assert sorted((reported_villages.home / "logs" / "runs").glob("*.log")) == before


def test_an_edition_is_removed_with_all_that_was_made_for_it(
    reported_villages: ReportedVillages,
) -> None:
    with sa.create_engine(reported_villages.url).begin() as connection:
        for schema in ("marts_past", "marts_past_intermediate", "marts_past_staging"):
            connection.execute(sa.text(f"create schema {schema} create table t (n integer)"))
        connection.execute(
            sa.text(
                "insert into ops.load_state (edition, load_id, status)"
                " select 'marts_past', load_id, status from ops.load_state"
                " where edition = 'marts'"
            )
        )
    assert "marts_past" in reported_villages.zengshou("editions").stdout
    assert reported_villages.zengshou("editions", "remove", "marts_past").returncode == 0
    left = reported_villages.rows(
        "select nspname from pg_namespace where starts_with(nspname, 'marts_past')"
        " union all select edition from ops.load_state where edition = 'marts_past'"
    )
    assert left == []
    assert "no editions except marts" in reported_villages.zengshou("editions").stdout


def test_an_edition_that_is_not_there_is_told_in_one_line(
    reported_villages: ReportedVillages,
) -> None:
    result = reported_villages.zengshou("editions", "remove", "marts")
    assert result.returncode == 1
    assert result.stderr == "zengshou: there is no edition 'marts' (there are: none)\n"
