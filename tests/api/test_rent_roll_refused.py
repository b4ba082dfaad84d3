"""What a rent roll may not say: refused whole, each cell named, nothing told of others; and the rules of a write."""

import io
import re

import pytest
import xlsxwriter

from buildings.imports import rent_roll
from buildings.workflows import rent_roll as rolls
from tests.api.test_rent_roll import day, let
from tests.builders.imported import dump
from tests.builders.sheets import SHEET, Book, download, preview, refused, shape, told, upload, write
from tests.builders.tenancy import Town, on

pytestmark = pytest.mark.stocked("town")


WRONG: list[tuple[dict[str, object], tuple[str, str] | None]] = [
    ({"租金": "十块"}, ("not_a_number", "租金")),
    ({"租金": "90元"}, ("unit_in_cell", "租金")),
    ({"租金": -1}, ("negative_rent", "租金")),
    ({"租金": "=1+1"}, ("formula_without_value", "租金")),
    ({"租金": "#REF!"}, ("cell_error", "租金")),
    ({"租金单位": None}, ("rent_without_unit", "租金单位")),
    ({"面积": 1.005}, ("too_many_decimals", "面积")),
    ({"面积": 0}, ("area_zero", "面积")),
    ({"面积": 100.01}, ("capacity_exceeded", "面积")),
    ({"面积": 20_000_000}, ("out_of_range", "面积")),
    ({"起始日": "2026-02-30"}, ("no_such_day", "起始日")),
    ({"起始日": None}, ("required_empty", "起始日")),
    ({"终止日": "不定期"}, ("not_a_date", "终止日")),
    ({"终止日": day(-1)}, ("end_before_start", "终止日")),
    ({"提前终止日": day(300)}, ("end_not_early", "提前终止日")),
    ({"楼宇编码": None}, ("required_empty", "楼宇编码")),
    ({"楼宇编码": "某大厦"}, ("not_a_code", "楼宇编码")),
    ({"租约类型": "借用"}, ("not_in_list", "租约类型")),
    ({"承租方名称": None}, ("party_missing", "承租方名称")),
    ({"承租方名称": "长" * 201}, ("text_too_long", "承租方名称")),
    ({"承租方名称": "a_x0007_b"}, ("text_not_clean", "承租方名称")),
    ({"租约编号": "n" * 61}, ("text_too_long", "租约编号")),
    ({"租约编码": "L-1"}, ("not_a_code", "租约编码")),
    ({"版本": "新"}, ("not_a_number", "版本")),
    ({"版本": 99, "租金": 1}, ("stale_version", "版本")),
    ({"版本": 99}, None),  # nothing is said otherwise, so nothing can be lost
    ({"出租方": "别人"}, ("staff_only", "出租方")),
    ({"承租企业编码": "E-000001"}, ("staff_only", "承租企业编码")),
    ({"续租自": "没有"}, ("renewal_unknown", "续租自")),
    ({"续租自": "H-1"}, ("renewal_circle", "续租自")),
]


def test_a_wrong_cell_is_named_with_what_would_be_right(town: Town) -> None:
    first, _ = let(town)
    before = dump(town.engine, "key_uses")
    content = download(town.one).content
    for said, wrong in WRONG:
        book = Book(content)
        row = book.find(租约编码=first)["row"]
        book.put(row, **said)
        if wrong is None:
            assert preview(town.one, book)["leases"] == []
            continue
        assert refused(town.one, book) == [(wrong[0], row, wrong[1])], said
        for language in ("zh", "en"):
            problem = upload(town.one, book.saved(), f"?lang={language}").json()
            assert problem["type"] == "urn:louyu:problem:file_rejected"
            (told_,) = problem["errors"]
            assert told_["sheet"] == SHEET
            assert not re.search("None|…(?!”)", re.sub('…"', "", told_["detail"])), told_
    assert dump(town.engine, "key_uses") == before


def test_everything_that_can_be_told_at_once_is(town: Town) -> None:
    let(town)
    book = download(town.one)
    book.put(book.find(租约编号="H-1")["row"], 租金="x", 终止日="y")
    book.put(book.find(租约编号=None, 房号="102", 面积=40)["row"], 房号="999")
    book.add(楼宇编码="GL-0001", 房号="101", 起始日=day(1))
    assert sorted(refused(town.one, book)) == [
        ("not_a_date", 2, "终止日"),
        ("not_a_number", 2, "租金"),
        ("party_missing", 6, "承租方名称"),
        ("roll_room_unknown", 3, "房号"),
    ]


