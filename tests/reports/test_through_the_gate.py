"""Reports of figures that passed assessment and the gate, for those who see everything, much and little."""

import io
import zipfile

import pytest

from buildings.assessment import assess
from buildings.audience import PROMOTER, PUBLIC, Audience, Role, audience
from buildings.disclosure import disclose
from buildings.disclosure.figures import Figures, State
from buildings.reports import monthly, page, workbook
from tests.builders.portfolio import Tables, Zone, make_portfolio
from tests.reports import reading
from tests.reports.test_same_figures import compare

OFFICER = audience(Role.TAX_OFFICER, purpose="test")
LAST = 24
CODE, NAME = "91XX0000QQ", "示范未归集"


def figures(who: Audience, *, with_last_file: bool = True) -> Figures:
    """Six buildings in two overlapping zones, five payers in each but the last, which has one."""
    rows = [
        {
            "name": f"楼{number}",
            "subdistrict": "350102001" if number < 3 else "350102002",
            "office_dm2": 1_000_000,
            "lettable_dm2": 900_000,
            "let_dm2": 500_000 + 10_000 * number,
        }
        for number in range(6)
    ]
    months = range(LAST + 1) if with_last_file else range(LAST)
    tax = [
        {
            "building": building,
            "enterprise": building * 10 + payer,
            "month": month,
            "tax_fen": 10_000_000 + building * 1_000_003 + payer * 70_001 + month,
            "retained_fen": 2_000_000,
        }
        for building in range(6)
        for payer in range(1 if building == 5 else 5)
        for month in months
    ]
    loose = [
        {"taxpayer": who, "month": LAST, "column_key": "zzs", "reason": "unknown_code", "amount_fen": 4_000_000 + who}
        for who in range(1, 7)
    ]
    payers = [{"taxpayer": who, "code": f"{CODE}{who}", "name": f"{NAME}{who}"} for who in range(1, 7)]
    portfolio = make_portfolio(
        rows,
        Tables(tax=tax, unattributed=loose, taxpayers=payers),
        zones=[Zone("A", (0, 1, 2), "core"), Zone("B", (2, 3, 4))],
        files=[month in months for month in range(LAST + 1)],
        nowhere=(5,),
        facts={"retained_estimated": {(LAST, 0): 1}},
    )
    return disclose(assess(portfolio), who)


@pytest.mark.parametrize(
    "who", [OFFICER, PROMOTER, PUBLIC, audience(Role.LEADER), audience(Role.ADMIN)], ids=lambda one: one.slug
)
def test_both_outputs_agree(who: Audience) -> None:
    assert compare(figures(who), "zh") > 500


def test_sums_come_out_for_a_tax_officer() -> None:
    tables = reading.page(page.render(monthly.build(figures(OFFICER)))).tables
    head, *rows = tables["checks/reconciliation"]
    differences = {row[0]: row[head.index("差额")] for row in rows}
    assert differences["近12个月税收（元）"] == "0.00"
    assert set(differences.values()) <= {"0.00", "0", "数据不足", "—"}
    head, *rows = tables["by_zone/zone_key"]
    assert [row[head.index("楼宇数")] for row in rows] == ["3", "3", "6"]


def test_a_promoter_does_not_read_a_single_payer() -> None:
    shown = page.render(monthly.build(figures(PROMOTER))).decode()
    secret = sum(10_000_000 + 5 * 1_000_003 + month for month in range(LAST - 11, LAST + 1))
    assert f"{secret / 100:,.2f}" in page.render(monthly.build(figures(OFFICER))).decode()
    assert f"{secret / 100:,.2f}" not in shown
    head, *rows = reading.page(shown.encode()).tables["buildings_tax/building_tax"]
    (row,) = [row for row in rows if row[1] == "楼5"]
    assert row[head.index("近12个月税收\n元")] == "＊"
    assert rows.index(row) >= len(rows) - 2


def workbook_text(who: Audience) -> str:
    """All text of the workbook, whichever part of it holds it."""
    with zipfile.ZipFile(io.BytesIO(workbook.render(monthly.build(figures(who))))) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


@pytest.mark.parametrize(
    "who", [PROMOTER, PUBLIC, audience(Role.LEADER), audience(Role.ADMIN)], ids=lambda one: one.slug
)
def test_no_file_but_a_tax_officers_holds_a_taxpayer(who: Audience) -> None:
    for text in (page.render(monthly.build(figures(who))).decode(), workbook_text(who)):
        assert CODE not in text
        assert NAME not in text
    (_, *rows) = reading.page(page.render(monthly.build(figures(who)))).tables["unattributed_list/unattributed_list"]
    assert len(rows) == 1


def test_a_tax_officer_reads_whose_tax_is_in_no_building() -> None:
    report = monthly.build(figures(OFFICER))
    head, *rows = reading.page(page.render(report)).tables["unattributed_list/unattributed_list"]
    assert [row[head.index("纳税人编码")] for row in rows] == [f"{CODE}{who}" for who in range(6, 0, -1)]
    assert rows[0][head.index("名称")] == f"{NAME}6"
    assert rows[0][head.index("当月\n元")] == "40,000.06"
    assert CODE in workbook_text(OFFICER)


def test_an_estimate_says_so() -> None:
    tables = reading.page(page.render(monthly.build(figures(OFFICER)))).tables
    head, *rows = tables["buildings_tax/building_tax"]
    marks = {row[1]: row[head.index("估算")] for row in rows}
    assert [name for name, mark in marks.items() if mark == "估算"] == ["楼0"]
    head, *rows = tables["headline/amounts"]
    assert {row[0]: row[head.index("估算")] for row in rows}["当月税收"] == "估算"


def test_a_month_without_a_file() -> None:
    tables = reading.page(page.render(monthly.build(figures(OFFICER, with_last_file=False)))).tables
    head, *rows = tables["headline/amounts"]
    by_name = {row[0]: row for row in rows}
    assert by_name["当月税收"][head.index("税收总额\n万元")] == "数据不足"
    assert by_name["近12个月税收"][head.index("有文件月数")] == "11"


def test_without_a_star_there_is_no_day_until_which_it_is_valid() -> None:
    rows = [{"star": "4", "star_valid_until": "2027-12-31"}, {"star": "5"}, {}]
    found = monthly.build(disclose(assess(make_portfolio(rows)), PUBLIC))
    register = next(block for one in found.sections for block in one.blocks if block.slug == "building_register")
    assert list(register.column("star_valid_until")[1]) == ["2027-12-31", State.UNKNOWN, State.NOT_APPLICABLE]
