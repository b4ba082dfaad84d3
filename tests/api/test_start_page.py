"""What the start page says beside figures: gaps that are not for all, files that are for others, months without tax."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from api import dependencies, files
from api.dependencies import Looking
from api.pages.start import kinds_of_gaps
from buildings.audience import PROMOTER, PUBLIC, Audience, Role, audience
from buildings.disclosure.figures import Sheet, State
from buildings.quantities import parse_month
from buildings.workflows import figures as figures_workflow
from tests.builders.edge import client, opened
from tests.fixtures.edge import Configure

MONTH = parse_month("2026-10")
HEADERS = ("code", "name", "gap", "spoils")


def test_a_count_that_is_not_the_whole_carries_a_mark() -> None:
    rows = tuple((f"B{at}", "楼", gap, ()) for at, gap in enumerate(["use_unknown", "rent_unknown", "use_unknown"]))
    unseen = (("rent_unknown", State.HIDDEN), ("rooms_missing", State.HIDDEN))
    found = dict(kinds_of_gaps(Sheet("gaps", HEADERS, ("text",) * 4, rows, unseen=unseen), "zh"))
    assert list(found.values()) == ["2", "1 ＊", "＊"]


def test_whether_files_were_written_for_anybody(tmp_path: Path) -> None:
    assert not files.any_written(tmp_path, MONTH)
    place = files.folder(tmp_path, MONTH)
    place.mkdir(parents=True)
    (place / "notes.txt").write_text("mine")
    assert not files.any_written(tmp_path, MONTH)
    (place / f"楼宇布局图 2026-10 {PROMOTER.slug}.html").write_text("map")
    assert files.any_written(tmp_path, MONTH)


STREET = Audience(frozenset({Role.SUBDISTRICT}), frozenset({"350102001"}))
OTHERS = [STREET, audience(Role.LANDLORD), audience(Role.ADMIN), PUBLIC]


def page(file: Path, who: Audience, query: str = "") -> str:
    prepared = replace(opened(f"sqlite:///{file}"), audience=who)
    with client(prepared) as talking:
        answer = talking.get(f"/{query}")
    prepared.engine.dispose()
    assert answer.status_code == 200
    return answer.text


def row(text: str, kind: str) -> str:
    found = re.search(f"<tr><td>{kind}</td><td>([^<]*)</td></tr>", text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: who.slug)
def test_who_may_not_know_all_gaps_reads_that_there_are_more(
    demo_sqlite: Path, configure: Configure, tmp_path: Path, who: Audience
) -> None:
    configure(out_dir=tmp_path)
    said = page(demo_sqlite, who)
    assert row(said, "可租售面积不明").endswith(("＊", "数据不足"))
    assert "其旁的数字不是全部" in said
    whole = page(demo_sqlite, PROMOTER)
    assert row(whole, "可租售面积不明") == "39"
    assert "其旁的数字不是全部" not in whole


def test_no_files_for_a_role_are_told_from_none_at_all(demo_sqlite: Path, configure: Configure, tmp_path: Path) -> None:
    configure(out_dir=tmp_path)
    assert "还没有写出文件" in page(demo_sqlite, PROMOTER)
    for who in OTHERS:
        assert "没有为本页受众写出的文件" in page(demo_sqlite, who)
    assert "None for your role" in page(demo_sqlite, PUBLIC, "?lang=en")


def test_months_without_a_tax_file_are_marked(demo_sqlite: Path, configure: Configure, tmp_path: Path) -> None:
    configure(out_dir=tmp_path)
    said = page(demo_sqlite, PROMOTER)
    prepared = opened(f"sqlite:///{demo_sqlite}")
    known = figures_workflow.months(prepared.engine, prepared.origin)
    prepared.engine.dispose()
    assert {info.has_file for info in known} == {True, False}
    assert said.count("（无税收文件）") == sum(not info.has_file for info in known)


def test_the_first_page_finds_the_figures_made(
    demo_sqlite: Path, configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(out_dir=tmp_path)
    prepared = opened(f"sqlite:///{demo_sqlite}")
    dependencies.warm(Looking(prepared.engine, prepared.audience, prepared.origin))

    def never(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr(figures_workflow, "beside", never)
    with client(prepared) as talking:
        assert talking.get("/").status_code == 200
    prepared.engine.dispose()
