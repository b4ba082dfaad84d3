"""Commands as a clerk calls them: what they say, their exit code, and what they leave in the database."""

import sqlite3
import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.cli import drawing
from buildings.access import audit
from buildings.database import work
from buildings.database.engine import connect
from buildings.database.entries import AuditEntry
from buildings.settings import ROOT
from buildings.words import label
from tests.builders.edge import MONTHS, Louyu
from tests.builders.imported import dump
from tests.builders.workbooks import building_row, enterprise_row, make_workbook, tax_row
from tests.fixtures.edge import Configure

MARK = "示范数据"
pytestmark = pytest.mark.usefixtures("loopback")


def content(file: Path) -> dict[str, list[str]]:
    engine = connect(f"sqlite:///{file}")
    found = dump(engine)
    engine.dispose()
    return found


def looks(file: Path) -> list[AuditEntry]:
    engine = connect(f"sqlite:///{file}")
    with work.reading(engine) as session:
        found = list(reversed(audit.looks(session)))
    engine.dispose()
    return found


def test_a_good_file_is_imported_and_a_second_time_changes_nothing(
    louyu: Louyu, real_file: Path, tmp_path: Path
) -> None:
    paths = [
        make_workbook(tmp_path, "enterprises", [enterprise_row(1), enterprise_row(2)]),
        make_workbook(tmp_path, "buildings", [building_row(901, code="GL-0901")]),
    ]
    said = louyu("import", *paths, at=real_file)
    assert (said.code, said.err.count("louyu:")) == (0, 5)  # reading, writing, computing, flags, sealing
    assert "新增" in said.out
    assert "没有改动" not in said.out
    after = content(real_file)
    assert any("GL-0901" in row for row in after["buildings"])
    said = louyu("import", *paths, at=real_file)
    assert (said.code, "没有改动" in said.out) == (0, True)
    again = content(real_file)
    differing = {name for name in after if after[name] != again[name]}
    assert differing == {"audit_entries", "audit_seals", "audit_leaves"}
    assert louyu("facts", "verify").code == 0


def test_a_bad_file_is_refused_with_its_place_and_nothing_is_written(
    louyu: Louyu, real_file: Path, tmp_path: Path
) -> None:
    before = content(real_file)
    path = make_workbook(tmp_path, "buildings", [building_row(1, code="GL-0901", gross_area=-5)])
    said = louyu("import", path, at=real_file)
    assert said.code == 1
    assert "没有导入" in said.err
    assert path.name in said.err
    assert "第 2 行" in said.err
    assert "Traceback" not in said.both
    assert content(real_file) == before


