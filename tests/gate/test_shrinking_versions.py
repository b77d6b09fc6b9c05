"""A supplement is not taken for the whole: F09, and the word of a person (feeds.md)."""

from datetime import datetime

import pytest

from expectations.gate import unjudged
from ingestion.contract import load_contracts
from ingestion.load.confirmation import confirm
from ingestion.privacy.audit import Refused
from tests.gate import landing_files as files
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse
from tests.papers import texts
from zengshou.outputs.feedback.delivery import write_feedback

HOMES = [household(serial) for serial in range(12)]
MONTH = ("household_roster", "2023-02")
NEXT = ("household_roster", "2023-03")


@pytest.fixture
def supplemented(own_warehouse: Warehouse, own_landing: Landing) -> Warehouse:
    """A roster of twelve households, a report, and an hour later a roster of two."""
    own_landing.put(*MONTH, "花名册.xlsx", roster(roster_rows(HOMES)), sent_at="2023-02-02T08:00Z")
    own_landing.put(
        *MONTH, "补报.xlsx", roster(roster_rows(HOMES[:2])), sent_at="2023-02-02T09:00Z"
    )
    rows = [village_row(home) for home in HOMES]
    own_landing.put(
        "village_submission", "2023-02", "月报.xlsx", village(SHUANGSHENG, "2023-02", rows)
    )
    own_warehouse.take(own_landing)
    return own_warehouse


def load_id(warehouse: Warehouse, name: str) -> int:
    [(found,)] = warehouse.query("select load_id from ops.load where file_name = :n", n=name)
    return int(found)


def test_the_supplement_waits_and_the_sender_is_told_what_to_do(supplemented: Warehouse) -> None:
    held = supplemented.load("补报.xlsx")
    assert (held.status, held.counts) == ("held", (0, 0, 0, 0, 0))
    [finding] = supplemented.findings("补报.xlsx")
    assert (finding.rule, finding.severity, finding.row_number) == ("F09", "reject", None)
    assert "本次只有4行，上一版有24行" in finding.message
    assert f"zengshou loads confirm {load_id(supplemented, '补报.xlsx')}" in finding.message
    assert held.reason == f"F09 {finding.message}"
    assert supplemented.load("花名册.xlsx").status == "accepted"
    assert supplemented.load("月报.xlsx").accepted == 12


def test_the_sender_s_answer_names_no_command(
    supplemented: Warehouse, own_landing: Landing
) -> None:
    write_feedback(supplemented.engine, load_contracts(), str(own_landing.root), "2023-02")
    [answer] = (own_landing.root.parent / "outbox").rglob("反馈_补报_*.xlsx")
    said = "\n".join(texts.of_workbook(answer.read_bytes()))
    assert "若确实减少，请联系管理员确认。" in said
    assert "zengshou" not in said


def test_a_confirmed_supplement_counts_by_its_own_receipt_time(supplemented: Warehouse) -> None:
    number = load_id(supplemented, "补报.xlsx")
    before = datetime.fromisoformat("2023-03-01T00:00:00+00:00")
    assert confirm(supplemented.engine, number, person="李", reason="确已减少").changed
    start = supplemented.settings.income_year_start_month
    assert unjudged(supplemented.engine, load_contracts(), start)
    supplemented.check()
    assert supplemented.load("补报.xlsx").status == "accepted"
    assert supplemented.load("花名册.xlsx").status == "superseded"
    assert supplemented.load("月报.xlsx").accepted == 2
    assert not confirm(supplemented.engine, number, person="李", reason="再次").changed

    supplemented.check("known", known_at=before)
    statuses = {row[2]: row[4] for row in supplemented.edition("known")}
    assert statuses["补报.xlsx"] == "held", "as known before the confirmation"


def test_only_a_version_held_for_its_size_can_be_confirmed(supplemented: Warehouse) -> None:
    number = load_id(supplemented, "花名册.xlsx")
    with pytest.raises(Refused, match="is accepted, not held"):
        confirm(supplemented.engine, number, person="李", reason="x")
    with pytest.raises(Refused, match="there is no load 999"):
        confirm(supplemented.engine, 999, person="李", reason="x")
    with pytest.raises(Refused):
        confirm(supplemented.engine, load_id(supplemented, "补报.xlsx"), person="李", reason=" ")


def test_a_confirmation_is_never_changed(supplemented: Warehouse) -> None:
    confirm(supplemented.engine, load_id(supplemented, "补报.xlsx"), person="李", reason="确已减少")
    for statement in ("delete from ops.confirmation", "update ops.confirmation set reason = 'x'"):
        with pytest.raises(Exception, match="only ever added to"):
            supplemented.run(statement)


def test_another_version_takes_the_place_of_the_held_one(
    supplemented: Warehouse, own_landing: Landing
) -> None:
    own_landing.put(
        *MONTH, "全部.xlsx", roster(roster_rows(HOMES[:11])), sent_at="2023-02-03T08:00Z"
    )
    supplemented.take(own_landing)
    assert supplemented.load("全部.xlsx").status == "accepted"
    assert supplemented.load("补报.xlsx").status == "held"


def test_the_next_month_is_measured_by_the_month_before(
    supplemented: Warehouse, own_landing: Landing
) -> None:
    own_landing.put(*NEXT, "三月.xlsx", roster(roster_rows(HOMES[:2])), sent_at="2023-03-02T08:00Z")
    supplemented.take(own_landing)
    assert supplemented.load("三月.xlsx").status == "held"


def test_settlements_and_reports_of_villages_may_have_any_number_of_rows(
    supplemented: Warehouse, own_landing: Landing
) -> None:
    month = ("village_submission", "2023-02")
    one = village(SHUANGSHENG, "2023-02", [village_row(HOMES[0])])
    own_landing.put(*month, "更正.xlsx", one)
    bills: list[files.Cells] = [
        {"setl_id": f"{n}", "certno": HOMES[0].head.citizen_id, "setl_time": "2023-02-05"}
        for n in range(30)
    ]
    own_landing.put("medical_insurance", "2023-02", "结算.csv", files.settlements(bills))
    own_landing.put("medical_insurance", "2023-02", "结算2.csv", files.settlements(bills[:1]))
    supplemented.take(own_landing)
    assert supplemented.load("更正.xlsx").status == "accepted"
    assert supplemented.load("结算2.csv").status == "accepted"
