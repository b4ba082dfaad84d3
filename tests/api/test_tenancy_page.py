"""The page of who reports: figures of what is held, and a rent roll that is previewed, confirmed and written once."""

import datetime as dt
import html
import re
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from api.auth import COOKIE
from api.kept_uploads import MINUTES, Kept
from api.pages import tenancy as pages
from api.uploads import Upload
from buildings.access import accounts, sessions
from buildings.access.clock import now
from buildings.database import work
from buildings.register import codes, owners
from buildings.register.buildings import Building
from buildings.register.enterprises import Enterprise
from buildings.register.owners import Share
from buildings.register.units import Unit
from buildings.workflows import tenancy_figures
from tests.api.test_rent_roll import day, let
from tests.builders import tenancy
from tests.builders.imported import dump
from tests.builders.register import edit, make_unit
from tests.builders.sheets import XLSX, Book, download
from tests.builders.tenancy import Json, Town, on

pytestmark = pytest.mark.stocked("town")

TAGS = re.compile(r"<[^>]+>")


@dataclass
class Visitor:
    """Somebody in a browser."""

    town: Town
    token: str
    csrf: str

    def get(self, path: str, status: int = 200) -> str:
        answer = self.town.talking.get(path, headers=self._headers(), follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path: str, status: int = 200, *, files: Any = None, **data: str) -> str:  # noqa: ANN401 - the client's
        data = {"csrf": self.csrf} | data
        answer = self.town.talking.post(path, files=files, data=data, headers=self._headers())
        assert answer.status_code == status, answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        return str(answer.text)

    def preview(self, book: Book, status: int = 200, **data: str) -> str:
        return self.post("/tenancy/preview", status, files={"file": ("台账.xlsx", book.saved(), XLSX)}, **data)

    def confirm(self, page: str, status: int = 200, **data: str) -> str:
        return self.post("/tenancy/confirm", status, **(fields(page) | data))

    def _headers(self) -> dict[str, str]:
        return {"cookie": f"{COOKIE}={self.token}", "accept": "text/html"}


def visitor(town: Town, name: str) -> Visitor:
    def begin(session: work.Session) -> tuple[str, str]:
        row = accounts.find(session, name)
        assert row is not None
        token, made = sessions.begin(session, row.key, now())
        return token, made.csrf

    return Visitor(town, *work.keeping(town.engine, begin))


def fields(page: str) -> dict[str, str]:
    """Hidden fields of the form that confirms."""
    (form,) = re.findall(r'<form method="post" action="/tenancy/confirm.*?</form>', page, re.DOTALL)
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def said(page: str) -> str:
    return html.unescape(" ".join(TAGS.sub(" ", page.partition("<main")[2]).split()))