def test_anothers_rooms_and_leases_are_as_if_they_were_not_there(town: Town) -> None:
    let(town)
    theirs = download(town.two).leased()[0]["租约编码"]
    answers = []
    for room, code in (("103", theirs), ("999", "L-0000999")):
        for more in ({"房号": room}, {"房号": "101", "租约编码": code}, {"房号": "101", "续租自": code}):
            book = download(town.one)
            book.add(**({"楼宇编码": "GL-0001", "承租方名称": "新", "起始日": day(900)} | more))
            text = upload(town.one, book.saved(), "?dry_run=true").text
            answers.append(text.replace("103", "999").replace(theirs, "L-0000999"))
    assert answers[:3] == answers[3:]
    book = download(town.one)
    book.add(楼宇编码="GL-0099", 房号="1", 承租方名称="新", 起始日=day(1))
    assert refused(town.one, book) == [("roll_room_unknown", 6, "房号")]
    for who in (town.operator, town.street):  # each in his own scope
        book = download(who)
        book.add(楼宇编码="GL-0001" if who is town.operator else "GL-0002", 房号="201", 承租方名称="新", 起始日=day(1))
        assert [one[0] for one in refused(who, book)] == ["roll_room_unknown"]


def test_a_lease_over_rooms_of_two_owners_is_for_staff(town: Town) -> None:
    units = [{"unit": town.rooms[one], "starts_on": on(0)} for one in ("101", "103")]
    shared = town.staff.post("leases", tenant={"name": "共用"}, units=units, landlord="业主甲", number="S-1")
    for change in ({"租金": 1, "租金单位": "元/㎡·月"}, {"面积": 10}, {"提前终止日": day(9)}):
        book = download(town.one)
        row = book.find(租约编码=shared["code"])["row"]
        book.put(row, **change)
        assert refused(town.one, book) == [("beyond_scope", row, "")]
        assert town.rooms["103"] not in upload(town.one, book.saved()).text
    book = download(town.staff)
    book.put(book.find(租约编码=shared["code"], 房号="103")["row"], 面积=10)
    write(town.staff, book)
    parts = {one["room"]: one["area_m2"] for one in town.staff.get(f"leases/{shared['code']}")["units"]}
    assert parts == {"101": 100.0, "103": 10.0}
    town.sound()


def test_who_was_faster_is_not_overwritten(town: Town) -> None:
    first, _ = let(town)
    book = download(town.one)
    version = town.one.version(f"leases/{first}")
    town.one.patch(f"leases/{first}", upon=version, rent_fen=1_000)
    row = book.find(租约编码=first)["row"]
    assert refused(town.one, book) == [("stale_version", row, "版本")]  # not even by a row nobody touched
    detail = upload(town.one, book.saved()).json()["errors"][0]["detail"]
    assert "重新下载" in detail
    book.put(row, 版本=None)  # without a version what stands gives way, as everywhere
    assert list(told(write(town.one, book))) == [("changed", "rent_fen", 1_000, 9_050)]


def test_rows_that_stand_twice_or_contradict_each_other_are_named(town: Town) -> None:
    first, _ = let(town)
    book = download(town.one)
    row = {name: value for name, value in book.find(租约编码=first).items() if name != "row"}
    book.add(**row)
    assert refused(town.one, book) == [("key_twice", 6, "租约编号")]
    book.put(6, 房号="102", 租金=1)
    assert refused(town.one, book) == [("lease_rows_differ", 6, "租金")]
    book.put(6, 租金=row["租金"], 租约编码=None, 版本=None, 面积=1)
    assert refused(town.one, book) == [("key_twice", 6, "租约编号")]  # its number is that of the other row
    book.put(6, 租约编号=None)
    book.add(**{**row, "房号": "102", "面积": 1, "租约编码": None, "版本": None, "租约编号": None})
    assert refused(town.one, book) == [("key_twice", 7, "租约编号")]