def test_check_writes_nothing_and_says_what_would_change(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    before = content(real_file)
    path = make_workbook(tmp_path, "buildings", [building_row(1, code="GL-0901")])
    said = louyu("import", "--check", path, at=real_file)
    assert (said.code, "没有写入" in said.out) == (0, True)
    assert content(real_file) == before


def test_demonstration_files_do_not_go_into_the_real_register(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    before = content(real_file)
    path = make_workbook(tmp_path, "enterprises", [enterprise_row(1)], mark=MARK)
    said = louyu("import", path, at=real_file)
    assert (said.code, "示范数据" in said.err) == (1, True)
    assert content(real_file) == before


@pytest.mark.parametrize("name", ["没有.xlsx", "信.xlsx", "文件夹"])
def test_what_is_no_workbook_is_said(louyu: Louyu, real_file: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "信.xlsx").write_text("亲爱的同事")
    (tmp_path / "文件夹").mkdir()
    said = louyu("import", tmp_path / name, at=real_file)
    assert said.code == 1
    assert name in said.err
    assert "Traceback" not in said.both


def test_a_tax_file_makes_its_month(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "taxes", [tax_row(month=202601, zzs=100)], name="税收 2026-01.xlsx")
    assert louyu("import", path, at=real_file).code == 0
    said = louyu("report", "--audience", "leader", "--only", "xlsx")
    assert (said.code, "2026-01 leader.xlsx" in said.out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--audience", "tax_officer"), "--purpose"),
        (("--audience", "tax_officer", "--purpose", "  "), "--purpose"),
        (("--audience", "subdistrict"), "--subdistrict 350102001"),
        (("--audience", "subdistrict", "--subdistrict", "../../x"), "--subdistrict 350102001"),
        (("--audience", "subdistrict", "--subdistrict", "350102999"), "没有找到“350102999”"),
        (("--audience", "mayor"), "不是受众"),
        (("--month", "2026/10"), "不是月份"),
        (("--month", "1999-01"), "没有 1999-01"),
    ],
)
@pytest.mark.parametrize("command", ["report", "map"])
def test_reports_and_maps_for_nobody_are_refused(
    louyu: Louyu, demo_file: Path, tmp_path: Path, command: str, arguments: tuple[str, ...], words: str
) -> None:
    said = louyu(command, *arguments, at=demo_file)
    assert (said.code, words in said.err) == (1, True)
    assert not (tmp_path / "out").exists()
    assert looks(demo_file) == []


def test_a_tax_officers_look_is_logged_with_its_purpose(louyu: Louyu, demo_file: Path, tmp_path: Path) -> None:
    said = louyu("report", "--audience", "tax_officer", "--purpose", " 核对十月税收 ", "--to", tmp_path / "给税务")
    assert said.code == 1  # no database yet
    said = louyu(
        "report", "--audience", "tax_officer", "--purpose", " 核对十月税收 ", "--to", tmp_path / "给税务", at=demo_file
    )
    assert said.code == 0
    (entry,) = looks(demo_file)
    assert (entry.purpose, entry.details["what"]) == ("核对十月税收", "report")
    assert entry.actor.startswith("cli:")
    names = sorted(path.name for path in (tmp_path / "给税务").rglob("*.*"))
    assert len(names) == 2
    assert all("tax_officer 示范" in name for name in names)
    louyu("map", "--audience", "tax_officer", "--purpose", "看图", at=demo_file)
    assert [(one.purpose, one.details["what"]) for one in looks(demo_file)][1:] == [("看图", "map")]


def test_others_leave_no_look_and_their_names_in_the_files(louyu: Louyu, demo_file: Path, tmp_path: Path) -> None:
    assert louyu("report", "--only", "xlsx", at=demo_file).code == 0
    assert louyu("map", at=demo_file).code == 0
    assert louyu("report", "--audience", "subdistrict", "--subdistrict", "350102001", "--only", "xlsx").code == 0
    names = sorted(path.name for path in (tmp_path / "out").rglob("*.*"))
    assert [name.split(" ")[2:] for name in names] == [
        ["promoter", "示范.xlsx"],
        ["subdistrict-350102001", "示范.xlsx"],
        ["promoter", "示范.html"],
    ]
    assert looks(demo_file) == []
    book = load_workbook(tmp_path / "out" / names[0].split(" ")[1] / names[0], read_only=True)
    assert "示范数据" in str(
        [cell for row in book.worksheets[0].iter_rows(max_row=8, values_only=True) for cell in row]
    )
    book.close()


@pytest.mark.parametrize("audience", ["tax_officer", "leader", "public"])
def test_only_the_publics_files_may_be_read_by_others(
    louyu: Louyu, demo_file: Path, tmp_path: Path, audience: str
) -> None:
    for command in ("report", "map"):
        assert louyu(command, "--audience", audience, "--purpose", "核对", at=demo_file).code == 0
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").rglob("*.*")}
    assert modes == ({0o644} if audience == "public" else {0o600})


@pytest.mark.parametrize("command", ["report", "map", "run"])
def test_what_an_earlier_version_left_readable_is_tightened(
    louyu: Louyu, demo_file: Path, tmp_path: Path, command: str
) -> None:
    out = tmp_path / "out"
    names = {
        "2026-09/楼宇布局图 2026-09 promoter 示范.html": 0o600,
        "2026-09/单位面积税收月报 2026-09 leader+promoter.xlsx": 0o600,
        "2025-01/layout map 2025-01 subdistrict-350102001.html": 0o600,
        "2026-09/楼宇布局图 2026-09 public 示范.html": 0o644,
        "2026-09/notes on the promoter.html": 0o644,
        "2026-09/楼宇布局图 2026-08 promoter.html": 0o644,
        "mine/楼宇布局图 2026-09 promoter.html": 0o644,
    }
    for name in names:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("earlier")
        (out / name).chmod(0o644)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("not ours")
    elsewhere.chmod(0o644)
    (out / "2026-09" / "楼宇布局图 2026-09 leader.html").symlink_to(elsewhere)
    more = ["--once"] if command == "run" else []
    assert louyu(command, *more, at=demo_file).code == 0
    assert {name: stat.S_IMODE((out / name).stat().st_mode) for name in names} == names
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


def test_the_months_are_verified_and_a_tampered_row_is_named(louyu: Louyu, demo_file: Path) -> None:
    said = louyu("facts", "verify", at=demo_file)
    assert (said.code, "0 处差异" in said.out) == (0, True)
    with sqlite3.connect(demo_file) as connection:
        building, month = connection.execute(
            "select building_id, month from fact_building_months where let_dm2 > 0 order by month desc, building_id"
        ).fetchone()
        here = f"where building_id = {building} and month = {month}"
        connection.execute(f"update fact_building_months set let_dm2 = let_dm2 + 7, tax_fen = 4242424242 {here}")  # noqa: S608
    connection.close()
    said = louyu("facts", "verify", at=demo_file)
    assert said.code == 1
    assert f"fact_building_months（{month} {building}）的 let_dm2" in said.out
    assert "tax_fen" in said.out
    assert "4242424242" not in said.both  # what is tax is named, not shown
    assert "2 处差异" in said.out
    assert louyu("facts", "rebuild").code == 0
    assert louyu("facts", "verify").code == 0


def test_a_missing_and_a_strange_fact_row_are_named(louyu: Louyu, demo_file: Path) -> None:
    with sqlite3.connect(demo_file) as connection:
        connection.execute(
            "update fact_occupancies set party = 999999 where (building_id, month, party) in "
            "(select building_id, month, party from fact_occupancies limit 1)"
        )
    connection.close()
    said = louyu("facts", "verify", at=demo_file)
    assert said.code == 1
    assert "库内多出这一行" in said.out
    assert "库内缺这一行" in said.out


def test_gaps_are_listed_by_origin(louyu: Louyu, demo_file: Path) -> None:
    said = louyu("check-data", "--all", at=demo_file)
    assert said.code == 0
    heads = [line for line in said.out.splitlines() if "（楼宇的缺口按 2026-10 月末）" in line]
    assert [head.partition("：")[0] for head in heads] == ["示范数据", label("register", "named")]
    lines = [line for line in said.out.splitlines() if line.startswith("  ")]
    assert f"共 {len(lines)} 处：示范数据 " in said.out
    short = louyu("check-data", at=demo_file).out
    cut = [line for line in short.splitlines() if line.startswith("  ")]
    own = [line for line in lines if not line.startswith("  GL-")]
    assert cut[: len(own)] == own
    assert len(cut) == len(own) + 21
    assert cut[-1] == f"  ……另有 {len(lines) - len(own) - 20} 处（--all 全部列出）"
    assert short.splitlines()[-1] == said.out.splitlines()[-1]
    assert any(line.startswith("  GL-0001") for line in lines)
    assert any("影响" in line for line in lines)


def test_the_catalogue_is_current(louyu: Louyu) -> None:
    said = louyu("catalogue", "--check")
    assert (said.code, said.out) == (0, "")
    assert louyu("catalogue").out == (ROOT / "CATALOGUE.md").read_text("utf-8") + "\n"


def test_a_stale_catalogue_is_said(louyu: Louyu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "ROOT", tmp_path)
    said = louyu("catalogue", "--check")
    assert (said.code, "--write" in said.out) == (1, True)
    assert louyu("catalogue", "--write").code == 0
    assert louyu("catalogue", "--check").code == 0


def test_demonstration_workbooks_are_written(louyu: Louyu, tmp_path: Path) -> None:
    said = louyu("demo", tmp_path / "样表", "--buildings", 40, "--months", 2, "--last-month", "2026-10")
    assert (said.code, "写出 9 个" in said.out) == (0, True)
    names = {path.name for path in (tmp_path / "样表").iterdir()}
    assert names >= {"楼宇台账.xlsx", "租赁台账.xlsx", "税收 2026-09.xlsx", "税收 2026-10.xlsx"}
    assert louyu("demo", tmp_path / "x", "--last-month", "10月").code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("import",), 2, "缺少参数 文件"),
        (("frobnicate",), 2, "没有命令“frobnicate”"),
        (("run", "--months", "3"), 2, "选项 --months"),
        (("run", "--frob"), 2, "没有选项 --frob"),
        (("report", "--only", "pdf"), 2, "选项 --only"),
        (("report",), 1, "请先运行 ./louyu run"),
        (("check-data",), 1, "请先运行 ./louyu run"),
        (("serve", "--host", "0.0.0.0"), 1, "须先设置 LOUYU_PUBLIC_URL"),  # noqa: S104 - refused
        (("run", "--host", "192.168.1.4"), 1, "只能绑定本机地址"),
    ],
)
def test_a_wrong_call_is_one_sentence(louyu: Louyu, arguments: tuple[str, ...], code: int, words: str) -> None:
    said = louyu(*arguments)
    assert (said.code, words in said.err.replace("\n", "")) == (code, True)
    assert "Traceback" not in said.both


