"""The rent roll down and up again: what is previewed is what is written, and nothing else."""

import datetime as dt

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.app import create_app
from api.house import House
from buildings import tables
from buildings.audience import PUBLIC, Role
from buildings.database import work
from buildings.kinds import Origin
from buildings.operations.batches import ImportBatch
from buildings.register import buildings
from tests.api.test_tenancy_leases import events
from tests.builders import tenancy
from tests.builders.accounts import key_of, scope_for
from tests.builders.edge import LOCAL
from tests.builders.imported import dump
from tests.builders.register import edit, make_building, make_lease, make_unit
from tests.builders.sheets import XLSX, download, preview, refused, shape, told, upload, write
from tests.builders.tenancy import API, TODAY, Person, Town, on

pytestmark = pytest.mark.stocked("town")

MARK = "示范数据"


def day(days: int) -> dt.datetime:
    return dt.datetime.combine(TODAY + dt.timedelta(days=days), dt.time())


def let(town: Town) -> tuple[str, str]:
    """Two leases of landlord one: 101 whole, 40 m² of 102."""
    first = town.lease("101", number="H-1", rent_fen=9_050, rent_unit="m2_month", ends_on=on(300), signed_on=on(-3))
    second = town.lease("102", area_m2=40, tenant={"name": "=1+1", "code": "0135"})
    town.lease("103", town.two)
    return first["code"], second["code"]


def test_it_is_the_schedule_of_the_import_with_leases_and_empty_rooms(town: Town) -> None:
    first, second = let(town)
    book = download(town.one)
    own = ["租约编码", "版本", "房间面积", "空置面积"]
    assert book.headers == [*(one.header for one in tables.maps()["leases"].columns), *own]
    assert book.book.sheetnames == ["租赁台账", "填写说明"]
    assert [(row["楼宇编码"], row["房号"], row["租约编码"]) for row in book.rows()] == [
        ("GL-0001", "101", first),
        ("GL-0001", "102", second),
        ("GL-0001", "102", None),
        ("GL-0002", "201", None),
    ]
    row = book.find(租约编码=first)
    said = {"出租方": "业主甲", "租约编号": "H-1", "租约类型": "出租", "承租方名称": "某公司", "承租企业编码": None}
    days = {"起始日": day(0), "终止日": day(300), "签约日": day(-3), "提前终止日": None}
    assert row.items() >= (said | days | {"面积": None, "租金": 90.5, "租金单位": "元/㎡·月", "房间面积": 100}).items()
    assert [row["空置面积"] for row in book.empty()] == [60, 100]


def test_what_may_be_calculated_stays_text_and_codes_keep_their_zeros(town: Town) -> None:
    _, second = let(town)
    book = download(town.one)
    row = book.find(租约编码=second)
    cell = book.cell(row["row"], "承租方名称")
    assert (cell.value, cell.data_type, cell.number_format) == ("=1+1", "s", "@")
    assert book.cell(row["row"], "承租方代码").value == "0135"
    assert book.cell(row["row"], "租约编号").number_format == "@"  # empty, and typed into it later
    assert {book.cell(row["row"], name).number_format for name in ("面积", "租金")} == {"#,##0.00"}
    assert {book.cell(row["row"], name).number_format for name in ("起始日", "提前终止日")} == {"yyyy-mm-dd"}
    assert b"<f>" not in book.content


def test_it_offers_choices_and_says_which_columns_are_not_for_typing(town: Town) -> None:
    book = download(town.one)
    rules = {str(rule.sqref).partition(":")[0]: rule for rule in book.sheet.data_validations.dataValidation}
    by_header = {
        header: rules[f"{book.sheet.cell(2, place).coordinate}"] for place, header in enumerate(book.headers, 1)
    }
    assert by_header["租约类型"].formula1 == '"出租,自用"'
    assert by_header["租金单位"].formula1 == '"元/㎡·月,元/㎡·天"'
    assert {by_header[name].type for name in ("起始日", "签约日")} == {"date"}
    assert {by_header[name].promptTitle for name in ("租约编码", "版本", "房间面积")} == {"请勿修改"}
    assert all(rule.prompt for rule in rules.values())
    fills = {name: book.cell(1, name).fill.fgColor.rgb for name in ("承租方名称", "租约编码", "版本")}
    assert fills["租约编码"] == fills["版本"] == "FFD9DDE2" != fills["承租方名称"]
    assert book.sheet.freeze_panes == "C2"
    guide = [[cell or "" for cell in row] for row in book.book["填写说明"].iter_rows(values_only=True)]
    explained = {row[0]: row for row in guide}
    assert all(explained[header][2] and explained[header][3] for header in book.headers)
    assert [row[0] for row in guide if row[1] == "是"] == ["楼宇编码", "承租方名称", "起始日"]