def test_rows_in_each_others_way_name_rows(town: Town) -> None:
    book = download(town.one)
    for number in range(2):
        book.add(楼宇编码="GL-0001", 房号="101", 承租方名称=f"甲{number}", 起始日=day(10), 面积=60)
    (problem,) = upload(town.one, book.saved()).json()["errors"]
    assert (problem["type"], problem["row"], problem["column"]) == ("urn:louyu:problem:capacity_exceeded", 6, "面积")
    assert "占用者：第 5 行" in problem["detail"]
    (problem,) = upload(town.one, book.saved(), "?lang=en").json()["errors"]
    assert "In the way: row 5" in problem["detail"]


def test_so_many_rows_and_no_more(town: Town) -> None:
    headers = ["楼宇编码", "房号", "承租方名称", "起始日", "终止日", "面积"]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        sheet = made.add_worksheet(SHEET)
        sheet.write_row(0, 0, headers)
        for row in range(1, 5_002):
            sheet.write_row(row, 0, ["GL-0001", "101", f"租户{row}", "2050-01-01", "2050-12-31", 0.01])
        for row in range(5_002, 5_102):
            sheet.write_row(row, 0, ["GL-0001", "102"])  # empty rooms do not count
    answer = upload(town.one, stream.getvalue())
    assert answer.json()["errors"][0]["type"] == "urn:louyu:problem:roll_too_long"
    assert "5001" in answer.json()["errors"][0]["detail"]
    assert town.one.get("leases")["items"] == []
    assert rent_roll.MOST_ROWS == 5_000


def test_formulas_count_by_what_they_came_to(town: Town) -> None:
    let(town)
    book = download(town.one)
    values = [list(row) for row in book.sheet.iter_rows(values_only=True)]
    place, cut = book.headers.index("租金"), len(book.headers)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as made:
        sheet = made.add_worksheet(SHEET)
        for number, row in enumerate(values):
            sheet.write_row(number, 0, row[:cut])
        sheet.write_formula(1, place, "=90+5", None, 95)
    assert list(told(upload(town.one, stream.getvalue()).json())) == [("changed", "rent_fen", 9_050, 9_500)]


def reason(month: str) -> str:
    return f"?reason=补报{month}"


def test_a_closed_month_becomes_a_proposal_that_says_why(town: Town) -> None:
    made = town.lease("101", starts_on=on(-200), ends_on=on(300), rent_fen=9_000, rent_unit="m2_month", number="P-1")
    other = town.lease("201", starts_on=on(1), number="P-2")
    month = town.close()
    book = download(town.one)
    row = book.find(租约编号="P-1")["row"]
    book.put(row, 租金=95)
    book.put(book.find(租约编号="P-2")["row"], 终止日=day(99))
    new = book.add(楼宇编码="GL-0001", 房号="102", 承租方名称="补录", 起始日=day(-100), 续租自="P-1")
    assert refused(town.one, book) == [("roll_needs_reason", row, ""), ("roll_needs_reason", new, "")]
    assert month in upload(town.one, book.saved()).json()["errors"][0]["detail"]
    tried = preview(town.one, book, f"&reason=补报{month}")
    assert [(one["action"], one["proposed"], one["proposal"]) for one in tried["leases"]] == [
        ("changed", True, None),
        ("changed", False, None),
        ("renewed", True, None),
    ]
    assert tried["counts"].items() >= {"proposed": 2, "changed": 1, "renewed": 0}.items()
    assert town.one.get("proposals")["items"] == []
    done = write(town.one, book, reason(month))
    assert shape(done) == shape(tried)
    proposals = [town.staff.get(f"proposals/{one['proposal']}") for one in done["leases"] if one["proposed"]]
    assert [(one["kind"], one["subject"], one["reason"]) for one in proposals] == [
        ("lease_change", made["code"], f"补报{month}"),
        ("lease_create", "", f"补报{month}"),
    ]
    assert proposals[0]["difference"]["rent_fen"] == {"before": 9_000, "after": 9_500}
    assert town.one.get(f"leases/{made['code']}")["rent_fen"] == 9_000
    assert town.one.get(f"leases/{other['code']}")["ends_on"] == on(99)
    for one in proposals:
        town.officer.post(f"proposals/{one['code']}/accept", 200, one["version"])
    assert town.one.get(f"leases/{made['code']}")["rent_fen"] == 9_500
    (late,) = [one for one in town.one.get("leases")["items"] if one["tenant"] == "补录"]
    assert late["renewal_of"] == made["code"]
    town.sound()


