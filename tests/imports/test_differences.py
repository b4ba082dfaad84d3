"""What ``import --check`` says a file would change: headers, labels, codes and units of the file, never our own."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from buildings.database import work
from buildings.demo.codes import credit_code as uscc
from buildings.imports import desk
from buildings.imports.differences import PLACE, said
from buildings.imports.headers import columns_of
from tests.builders.imported import load
from tests.builders.workbooks import (
    Row,
    building_row,
    enterprise_row,
    lease_row,
    make_workbook,
    project_row,
    room_row,
    split_row,
)
from tests.imports.test_desk import D, district

CHANGED: dict[str, list[Row]] = {
    "enterprises": [
        enterprise_row(1, uscc=uscc(1), kind="分公司", in_district="否", section="K", division="70")
        | {"industry_from": D(2020, 1, 1), "taxpayer_code": "NEW", "name": "示范企业1"},
    ],
    "buildings": [
        building_row(1, aliases="乙座", subdistrict_code="鼓东街道", star="四星", operator_code="E-000003")
        | {"lon": 119.31, "lat": 26.09, "datum": "wgs84", "accuracy_m": 20, "status": "停用", "gross_area": 9000.5}
        | {"granted_on": D(2025, 1, 1), "completed_earliest": D(2011, 1, 1), "area_from": D(2015, 1, 1)}
    ],
    "rooms": [
        room_row("101", area=120, use="商业", lettable="否", owner_code="E-000004", management="统一租赁"),
        room_row("103", outage_area=30, outage_from=D(2026, 3, 1), outage_to=D(2026, 5, 30)),
    ],
    "leases": [
        lease_row("Z-1", enterprise_code=None, party_name="李四公司", area=30, rent=99.5),
        lease_row("Z-1", enterprise_code=None, party_name="李四公司", area=10, rent=99.5, unit_label="102"),
        lease_row("Z-2", area=40, starts_on=D(2027, 1, 1), ends_on=None, kind="自用", renewal_of=None),
        lease_row("Z-3", building=2, unit_label=None, enterprise_code="E-000003", area=50)
        | {"rent": 2, "rent_unit": "元/㎡·天"},
    ],
    "projects": [
        project_row(funding_mode="政府出资", planned_investment=99, finished_plan=D(2026, 11, 1), source=None)
        | {"finished_on": D(2026, 8, 31), "started_on": D(2026, 3, 2)}
    ],
    "splits": [split_row(uscc(1), weight=5, reason="新理由")],
}
TOLD = {
    "enterprises": """
        E-000001 企业类型：公司 → 分公司
        E-000001 属地注册：是 → 否
        E-000001 行业门类：金融业 → 房地产业
        E-000001 行业大类：66 → 70
        E-000001 纳税人识别号：（空） → NEW
    """,
    "buildings": """
        SF-0001 别名：甲座；老楼 → 乙座
        SF-0001 经度、纬度（wgs84）：119.295201, 26.093116 → 119.310000, 26.090000
        SF-0001 坐标精度：30 → 20
        SF-0001 建筑面积：10000.00 → 9000.50
        SF-0001 状态：运营 → 停用
        SF-0001 运营方企业编码：E-000004 → E-000003
        SF-0001 竣工最早：2010-01-01 → 2011-01-01
        SF-0001 竣工最晚：2010-01-01 → 2011-01-01
        SF-0001 星级：三星 → 四星
        SF-0001 星级有效期至：2027-12-31 → （空）
    """,
    "rooms": """
        SF-0001 101 面积：100.00 → 120.00
        SF-0001 101 用途：办公 → 商业
        SF-0001 101 可租售：是 → 否
        SF-0001 101 产权人企业编码：（空） → E-000004
        SF-0001 101 产权人名称：某业主 → （空）
        SF-0001 101 管理方式：自持 → 统一租赁
        SF-0001 103 停用面积：20.00 → 30.00
        SF-0001 103 停用终止日：2026-04-30 → 2026-05-30
    """,
    "leases": """
        示范业主 Z-1 租金：100.50 → 99.50
        示范业主 Z-1 承租企业编码：E-000001 → （空）
        示范业主 Z-1 承租方名称：（空） → 李四公司
        示范业主 Z-2 租约类型：出租 → 自用
        示范业主 Z-3 租金：（空） → 2.00
        示范业主 Z-3 租金单位：（空） → 元/㎡·天
        示范业主 Z-3 承租企业编码：（空） → E-000003
        示范业主 Z-3 承租方名称：某工作室 → （空）
        示范业主 Z-1 面积：40.00 → 30.00
        示范业主 Z-1 房号：（空） → 102
        示范业主 Z-2 续租自：Z-1 → （空）
    """,
    "projects": """
        SF-0001 外立面更新 出资方式：企业投资 → 政府出资
        SF-0001 外立面更新 计划投资：120.50 → 99.00
        SF-0001 外立面更新 来源：街道报送 → （空）
        SF-0001 外立面更新 开工日期：2026-03-01 → 2026-03-02
        SF-0001 外立面更新 计划竣工日期：2026-12-01 → 2026-11-01
        SF-0001 外立面更新 改造竣工日期：（空） → 2026-08-31
    """,
    "splits": f"""
        {uscc(1)} 2026-01 – 2026-03 理由：示范 → 新理由
        {uscc(1)} 2026-01 – 2026-03 权重：2 → 5
        {uscc(1)} 2026-01 – 2026-03 楼宇编码：区外 → （空）
    """,
}


@pytest.fixture
def ready(engine: Engine, tmp_path: Path) -> Engine:
    load(engine, *district(tmp_path / "files"))
    return engine


def test_changes_are_told_in_the_words_of_the_file(ready: Engine, tmp_path: Path) -> None:
    for kind, rows in CHANGED.items():
        with work.reading(ready) as session:
            plan = desk.preview(session, desk.read(make_workbook(tmp_path, kind, rows)))
        assert [said(one) for one in plan.differences] == [line.strip() for line in TOLD[kind].strip().splitlines()]


def test_a_plan_names_what_differs_by_the_fields_of_its_map(ready: Engine, tmp_path: Path) -> None:
    for kind, rows in CHANGED.items():
        book = desk.read(make_workbook(tmp_path, kind, rows))
        assert book.map is not None
        with work.reading(ready) as session:
            found = {one.field for one in desk.KINDS[kind].check(session, book).differences}
        assert found
        assert found <= {column.field for column in columns_of(book.map)} | {PLACE}


def test_zones_are_told_by_their_codes_in_english_too(ready: Engine, tmp_path: Path) -> None:
    row = building_row(2, room_register="否", lettable_declared=5000, zones="belt_east；belt_west")
    with work.reading(ready) as session:
        plan = desk.preview(session, desk.read(make_workbook(tmp_path, "buildings", [row])))
    assert [said(one, "en") for one in plan.differences] == ["SF-0002 片区: core → belt_east；belt_west"]