def test_the_start_page_leads_there_whoever_reports_and_nobody_else(town: Town) -> None:
    assert 'href="/tenancy?lang=zh"' in visitor(town, "one").get("/")
    assert 'href="/tenancy?lang=en"' in visitor(town, "staff").get("/?lang=en")
    assert "/tenancy" not in town.talking.get("/").text
    answer = town.talking.get("/tenancy", headers={"accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Ftenancy&lang=zh")


def test_it_tells_what_is_held_let_empty_and_ending(town: Town) -> None:
    let(town)
    town.lease("201", starts_on=on(40), ends_on=on(70), tenant={"name": "将来<b>的"})
    unknown = edit(town.engine, lambda changes: _more(changes, town))
    page = visitor(town, "one").get("/tenancy")
    text = said(page)
    for shown in ("可租售房间 4", "2 栋楼宇", "300.00 ㎡", "另有 1 间数据不足", "140.00 ㎡", "160.00 ㎡", "1 份租约"):
        assert shown in text, text
    assert "某公司 到 " + on(300) in text
    assert f"将来<b>的 {on(40)} 起 到 {on(70)}" in text
    assert "<b>的" not in page
    assert f"{unknown} 面积 数据不足 已租、自用 0.00 ㎡ 空置 数据不足" in text
    assert "103" not in text
    english = said(visitor(town, "one").get("/tenancy?lang=en&building=GL-0002"))
    assert "Rooms to let 1 1 buildings" in english
    assert "GL-0001 某" not in english
    visitor(town, "one").get("/tenancy?building=GL-0009", 404)


def _more(changes: work.Changes, town: Town) -> str:
    """A room of unknown area that landlord one owns."""
    other = changes.session.get_one(Unit, codes.key(codes.UNIT, town.rooms["101"]))
    home = changes.session.get_one(Building, other.building_id)
    unit = make_unit(changes, home, label="105", area_dm2=None)
    firms = changes.session.execute(select(Enterprise)).scalars()
    mine = next(one.key for one in firms if one.name == "业主甲")
    owners.own(changes, unit, [Share(mine)], valid_from=tenancy.START)
    return "105"


@pytest.mark.parametrize(
    ("first", "year"), [("2027-02-28", "2028-02-28"), ("2028-02-29", "2029-02-28"), ("2026-11-27", "2027-11-27")]
)
def test_a_year_on_is_the_same_day_or_the_last_of_february(first: str, year: str) -> None:
    assert tenancy_figures.year_on(dt.date.fromisoformat(first)) == dt.date.fromisoformat(year)


def test_a_file_is_previewed_then_confirmed_and_written_once(town: Town) -> None:
    first, _ = let(town)
    one = visitor(town, "one")
    book = download(town.one)
    book.put(book.find(租约编码=first)["row"], 租金=99.5, 终止日=None)
    book.put(book.find(房号="201", 租约编码=None)["row"], 承租方名称="<i>新", 起始日=day(3))
    stood = dump(town.engine, "key_uses", "sessions")
    page = one.preview(book)
    assert dump(town.engine, "key_uses", "sessions") == stood
    text = said(page)
    assert "预览：还没有写入" in text
    assert "租金（元）： 90.50 → 99.50" in text
    assert f"终止日： {on(300)} → 不定期" in text
    assert "新租约 1 修改 1 不变 1 空置房间行 1" in text
    assert "<i>新" in text
    assert "<i>新" not in page
    english = said(one.post("/tenancy/preview?lang=en", files={"file": ("a.xlsx", book.saved(), XLSX)}))
    assert "rent (yuan): 90.50 → 99.50" in english
    page = one.preview(book)
    done = one.confirm(page)
    assert "已写入" in said(done)
    assert '<form method="post" action="/tenancy/confirm' not in done
    assert town.one.get(f"leases/{first}").items() >= {"rent_fen": 9_950, "ends_on": None}.items()
    stood = dump(town.engine, "key_uses", "sessions")
    assert said(one.confirm(page)) == said(done)  # pressed twice
    assert dump(town.engine, "key_uses", "sessions") == stood
    assert "没有改动" in said(one.preview(download(town.one)))
    town.sound()


def test_what_is_confirmed_is_what_was_previewed(town: Town) -> None:
    first, _ = let(town)
    one, two = visitor(town, "one"), visitor(town, "two")
    book = download(town.one)
    book.put(book.find(租约编码=first)["row"], 租金=99.5, 版本=None)
    page = one.preview(book)
    assert "已不在服务器上" in said(two.post("/tenancy/confirm", 422, **(fields(page) | {"csrf": two.csrf})))
    assert "已不在服务器上" in said(one.confirm(page, 422, token="0" * 64))
    town.one.patch(f"leases/{first}", upon=town.one.version(f"leases/{first}"), rent_fen=9_051)
    moved = one.confirm(page, 412)
    assert "预览之后台账又有改动" in said(moved)
    assert "90.51 → 99.50" in said(moved)
    assert "已写入" in said(one.confirm(moved))
    other = download(town.one)
    other.put(other.find(租约编码=first)["row"], 租金=1)
    one.preview(other)
    assert "已不在服务器上" in said(one.confirm(moved, 422))  # another file was previewed since
    assert town.one.get(f"leases/{first}")["rent_fen"] == 9_950


def test_a_form_of_a_foreign_page_does_nothing(town: Town) -> None:
    let(town)
    one = visitor(town, "one")
    book = download(town.one)
    for path in ("/tenancy/preview", "/tenancy/confirm"):
        for mark in ("", "guess"):
            files = {"file": ("a.xlsx", book.saved(), XLSX)} if path.endswith("preview") else None
            one.post(path, 403, files=files, csrf=mark)


def test_what_is_wrong_is_a_table_and_the_form_again(town: Town) -> None:
    first, _ = let(town)
    one = visitor(town, "one")
    book = download(town.one)
    row = book.find(租约编码=first)["row"]
    book.put(row, 租金="九十")
    other = book.add(楼宇编码="GL-0001", 房号="<u>", 承租方名称="新", 起始日=day(1))
    page = one.preview(book, 422, reason="补报“甲”")
    text = said(page)
    assert "文件有 2 处问题" in text
    assert f"行 {row} 租金 “九十”不是数字。" in text
    assert f"行 {other} 房号 您的范围内没有楼宇 GL-0001 的房间“<u>”。" in text
    assert "<u>" not in page
    assert 'value="补报“甲”"' in page
    assert "没有收到文件" in said(one.post("/tenancy/preview", 422))
    assert "不是 Excel 工作簿" in said(
        one.post("/tenancy/preview", 422, files={"file": ("a.csv", b"a,b\n", "text/csv")})
    )


def test_a_closed_month_is_proposed_from_the_page(town: Town) -> None:
    town.lease("101", starts_on=on(-200), rent_fen=9_000, rent_unit="m2_month")
    month = town.close()
    one = visitor(town, "one")
    book = download(town.one)
    book.put(2, 租金=95)
    assert f"涉及已封账的 {month}" in said(one.preview(book, 422))
    page = one.preview(book, reason="补报")
    assert "提交审核 1" in said(page)
    done = said(one.confirm(page))
    (staged,) = town.staff.get("proposals")["items"]
    assert f"变更申请 {staged['code']}" in done
    assert staged["reason"] == "补报"
    for who in (one, visitor(town, "staff")):
        text = said(who.get("/tenancy"))
        assert "变更申请 须先审核" in text
        assert f"{staged['code']} 更改租约 GL-0001" in text
        assert "补报 涉及已封账的月份，由工作人员审核 待审" in text
    town.staff.post(f"proposals/{staged['code']}/reject", 200, staged["version"], decision="请附合同")
    assert f"已退回 {on(0)} 请附合同" in said(one.get("/tenancy"))
    assert staged["code"] not in said(visitor(town, "two").get("/tenancy"))


def test_rows_left_out_are_listed(town: Town) -> None:
    first, _ = let(town)
    book = download(town.one)
    book.drop(book.find(租约编码=first)["row"])
    text = said(visitor(town, "one").preview(book))
    assert "台账里有、文件里没有的行（不会删除）" in text
    assert f"GL-0001 101 某公司 {on(0)} – {on(300)} · {first}" in text


def test_many_rooms_are_told_by_building(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    let(town)
    monkeypatch.setattr(pages, "MOST_ROOMS", 2)
    text = said(visitor(town, "staff").get("/tenancy"))
    assert "按楼宇" in text
    assert "某公司" not in text
    assert "GL-0001" in text


class Clock:
    """Time that passes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_files_are_kept_for_their_account_for_a_while_and_not_too_many() -> None:
    clock = Clock()
    kept = Kept(clock, most=100)
    first, second = (Upload("a.xlsx", bytes([number]) * 40, {}) for number in (1, 2))
    token = kept.keep(1, first)
    assert (kept.get(1, token), kept.get(2, token), kept.get(1, "é")) == (first, None, None)
    newer = kept.keep(1, second)
    assert (kept.get(1, token), kept.get(1, newer)) == (None, second)
    kept.keep(2, first)
    kept.keep(3, first)  # the oldest has to go
    assert (kept.get(1, newer), kept.get(2, token), kept.get(3, token)) == (None, first, first)
    big = kept.keep(4, Upload("a.xlsx", bytes(200), {}))
    assert kept.get(4, big) is not None
    clock.now += MINUTES * 60 - 1
    assert kept.get(4, big) is not None
    clock.now += 1
    assert kept.get(4, big) is None


def test_the_answer_of_the_page_is_that_of_the_api(town: Town) -> None:
    first, _ = let(town)
    book = download(town.one)
    book.put(book.find(租约编码=first)["row"], 租金=99.5)
    content = book.saved()
    answer = town.talking.post(
        "/api/v1/rent-roll?dry_run=true",
        content=content,
        headers={"authorization": f"Bearer {town.one.key}", "content-type": XLSX},
    )
    found: Json = answer.json()
    one = visitor(town, "one")
    page = one.post("/tenancy/preview", files={"file": ("租赁台账.xlsx", content, XLSX)})
    assert fields(page)["difference"] == found["difference"]
    assert fields(page)["token"] == found["file"]["sha256"]
