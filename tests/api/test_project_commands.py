"""Upgrade projects on the command line: for audiences that may see them, in both languages, with their effect."""

from pathlib import Path

import pytest

from buildings.access import audit
from buildings.database import work
from buildings.database.engine import connect
from buildings.database.work import Changes
from buildings.kinds import Origin
from buildings.quantities import first_day, format_month
from buildings.register import buildings, lookup, photos, projects
from buildings.register.projects import UpgradeProject
from buildings.stages import Step
from tests.builders.edge import Louyu, last_month
from tests.builders.pictures import PNG
from tests.fixtures.edge import Configure

pytestmark = pytest.mark.usefixtures("loopback")


@pytest.fixture
def recorded(demo_file: Path) -> Path:
    """A demonstration with one project that was done a year before its last month, and one that was not begun."""

    def do(changes: Changes) -> None:
        last = last_month()
        for own in lookup.rows(changes.session, UpgradeProject):
            projects.void(changes, projects.by_code(changes.session, own.code), "不用于此")
        for number in (1, 2):
            home = buildings.by_code(changes.session, f"SF-000{number}")
            said = {"code": f"SP-900{number}", "title": f"电梯更新{number}", "planned_investment_fen": 1_050}
            row = projects.create(changes, home, said)
            projects.set_funding(changes, row, {"业主": None})
            photos.set_link(changes, row, "https://files.example/1.jpg", {"kind": "before", "caption": "大堂"})
            if number == 1:
                for stage, month in (("started", last - 14), ("finished", last - 12)):
                    day = first_day(month)
                    projects.set_step(changes, row, Step(stage, None, day, day), "按期")

    engine = connect(f"sqlite:///{demo_file}")
    work.run(engine, do, actor="cli:tester", action="test", origin=Origin.DEMONSTRATION)
    engine.dispose()
    return demo_file


def test_the_list_and_what_it_may_be_narrowed_by(louyu: Louyu, recorded: Path) -> None:
    said = louyu("projects", "list", at=recorded)
    assert said.code == 0
    assert "电梯更新1" in said.out
    assert "竣工" in said.out
    assert "示范" in said.out
    assert "共 2 个改造项目。" in said.out
    assert "共 1 个" in louyu("projects", "list", "--stage", "finished", at=recorded).out
    before = first_day(last_month() - 15).isoformat()
    assert "共 0 个" in louyu("projects", "list", "--stage", "finished", "--day", before, at=recorded).out
    wrong = louyu("projects", "list", "--stage", "done", at=recorded)
    assert (wrong.code, "stage" in wrong.err) == (1, True)


def test_they_are_not_for_audiences_that_see_only_what_was_published(louyu: Louyu, recorded: Path) -> None:
    for command in (["list"], ["show", "SP-9001"]):
        for audience in ("public", "landlord", "admin"):
            said = louyu("projects", *command, "--audience", audience, at=recorded)
            assert (said.code, said.out, "--audience" in said.err) == (1, "", True)
        assert louyu("projects", *command, "--audience", "leader", at=recorded).code == 0


def test_one_with_what_stands_below_it_and_its_effect(louyu: Louyu, configure: Configure, recorded: Path) -> None:
    said = louyu("projects", "show", "SP-9001", at=recorded)
    assert said.code == 0
    for part in ("10.50", "业主", "改造前", "https://files.example/1.jpg", "按期"):
        assert part in said.out
    last = last_month()
    assert f"{format_month(last - 26)}–{format_month(last - 15)}" in said.out  # twelve months before the works
    assert f"{format_month(last - 11)}–{format_month(last)}" in said.out
    assert "改造前 12 个月中有月份数据不足" in said.out
    assert "没有登记开工" in louyu("projects", "show", "SP-9002", at=recorded).out
    earlier = louyu("projects", "show", "SP-9001", "--month", format_month(last - 1), at=recorded)
    assert "竣工后还不满 12 个月" in earlier.out
    configure(language="en")
    english = louyu("projects", "show", "SP-9001", at=recorded)
    assert "some of the twelve months before are not known" in english.out
    assert louyu("projects", "show", "SP-9009", at=recorded).code == 1