def test_settings_that_are_wrong_are_named(louyu: Louyu, configure: Configure) -> None:
    configure(port="acht")
    said = louyu("serve")
    assert (said.code, "LOUYU_PORT" in said.err) == (1, True)
    configure(port="8000", database_url="mysql://clerk@host/louyu")
    assert "LOUYU_DATABASE_URL" in louyu("report").err


@pytest.mark.parametrize("command", ["report", "map"])
def test_a_folder_that_cannot_be_written_is_said(louyu: Louyu, demo_file: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("in the way")
    said = louyu(command, "--to", tmp_path / "file", at=demo_file)
    assert (said.code, "无法读写" in said.err, "Traceback" in said.both) == (1, True, False)


def test_a_database_that_cannot_be_written_is_said(louyu: Louyu, tmp_path: Path) -> None:
    said = louyu("run", "--once", at=tmp_path)  # a folder
    assert (said.code, "打不开数据库" in said.err) == (1, True)
    (tmp_path / "letter.db").write_text("no database " * 500)
    said = louyu("report", at=tmp_path / "letter.db")
    assert (said.code, "打不开数据库" in said.err, "Traceback" in said.both) == (1, True, False)


def test_a_database_somebody_else_writes_is_said(
    louyu: Louyu, real_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buildings.database.engine.BUSY_MS", 50)
    path = make_workbook(tmp_path, "enterprises", [enterprise_row(1)])
    before = content(real_file)
    other = sqlite3.connect(real_file, isolation_level=None)
    other.execute("begin immediate")
    said = louyu("import", path, at=real_file)
    reading = louyu("check-data", at=real_file)
    other.rollback()
    other.close()
    assert (said.code, "正忙" in said.err, "Traceback" in said.both) == (1, True, False)
    assert reading.code == 0  # readers do not wait
    assert content(real_file) == before


def test_a_run_without_pages_writes_files_and_a_second_one_leaves_them(
    louyu: Louyu, demo_file: Path, tmp_path: Path
) -> None:
    said = louyu("run", "--once", at=demo_file)
    assert said.code == 0
    assert said.out.count("promoter 示范") == 3
    files = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*promoter*.*")}
    again = louyu("run", "--once", at=demo_file)
    assert again.out.split() == sorted(again.out.split()) or again.out.count("promoter 示范") == 3
    assert again.err == ""
    assert {path: path.stat().st_mtime_ns for path in files} == files


def test_demonstration_for_a_database_with_records_is_refused_and_it_starts(
    louyu: Louyu, real_file: Path, tmp_path: Path
) -> None:
    before = content(real_file)
    said = louyu("run", "--demo", "--once", "--buildings", 40, "--months", MONTHS, at=real_file)
    assert (said.code, "不能载入示范数据" in said.err) == (0, True)
    after = content(real_file)
    assert {name for name in after if after[name] != before[name]} == {"audit_seals", "audit_leaves"}
    assert len(list((tmp_path / "out").rglob("*public*.*"))) >= 3
    assert not list((tmp_path / "out").rglob("*示范*"))


def test_a_mistaken_building_is_voided_and_what_is_in_the_way_is_named(louyu: Louyu, demo_file: Path) -> None:
    said = louyu("void", "building", "SF-0001", at=demo_file)
    assert (said.code, "缺少选项 --reason" in said.err) == (2, True)
    said = louyu("void", "building", "SF-0001", "--reason", "录错", at=demo_file)
    assert said.code == 1
    assert "SF-0001" in said.err
    assert "份租约" in said.err
    said = louyu("void", "building", "GL-0007", "--reason", "不是楼宇", at=demo_file)
    assert said.code == 0
    assert "GL-0007 已作废" in said.out
    assert "GL-0007" not in louyu("check-data", at=demo_file).out
    assert louyu("facts", "verify", at=demo_file).code == 0
    said = louyu("void", "building", "GL-0007", "--reason", "再来", at=demo_file)
    assert (said.code, "GL-0007" in said.err) == (1, True)
    assert "void_building" in louyu("audit", "list", at=demo_file).out
    assert louyu("audit", "verify", at=demo_file).code == 0