def test_the_name_of_the_file_says_what_when_and_for_whom(town: Town) -> None:
    name = town.one.send("GET", "rent-roll?as_of=2026-06-30").headers["content-disposition"]
    assert name.endswith("filename*=UTF-8''%E7%A7%9F%E8%B5%81%E5%8F%B0%E8%B4%A6%202026-06-30%20landlord.xlsx")
    assert "promoter" in town.staff.send("GET", "rent-roll").headers["content-disposition"]


def test_a_demonstration_is_marked_in_every_row_sheet_and_name_and_goes_nowhere_else(engine: Engine) -> None:
    def stock(changes: work.Changes) -> None:
        home = make_building(changes, code="SF-0001")
        make_lease(changes, [make_unit(changes, home, label="101")], number="D-1", landlord="示范业主")
        make_unit(changes, home, label="102")

    edit(engine, stock, Origin.DEMONSTRATION)
    key = key_of(engine, "demo", Role.PROMOTER, read_only=False)
    with TestClient(create_app(House(engine, PUBLIC, "demonstration")), base_url=LOCAL) as talking:
        who = tenancy.Person(talking, key)
        book = download(who)
        assert [row["标记"] for row in book.rows()] == [MARK, MARK]
        assert book.book["填写说明"]["A1"].value == MARK
        header = book.sheet.oddHeader
        assert header is not None
        assert header.left.text == MARK
        assert (book.book.properties.keywords, book.book.properties.subject) == (MARK, MARK)
        assert "%20%E7%A4%BA%E8%8C%83.xlsx" in who.send("GET", "rent-roll").headers["content-disposition"]
        assert preview(who, book)["counts"]["unchanged"] == 1
    real = key_of(engine, "real", Role.PROMOTER, read_only=False)
    with TestClient(create_app(House(engine, PUBLIC, "real")), base_url=LOCAL) as talking:
        who = tenancy.Person(talking, real)
        assert upload(who, book.content).json()["type"] == "urn:louyu:problem:wrong_origin"
        book.book.remove(book.book["填写说明"])  # the mark stands in the rows, too
        assert upload(who, book.saved()).status_code == 409
        for row in book.rows():
            book.put(row["row"], 标记=None)
        assert {one[0] for one in refused(who, book)} == {"roll_room_unknown"}


def test_it_shows_the_day_that_is_asked_for_and_what_comes_after_it(town: Town) -> None:
    gone = town.lease("101", starts_on=on(-400), ends_on=on(-100))["code"]
    ended = town.lease("101", starts_on=on(-99), ends_on=on(300))
    town.one.post(f"leases/{ended['code']}/end", 200, ended["version"], last_on=on(-50))
    comes = town.lease("101", starts_on=on(30), ends_on=on(60))["code"]
    now = download(town.one)
    assert [row["租约编码"] for row in now.leased()] == [comes]
    assert ("101", 100) in [(row["房号"], row["空置面积"]) for row in now.empty()]  # empty until then
    past = download(town.one, f"?as_of={on(-150)}")
    assert [row["租约编码"] for row in past.leased()] == [gone, ended["code"], comes]
    assert past.find(租约编码=ended["code"]).items() >= {"终止日": day(300), "提前终止日": day(-50)}.items()
    assert "101" not in [row["房号"] for row in past.empty()]


