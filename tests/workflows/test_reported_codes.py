"""A taxpayer nobody linked whose code a landlord gave of its tenant: named to staff, without any amount."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from buildings.demo.codes import credit_code as uscc
from buildings.words import Language
from buildings.workflows import checking
from tests.builders.imported import load
from tests.builders.workbooks import (
    Row,
    building_row,
    enterprise_row,
    lease_row,
    make_workbook,
    room_row,
    tax_row,
)

TAX = "税收 2026-01.xlsx"
CODE = uscc(7)


def reported(number: str, code: str | None, name: str = "某工作室", room: str = "101") -> Row:
    party = {"enterprise_code": None, "party_name": name, "party_code": code}
    return lease_row(number, area=10, unit_label=room) | party


@pytest.fixture
def ready(engine: Engine, tmp_path: Path) -> Engine:
    """Two leases of a reported tenant whose code is in the tax file, one of another, and an unlinked taxpayer."""
    leases = [
        reported("Z-1", f" {CODE.lower()} "),
        reported("Z-2", CODE, room="102"),
        reported("Z-3", "别的代码", "某书店"),
        reported("Z-4", None, "某餐厅"),
    ]
    load(
        engine,
        make_workbook(tmp_path, "buildings", [building_row(1)]),
        make_workbook(tmp_path, "rooms", [room_row("101"), room_row("102")]),
        make_workbook(tmp_path, "leases", leases),
        make_workbook(tmp_path, "taxes", [tax_row(CODE, zzs=471147), tax_row("无此码", zzs=471148)], name=TAX),
    )
    return engine


def said(engine: Engine, language: Language = "zh") -> list[tuple[str, str, str]]:
    """What, problem, spoiled figures."""
    return [row for group, _ in checking.gaps(engine, language) for row in group.rows]


def told(engine: Engine) -> list[tuple[str, str]]:
    rows = said(engine)
    assert not any("4711" in part for row in rows + said(engine, "en") for part in row)
    return [(what, problem) for what, problem, _ in rows if "填报的承租方“" in problem]


def test_a_code_on_a_lease_is_named_with_the_leases_and_the_tenant(ready: Engine) -> None:
    ((what, problem),) = told(ready)
    assert what == CODE
    for part in ("示范业主 Z-1、示范业主 Z-2", "“某工作室”", "企业台账"):
        assert part in problem
    assert "Z-3" not in problem
    assert any(sentence == "2 个纳税人还没有对应到企业。" for _, sentence, _ in said(ready))


def test_it_is_gone_when_the_enterprise_has_the_code(ready: Engine, tmp_path: Path) -> None:
    load(ready, make_workbook(tmp_path, "enterprises", [enterprise_row(1, uscc=CODE)]))
    assert told(ready) == []


def test_each_name_a_code_was_given_with_is_told(ready: Engine, tmp_path: Path) -> None:
    load(ready, make_workbook(tmp_path, "leases", [reported("Z-9", CODE, "某某工作室", room="102")]))
    assert {problem.split("“")[1].split("”")[0] for _, problem in told(ready)} == {"某工作室", "某某工作室"}