def test_targets_with_what_counts_and_what_cannot_be_told(louyu: Louyu, configure: Configure, recorded: Path) -> None:
    said = louyu("targets", at=recorded)
    assert said.code == 0
    for part in ("示范数据", "星级示范楼宇", "亿元楼", "改造提升楼宇", "没有登记总部企业", "已过", "SF-0001"):
        assert part in said.out
    refused = louyu("targets", "--audience", "public", at=recorded)
    assert (refused.code, refused.out) == (1, "")
    assert louyu("targets", "--month", "1999-01", at=recorded).code == 1
    configure(language="en")
    assert "headquarters are not on record" in louyu("targets", "--audience", "leader", at=recorded).out


def test_a_tax_officer_says_what_for_and_the_look_is_logged(louyu: Louyu, recorded: Path) -> None:
    assert louyu("projects", "show", "SP-9001", "--audience", "tax_officer", at=recorded).code == 1
    officer = ("--audience", "tax_officer", "--purpose", "核对成效")
    assert louyu("projects", "show", "SP-9001", *officer, at=recorded).code == 0
    engine = connect(f"sqlite:///{recorded}")
    with work.reading(engine) as session:
        (look,) = audit.looks(session)
    engine.dispose()
    assert (look.purpose, look.details["what"]) == ("核对成效", "projects show SP-9001")


def test_pictures_are_added_shown_listed_and_taken_out(louyu: Louyu, recorded: Path, tmp_path: Path) -> None:
    file = tmp_path / "大堂 前.dat"
    file.write_bytes(PNG)
    said = louyu("projects", "photo", "SP-9001", file, "--when", "before", "--caption", "旧大堂", at=recorded)
    assert (said.code, "PH-" in said.out) == (0, True)
    code = next(word for word in said.out.split() if word.startswith("PH-"))
    web = ("https://files.example/2.jpg", "--when", "during", "--taken", "2025-09-20")
    assert louyu("projects", "photo", "SP-9001", *web, at=recorded).code == 0
    shown = louyu("projects", "show", "SP-9001", at=recorded).out
    for part in (code, "旧大堂", "大堂 前.png", "改造中", "2025-09-20", "https://files.example/2.jpg", "cli:"):
        assert part in shown
    files = louyu("ratings", "evidence", "--building", "SF-0001", at=recorded)
    assert ("大堂" in files.out, "共 1 个凭证文件。" in files.out) == (True, True)
    assert "共 0 个" in louyu("ratings", "evidence", "--building", "SF-0002", at=recorded).out
    gone = louyu("projects", "void-photo", code, "--reason", "拍错了", at=recorded)
    assert (gone.code, code in gone.out, "SP-9001" in gone.out) == (0, True, True)
    assert code not in louyu("projects", "show", "SP-9001", at=recorded).out
    assert louyu("projects", "void-photo", code, "--reason", "拍错了", at=recorded).code == 1
    assert "共 1 个凭证文件。" in louyu("ratings", "evidence", at=recorded).out


def test_what_is_no_picture_is_refused_in_both_languages(
    louyu: Louyu, configure: Configure, recorded: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.png"
    page.write_bytes(b"<html>")
    wrong = [
        ((page, "--when", "before"), "“page.png”不是可接受的种类"),
        ((tmp_path / "gone.png", "--when", "before"), "gone.png"),
        ((tmp_path, "--when", "before"), "找不到或读不了"),
        (("https://u:p@files.example/", "--when", "before"), "不含空格、用户名和密码"),
        (("https://files.example/9.jpg", "--when", "sometime"), "“--when”"),
        (("https://files.example/9.jpg", "--when", "after", "--taken", "2199-01-01"), "还没有到"),
        (("https://files.example/9.jpg", "--when", "after", "--taken", "昨天"), "“--taken”"),
        (("https://files.example/1.jpg", "--when", "after"), "已有这张照片或这个链接"),
    ]
    for typed, part in wrong:
        said = louyu("projects", "photo", "SP-9001", *typed, at=recorded)
        assert (said.code, said.out, part in said.err) == (1, "", True), said.err
    large = tmp_path / "large.png"
    large.write_bytes(PNG + bytes(10 * 2**20))
    configure(language="en")
    said = louyu("projects", "photo", "SP-9001", large, "--when", "before", at=recorded)
    assert (said.code, "10 MB at most" in said.err) == (1, True)


def test_evidence_is_not_for_audiences_that_see_no_assessments(louyu: Louyu, recorded: Path) -> None:
    for audience in ("public", "landlord", "admin"):
        said = louyu("ratings", "evidence", "--audience", audience, at=recorded)
        assert (said.code, "共" in said.out, "--audience" in said.err) == (1, False, True)