def test_buildings_are_chosen_and_anothers_is_as_if_it_were_not_there(town: Town) -> None:
    let(town)
    assert {row["楼宇编码"] for row in download(town.one, "?building=GL-0002").rows()} == {"GL-0002"}
    assert {row["楼宇编码"] for row in download(town.one, "?building=GL-0002,GL-0001").rows()} == {"GL-0001", "GL-0002"}
    edit(town.engine, lambda changes: make_building(changes, code="GL-0003").code)
    texts = [town.one.send("GET", f"rent-roll?building={code}") for code in ("GL-0003", "GL-0009")]
    assert [one.status_code for one in texts] == [404, 404]
    assert texts[0].text.replace("GL-0003", "GL-0009") == texts[1].text
    for query in ("as_of=gestern", "as_of=0", "building=", "as_of=2026-01-01&as_of=2026-01-02"):
        assert town.one.send("GET", f"rent-roll?{query}").status_code == 422, query
    tag = town.one.send("GET", "rent-roll").headers["etag"]
    assert town.one.send("GET", "rent-roll", if_none_match=tag).status_code == 304
    town.lease("201")
    assert town.one.send("GET", "rent-roll", if_none_match=tag).status_code == 200


def test_each_sees_what_is_his_and_nothing_of_others(town: Town) -> None:
    first, second = let(town)
    third = download(town.two).leased()[0]["租约编码"]
    assert {row["租约编码"] for row in download(town.one).leased()} == {first, second}
    assert {row["租约编码"] for row in download(town.staff).leased()} == {first, second, third}
    assert {row["房号"] for row in download(town.operator).rows()} == {"201", "202"}
    assert {row["楼宇编码"] for row in download(town.street).rows()} == {"GL-0001"}
    shared = town.staff.post(
        "leases",
        tenant={"name": "共用"},
        units=[{"unit": town.rooms[one], "starts_on": on(9)} for one in ("201", "202")],
    )
    assert [row["房号"] for row in download(town.one).leased() if row["租约编码"] == shared["code"]] == ["201"]


def test_sent_back_as_it_came_it_changes_nothing_and_nothing_is_written(town: Town) -> None:
    let(town)
    town.staff.post("leases", tenant={"name": "两处"}, landlord="业主甲", units=[
        {"unit": town.rooms["201"], "starts_on": on(1), "area_m2": 10.25},
        {"unit": town.rooms["202"], "starts_on": on(2), "ends_on": on(3)},
    ])  # fmt: skip
    before = dump(town.engine, "key_uses")
    for who in (town.one, town.two, town.staff, town.street, town.operator):
        book = download(who)
        for content in (book.content, book.saved()):  # as it came, and saved by another program
            for query in ("?dry_run=true", ""):
                answer = upload(who, content, query).json()
                assert answer["leases"] == answer["absent"] == answer["notes"] == []
                counts = {"unchanged": len({row["租约编码"] for row in book.leased()}), "empty": len(book.empty())}
                assert {name: count for name, count in answer["counts"].items() if count} == {
                    name: count for name, count in counts.items() if count
                }
    assert dump(town.engine, "key_uses") == before


def test_changes_are_told_value_by_value_and_then_written(town: Town) -> None:
    first, second = let(town)
    book = download(town.one)
    row, other = book.find(租约编码=first)["row"], book.find(租约编码=second)["row"]
    book.put(row, 租约编号="H-1A", 终止日=day(500), 租金="120.5", 可解约日="2027-01-05", 面积=80)
    book.put(other, 承租方名称="改了名字", 承租方代码=None, 面积=None, 租约类型="自用", 签约日=day(-1))
    tried = preview(town.one, book)
    assert [(one["action"], one["code"], one["rows"]) for one in tried["leases"]] == [
        ("changed", first, [row]),
        ("changed", second, [other]),
    ]
    assert list(told(tried)) == [
        ("changed", "number", "H-1", "H-1A"),
        ("changed", "break_on", None, "2027-01-05"),
        ("changed", "rent_fen", 9_050, 12_050),
        ("changed", "area_m2", None, 80.0),
        ("changed", "ends_on", on(300), on(500)),
        ("changed", "kind", "let", "owner_occupied"),
        ("changed", "signed_on", None, on(-1)),
        ("changed", "tenant", "=1+1", "改了名字"),
        ("changed", "tenant_code", "0135", None),
        ("changed", "area_m2", 40.0, None),
    ]
    done = write(town.one, book)
    assert shape(done) == shape(tried)
    assert [one["version"] for one in done["leases"]] == [town.one.version(f"leases/{one}") for one in (first, second)]
    assert town.one.get(f"leases/{first}").items() >= {"number": "H-1A", "ends_on": on(500), "area_m2": 80.0}.items()
    assert [one[1] for one in events(town.engine)][-2:] == ["changed", "changed"]
    with work.reading(town.engine) as session:
        (batch,) = session.execute(select(ImportBatch).where(ImportBatch.kind == "rent_roll")).scalars()  # type: ignore[arg-type]
    assert (batch.sha256, batch.counts["changed"]) == (done["file"]["sha256"], 2)
    assert preview(town.one, download(town.one))["leases"] == []
    town.sound()