def test_staff_correct_rents_of_closed_months_at_once_and_propose_space_behind_known_tax(town: Town) -> None:
    town.lease("101", starts_on=on(-200), rent_fen=9_000, rent_unit="m2_month", number="P-1")
    town.close()
    book = download(town.staff)
    row = book.find(租约编号="P-1")["row"]
    book.put(row, 租金=95)
    assert write(town.staff, book)["counts"]["changed"] == 1
    book = download(town.staff)
    book.put(row, 面积=90)
    assert refused(town.staff, book) == [("roll_needs_reason", row, "")]
    assert refused(town.tax, book) == [("purpose_to_move_tax", row, "")]
    assert write(town.staff, book, "?reason=漏报")["counts"]["proposed"] == 1
    assert write(town.officer, book)["counts"]["changed"] == 1
    town.sound()


def test_an_early_end_in_a_closed_month_is_one_proposal_and_nothing_beside(town: Town) -> None:
    town.lease("101", starts_on=on(-200), ends_on=on(300), number="P-1")
    town.lease("102", starts_on=on(-200), ends_on=on(300), number="P-2", rent_fen=1, rent_unit="m2_day")
    month = town.close(2)
    book = download(town.one)
    ends, mixed = book.find(租约编号="P-1")["row"], book.find(租约编号="P-2")["row"]
    book.put(ends, 提前终止日=day(-150))
    book.put(mixed, 提前终止日=day(-150), 租金=2)
    assert refused(town.one, book, "&reason=迁出") == [("propose_alone", mixed, "")]
    book.put(mixed, 提前终止日=None, 租金=0.01)
    done = write(town.one, book, reason(month))
    assert [(one["action"], one["proposed"]) for one in done["leases"]] == [("ended", True)]
    (staged,) = town.staff.get("proposals")["items"]
    assert staged["kind"] == "lease_end"
    town.officer.post(f"proposals/{staged['code']}/accept", 200, staged["version"])
    back = download(town.one, f"?as_of={on(-180)}")
    assert back.find(租约编号="P-1")["提前终止日"] == day(-150)


def test_what_renews_a_proposal_waits_and_proposals_of_a_file_are_few(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.close()
    book = download(town.one)
    book.add(楼宇编码="GL-0001", 房号="101", 承租方名称="甲", 起始日=day(-100), 终止日=day(10), 租约编号="W-1")
    book.add(楼宇编码="GL-0001", 房号="101", 承租方名称="甲", 起始日=day(11), 租约编号="W-2", 续租自="W-1")
    assert refused(town.one, book, "&reason=x") == [("renewal_waits", 6, "续租自")]
    book.drop(6)
    monkeypatch.setattr(rolls, "MOST_PROPOSED", 0)
    assert refused(town.one, book, "&reason=x") == [("roll_many_proposals", None, "")]


def test_a_preview_binds_who_says_so(town: Town) -> None:
    first, _ = let(town)
    book = download(town.one)
    book.put(book.find(租约编码=first)["row"], 租金=91, 版本=None)
    seen = preview(town.one, book)["difference"]
    town.one.patch(f"leases/{first}", upon=town.one.version(f"leases/{first}"), rent_fen=9_051)
    moved = upload(town.one, book.saved(), f"?difference={seen}")
    assert (moved.status_code, moved.json()["type"]) == (412, "urn:louyu:problem:difference_moved")
    fresh = preview(town.one, book)["difference"]
    assert fresh != seen
    assert upload(town.one, book.saved(), f"?difference={fresh}").json()["difference"] == fresh


def test_a_new_row_that_says_what_another_row_says_already_is_told_so(town: Town) -> None:
    town.lease("101", tenant={"name": "甲公司"}, starts_on=on(0))
    book = download(town.one)
    twin = book.add(楼宇编码="GL-0001", 房号="101", 承租方名称="甲公司", 起始日=day(0))
    assert refused(town.one, book) == [("roll_lease_twice", twin, "起始日")]
    told = upload(town.one, book.saved()).json()["errors"][0]["detail"]
    assert "同一租约" in told
    assert "“”" not in told
