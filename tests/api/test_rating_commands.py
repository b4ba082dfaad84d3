"""``louyu ratings`` as a person calls it: on a demonstration database with one assessment."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text

from api.cli import ratings as commands
from buildings.database import work
from buildings.database.engine import connect
from buildings.database.work import Changes
from buildings.kinds import Origin, RatingStatus
from buildings.register import assessments, buildings, ratings
from buildings.register.assessments import Wanted
from buildings.schemes import catalogue
from tests.builders.edge import Louyu
from tests.builders.rated import JUDGED, STARS
from tests.builders.register import edit

CODE = "SF-0001"
LAPSED = dt.date(2026, 6, 30)
OFFICER = ("--audience", "tax_officer", "--purpose", "核对")


@pytest.fixture
def assessed(demo_file: Path) -> tuple[Path, str]:
    """A star that was granted for three years until 2026-06-30, with every point but those of the lifts."""
    engine = connect(f"sqlite:///{demo_file}")
    on = dt.date(2023, 7, 1)

    def do(changes: Changes) -> str:
        row = assessments.apply(changes, buildings.by_code(changes.session, CODE), STARS, on)
        points = {**JUDGED, "tax_yield": 45, "tax_12": 80, "occupancy": 35, "lifts": 0}
        for item, given in points.items():
            ratings.score(changes, row, item, given, found={"assessed_on": on})
        for question in ("safety_accident", "fire_not_accepted"):
            ratings.answer(changes, row, question, "no", found={"assessed_on": on})
        for status, grade in ((RatingStatus.REVIEW, None), (RatingStatus.NOTICE, "4"), (RatingStatus.GRANTED, None)):
            assessments.step(changes, row, Wanted(status, on, grade))
        return assessments.code_of(row)

    code = edit(engine, do, Origin.DEMONSTRATION)
    engine.dispose()
    return demo_file, code


def test_schemes_say_what_they_are_not(louyu: Louyu) -> None:
    said = louyu("ratings", "schemes")
    assert said.code == 0
    assert "star@gulou-proposed-2026" in said.out
    assert "官方星级标准未公开" in said.out
    assert "gbt39069@2020" in said.out


def test_ratings_are_listed_as_at_a_day(louyu: Louyu, assessed: tuple[Path, str]) -> None:
    file, code = assessed
    before = louyu("ratings", "list", "--day", LAPSED.isoformat(), at=file).out
    line = next(line for line in before.splitlines() if code in line)
    assert (line.split()[1], "授牌" in line, "四星级" in line, line.split()[-1]) == (CODE, True, True, "0")
    assert "未公开" in before
    after = louyu("ratings", "list", "--day", "2026-07-03", at=file).out
    assert "2026-06-30  已过期3天" in next(line for line in after.splitlines() if code in line)
    assert code not in louyu("ratings", "list", "--day", "2023-06-30", at=file).out
    assert louyu("ratings", "list", "--day", "2026-13-01", at=file).code == 2
    assert code not in louyu("ratings", "list", "--day", LAPSED.isoformat(), "--known-at", "2020-01-01", at=file).out


def test_what_is_due_is_named_soonest_first(louyu: Louyu, assessed: tuple[Path, str]) -> None:
    file, code = assessed
    rows = [
        line for line in louyu("ratings", "rereview", "--day", "2026-03-01", at=file).out.splitlines() if "S-" in line
    ]
    left = [int(line.split()[-1]) for line in rows]
    assert left == sorted(left)
    assert any(code in line for line in rows)
    assert code not in louyu("ratings", "rereview", "--day", "2025-12-29", at=file).out
    assert code not in louyu("ratings", "rereview", "--day", "2026-07-01", at=file).out


def test_an_assessment_hides_tax_from_a_promoter_and_shows_it_to_a_tax_officer(
    louyu: Louyu, assessed: tuple[Path, str]
) -> None:
    file, code = assessed
    said = louyu("ratings", "show", code, "--day", LAPSED.isoformat(), at=file)
    assert said.code == 0, said.err
    economic = next(line for line in said.out.splitlines() if "经济贡献" in line)
    assert "＊" in economic
    assert "160" not in said.out
    assert "可评等级" not in said.out
    assert f"未附证据：{len(JUDGED)} 项" in said.out
    whole = louyu("ratings", "show", code, "--day", LAPSED.isoformat(), *OFFICER, at=file).out
    assert next(line for line in whole.splitlines() if "经济贡献" in line).split()[1] == "160"
    assert "可评等级：四星级 至 四星级" in whole
    assert louyu("ratings", "show", code, "--audience", "tax_officer", at=file).code == 1
    assert louyu("ratings", "show", code, "--audience", "public", at=file).code == 1
    assert louyu("ratings", "show", "S-9999999", at=file).code == 1
    with work.reading(connect(f"sqlite:///{file}")) as session:
        query = "select count(*) from audit_entries where action = 'look_enterprise_tax' and purpose = '核对'"
        assert session.execute(text(query)).scalar_one() == 1


def test_what_is_missing_for_the_fifth_star(louyu: Louyu, assessed: tuple[Path, str]) -> None:
    file, code = assessed
    asked = ("ratings", "what-if", code, "--grade", "5", "--day", LAPSED.isoformat())
    said = louyu(*asked, at=file)
    assert "电梯" in said.out
    assert "单位面积税收" not in said.out
    assert "＊" in said.out
    whole = louyu(*asked, *OFFICER, at=file).out
    assert "还差 75 分；最省的做法：单位面积税收" in whole
    assert "已经达到" in louyu(*asked[:4], "4", *asked[5:], *OFFICER, at=file).out
    refused = louyu("ratings", "what-if", code, "--grade", "7", at=file)
    assert (refused.code, "“--grade”应为其中之一" in refused.err) == (1, True)
    assert "3" in refused.err
    named = louyu("ratings", "what-if", CODE, "--grade", "5", at=file)
    assert (named.code, code in named.err) == (1, True)


def test_what_stands_in_the_way_is_said_beside_the_points() -> None:
    answers = [{"slug": "safety_accident", "answer": "yes"}, {"slug": "fire_not_accepted", "answer": "no"}]
    answers += [{"slug": "in_use", "answer": "unknown"}]
    low = {"slug": "hardware", "suppressed": False, "high": 90, "minimum": 100}
    hidden = {"slug": "operation", "suppressed": True, "high": None, "minimum": 175}
    scheme = catalogue.find("star", "gulou-proposed-2026")
    said = list(commands._in_the_way(scheme, {"answers": answers, "categories": [low, hidden]}))
    assert said == ["挡住：一年内发生较大及以上安全事故（是）", "挡住：硬件载体 低于 100 分"]


def test_a_mistake_is_taken_out_with_a_reason(louyu: Louyu, assessed: tuple[Path, str]) -> None:
    file, code = assessed
    listed = louyu("ratings", "list", "--day", "2026-06-30", at=file).out
    stated = next(line.split()[0] for line in listed.splitlines() if line.startswith("S-") and code not in line)
    assert louyu("ratings", "void", stated, at=file).code == 2
    assert "理由" in louyu("ratings", "void", stated, "--reason", " ", at=file).err
    named = louyu("ratings", "void", CODE, "--reason", "误登", at=file)
    assert (named.code, code in named.err) == (1, True)
    said = louyu("ratings", "void", stated, "--reason", "误登", at=file)
    assert (said.code, "由文件登记" in said.out, "新的登记" in said.out) == (0, True, True)
    own = louyu("ratings", "void", code, "--reason", "楼宇弄错", at=file)
    assert (own.code, "由文件登记" in own.out) == (0, False)
    after = louyu("ratings", "list", "--day", "2026-06-30", at=file).out
    assert stated not in after
    assert code not in after
    assert louyu("ratings", "void", code, "--reason", "再来", at=file).code == 1
    with work.reading(connect(f"sqlite:///{file}")) as session:
        query = "select count(*) from audit_entries where action = 'void_rating'"
        assert session.execute(text(query)).scalar_one() == 2