def test_an_empty_room_filled_in_and_a_new_row_are_new_leases(town: Town) -> None:
    let(town)
    book = download(town.one)
    book.put(
        book.find(房号="201", 租约编码=None)["row"], 承租方名称="新租户", 起始日=day(3), 租金=3, 租金单位="元/㎡·天"
    )
    for room in ("101", "102"):
        book.add(楼宇编码="GL-0001", 房号=room, 承租方名称="两间", 租约编号="N-2", 起始日="2050-01-01", 面积="20")
    tried = preview(town.one, book)
    assert [(one["action"], len(one["rows"]), one["code"]) for one in tried["leases"]] == [
        ("new", 1, None),
        ("new", 2, None),
    ]
    assert ("new", "room", None, "GL-0002 201") in list(told(tried))
    done = write(town.one, book)
    assert shape(done) == shape(tried)
    one, two = (town.one.get(f"leases/{lease['code']}") for lease in done["leases"])
    assert (one["landlord"], one["tenant"], one["rent_fen"], one["rent_unit"]) == ("业主甲", "新租户", 300, "m2_day")
    assert [(part["room"], part["area_m2"], part["starts_on"]) for part in two["units"]] == [
        ("101", 20.0, "2050-01-01"),
        ("102", 20.0, "2050-01-01"),
    ]
    again = preview(town.one, book)  # the same file once more: its leases are found by number, or by room and tenant
    assert (again["leases"], again["counts"]["unchanged"]) == ([], 4)
    town.sound()


def test_early_ends_are_set_and_taken_back_and_leases_renewed(town: Town) -> None:
    first, second = let(town)
    book = download(town.one)
    row = book.find(租约编码=first)["row"]
    book.put(row, 提前终止日=day(100))
    book.add(
        楼宇编码="GL-0001",
        房号="101",
        承租方名称="某公司",
        租约编号="H-2",
        起始日=day(101),
        终止日=day(400),
        续租自="H-1",
        签约日=day(0),
    )
    book.add(楼宇编码="GL-0001", 房号="101", 承租方名称="某公司", 租约编号="H-3", 起始日=day(401), 续租自="H-2")
    tried = preview(town.one, book)
    assert [one["action"] for one in tried["leases"]] == ["ended", "renewed", "renewed"]
    assert (tried["counts"]["ended"], tried["counts"]["renewed"]) == (1, 2)
    done = write(town.one, book)
    codes_ = [one["code"] for one in done["leases"]]
    found = [town.one.get(f"leases/{code}") for code in codes_]
    assert [(one["ended_early_on"], one["renewal_of"]) for one in found] == [
        (on(100), None),
        (None, first),
        (None, codes_[1]),
    ]
    back = download(town.one)
    assert [row["续租自"] for row in back.leased()] == [None, "H-1", "H-2", None]
    assert preview(town.one, back)["leases"] == []
    back.put(back.find(租约编号="H-2")["row"], 续租自=None, 起始日=day(301), 终止日=day(350))
    back.put(back.find(租约编号="H-1")["row"], 提前终止日=None)
    taken = write(town.one, back)
    assert [one["action"] for one in taken["leases"]] == ["resumed", "changed"]
    assert ("changed", "renewal_of", "H-1", None) in list(told(taken))
    never = download(town.one)
    never.put(never.find(租约编码=second)["row"], 提前终止日=day(-1))
    assert [one["action"] for one in write(town.one, never)["leases"]] == ["ended"]
    assert town.one.get(f"leases/{second}")["state"] == "never_began"
    town.sound()


def test_rooms_are_moved_added_and_never_taken_away(town: Town) -> None:
    past = {"unit": town.rooms["101"], "starts_on": on(-500), "ends_on": on(-400)}
    now = {"unit": town.rooms["102"], "starts_on": on(0), "ends_on": on(99)}
    made = town.one.post("leases", tenant={"name": "某公司"}, units=[past, now])["code"]
    book = download(town.one)
    row = book.find(租约编码=made)["row"]
    assert book.cell(row, "房号").value == "102"
    book.put(row, 房号="101", 起始日=day(5))
    moved = write(town.one, book)
    assert list(told(moved)) == [
        ("changed", "room", "GL-0001 102", "GL-0001 101"),
        ("changed", "starts_on", on(0), on(5)),
    ]
    parts = [(one["room"], one["starts_on"]) for one in town.one.get(f"leases/{made}")["units"]]
    assert sorted(parts) == [("101", on(-500)), ("101", on(5))]  # what is past stays as it was
    book = download(town.one)
    row = book.find(租约编码=made)["row"]
    more = {name: book.cell(row, name).value for name in ("租约编码", "版本", "出租方", "承租方名称", "租约类型")}
    book.add(**more, 楼宇编码="GL-0001", 房号="102", 起始日=day(5))
    added = write(town.one, book)
    assert list(told(added)) == [("changed", "room", None, "GL-0001 102"), ("changed", "starts_on", None, on(5))]
    book = download(town.one)
    book.drop(book.find(租约编码=made, 房号="101")["row"])
    left = write(town.one, book)
    assert (left["leases"], [one["room"] for one in left["absent"]]) == ([], ["GL-0001 101"])
    assert len(town.one.get(f"leases/{made}")["units"]) == 3
    town.sound()


def test_a_column_that_the_file_lacks_says_nothing(town: Town) -> None:
    first, _ = let(town)
    book = download(town.one)
    keep = {"楼宇编码", "房号", "起始日", "租约编码", "版本", "租金"}
    book.put(book.find(租约编码=first)["row"], 租金=91)
    for header in [one for one in book.headers if one not in keep]:
        book.sheet.delete_cols(book.headers.index(header) + 1)
    for row in [one["row"] for one in book.rows() if not one["租约编码"]][::-1]:
        book.drop(row)
    assert list(told(write(town.one, book))) == [("changed", "rent_fen", 9_050, 9_100)]
    assert (
        town.one.get(f"leases/{first}").items()
        >= {"number": "H-1", "ends_on": on(300), "rent_unit": "m2_month"}.items()
    )


def test_a_building_without_rooms_is_written_without_one(town: Town) -> None:
    def stock(changes: work.Changes) -> None:
        home = make_building(changes, code="GL-0007", room_register=False, subdistrict_code=tenancy.A)
        buildings.set_area(changes, home, "lettable_declared", 100_000)

    edit(town.engine, stock)
    book = download(town.staff, "?building=GL-0007")
    (row,) = book.rows()
    assert (row["房号"], row["空置面积"]) == (None, 1000)
    book.put(row["row"], 出租方="产权方", 承租方名称="整栋", 起始日=day(0), 面积=500)
    made = write(town.staff, book)["leases"][0]
    assert (made["room"], made["action"]) == ("GL-0007", "new")
    back = download(town.staff, "?building=GL-0007")
    assert [(row["房号"], row["面积"], row["空置面积"]) for row in back.rows()] == [
        (None, 500, None),
        (None, None, 500),
    ]
    back.put(2, 房号="A座")
    noted = preview(town.staff, back)
    assert (noted["leases"], noted["notes"][0]["row"], noted["notes"][0]["column"]) == ([], 2, "房号")


@pytest.mark.parametrize("who", ["leader", "admin", "reader", "nobody"])
def test_nobody_else_sends_one(town: Town, who: str) -> None:
    content = download(town.one).content
    if who == "nobody":
        sent = {"content-type": XLSX}
        assert town.talking.post(f"{API}/rent-roll", content=content, headers=sent).status_code == 401
        assert town.talking.get(f"{API}/rent-roll").status_code == 401
        return
    role = {"leader": Role.LEADER, "admin": Role.ADMIN, "reader": Role.LANDLORD}[who]
    person = Person(town.talking, key_of(town.engine, who, role, scope=scope_for(role), read_only=who == "reader"))
    assert upload(person, content).status_code == 403
    assert person.send("GET", "rent-roll").status_code == (200 if who == "reader" else 403)
