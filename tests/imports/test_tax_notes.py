"""What a tax file is told without being refused: rows pasted twice, codes with a slip, what it does to its month."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from buildings.demo.codes import credit_code as uscc
from buildings.imports import near_codes
from buildings.imports.desk import Outcome
from buildings.imports.plans import Replaced
from buildings.quantities import parse_month
from buildings.workflows import importing
from tests.builders.imported import dump, load
from tests.builders.workbooks import Row, enterprise_row, make_workbook, tax_row

TAX = "税收 2026-01.xlsx"
MONTH = parse_month("2026-01")


@pytest.fixture(params=[False, True], ids=["import", "check"])
def check_only(request: pytest.FixtureRequest) -> bool:
    """Whether the file is only checked."""
    return bool(request.param)


def imported(engine: Engine, folder: Path, rows: Sequence[Row], *, check_only: bool = False) -> Outcome:
    path = make_workbook(folder, "taxes", rows, name=TAX)
    (outcome,) = importing.import_files(engine, [path], actor="cli:tester", check_only=check_only)
    return outcome


def paid(engine: Engine) -> dict[str, int]:
    query = "select t.code, sum(p.amount_fen) from tax_payments p join taxpayers t on t.id = p.taxpayer_id group by 1"
    with engine.connect() as connection:
        return {code: int(fen) for code, fen in connection.execute(text(query))}


def test_a_file_that_takes_taxpayers_from_its_month_says_how_many(
    engine: Engine, tmp_path: Path, check_only: bool
) -> None:
    first = [tax_row("A", zzs=100, jyffj=20), tax_row("B", zzs=2), tax_row("C", zzs=3)]
    assert imported(engine, tmp_path, first).replaced is None
    second = [tax_row("A", zzs=50.5, jyffj=20), tax_row("D", zzs=1)]
    outcome = imported(engine, tmp_path, second, check_only=check_only)
    assert outcome.replaced == Replaced(MONTH, leaving=2, coming=1, change_fen=-53_50)
    assert outcome.left_out == ("B", "C")
    assert "5350" not in repr(outcome)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("A", 1), ("B", 2)], None),
        ([("A", 1), ("B", 2), ("C", 0)], None),  # nobody leaves, no fen more
        ([("A", 2), ("B", 1)], None),
        ([("A", 1), ("B", 3)], (0, 0, 100)),
        ([("A", 1), ("B", 2), ("C", 4)], (0, 1, 400)),
        ([("A", 3)], (1, 0, 0)),
        ([("A", 1), ("B", -2)], (0, 0, -400)),
    ],
)
def test_only_a_loss_or_another_total_is_loud(
    engine: Engine, tmp_path: Path, rows: list[tuple[str, int]], found: tuple[int, int, int] | None
) -> None:
    imported(engine, tmp_path, [tax_row("A", zzs=1), tax_row("B", zzs=2)])
    outcome = imported(engine, tmp_path, [tax_row(code, zzs=yuan) for code, yuan in rows])
    assert outcome.replaced == (None if found is None else Replaced(MONTH, *found))


def test_a_fee_counts_in_the_total_and_another_month_does_not(engine: Engine, tmp_path: Path) -> None:
    imported(engine, tmp_path, [tax_row("A", zzs=1)])
    other = make_workbook(tmp_path, "taxes", [tax_row("B", 202602, zzs=9)], name="税收 2026-02.xlsx")
    assert load(engine, other)[0].replaced is None
    assert imported(engine, tmp_path, [tax_row("A", jyffj=3)]).replaced == Replaced(MONTH, 0, 0, 200)


def test_rows_pasted_twice_are_named_and_added_up(engine: Engine, tmp_path: Path, check_only: bool) -> None:
    rows = [tax_row("A", zzs=47.11), tax_row("B", zzs=1), tax_row("a", zzs=47.11), tax_row("B", zzs=2)]
    rows += [tax_row("A", zzs=47.11), tax_row("A", zzs=47.11) | {"taxpayer_name": "别名"}]
    (note,) = imported(engine, tmp_path, rows, check_only=check_only).notes
    assert (note.slug, note.row, note.column, note.value) == ("rows_identical", 2, "纳税人识别号", "A")
    assert "第 2、4、6 行" in note.say()
    assert "2、4、6" in note.say("en")
    assert "471" not in note.say() + note.say("en") + repr(note)
    assert paid(engine) == ({} if check_only else {"A": 4 * 4711, "B": 300})


def test_many_identical_rows_are_named_in_part(engine: Engine, tmp_path: Path) -> None:
    (note,) = imported(engine, tmp_path, [tax_row("A", zzs=1)] * 20).notes
    assert "2、3、4、5、6、7、8、9…" in note.say()


def slip(code: str, at: int = 10) -> str:
    """A code with one digit changed."""
    return code[:at] + ("1" if code[at] != "1" else "2") + code[at + 1 :]


def swapped(code: str) -> str:
    """A code with the first two different neighbours the other way round."""
    at = next(at for at in range(8, 17) if code[at] != code[at + 1])
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


@pytest.mark.parametrize("spoil", [slip, swapped, lambda code: code[:-1] + ("0" if code[-1] != "0" else "1")])
def test_a_code_with_a_slip_names_the_one_that_is_meant(
    engine: Engine, tmp_path: Path, check_only: bool, spoil: Callable[[str], str]
) -> None:
    firms = [enterprise_row(1, uscc=uscc(1)), enterprise_row(2, uscc=uscc(765_432))]
    load(engine, make_workbook(tmp_path, "enterprises", firms))
    wrong = spoil(uscc(1))
    before = dump(engine)
    rows = [tax_row(uscc(765_432), zzs=1), tax_row(wrong, zzs=1), tax_row(wrong, zzs=2)]
    (note,) = imported(engine, tmp_path, rows, check_only=check_only).notes
    assert (note.slug, note.row, note.column, note.value) == ("code_fails", 3, "纳税人识别号", wrong)
    for said in (note.say(), note.say("en")):
        assert uscc(1) in said
        assert "E-000001" in said
    assert (dump(engine) == before) == check_only
    if not check_only:
        assert paid(engine)[wrong] == 300
        assert imported(engine, tmp_path, rows[:2]).notes == ()  # known by now


def test_without_one_and_only_one_nothing_is_suggested(engine: Engine, tmp_path: Path) -> None:
    (note,) = imported(engine, tmp_path, [tax_row(slip(uscc(1)), zzs=1)]).notes
    assert (note.slug, note.right) == ("code_fails", "")
    assert "校验位不对" in note.say()


@pytest.mark.parametrize(
    "code", [uscc(7), "无此码", "350102123456789", "11010519491231002X", uscc(7)[:-1], uscc(7) + "0"]
)
def test_what_is_no_slip_of_a_credit_code_is_not_questioned(engine: Engine, tmp_path: Path, code: str) -> None:
    assert imported(engine, tmp_path, [tax_row(code, zzs=1)]).notes == ()


def test_a_code_that_stands_by_exception_is_not_questioned(engine: Engine, tmp_path: Path) -> None:
    wrong = slip(uscc(1))
    row = enterprise_row(1, uscc=wrong, uscc_override_reason="登记原件如此")
    load(engine, make_workbook(tmp_path, "enterprises", [row]))
    assert imported(engine, tmp_path, [tax_row(wrong, zzs=1)]).notes == ()


@pytest.mark.parametrize(
    ("code", "among", "found"),
    [
        ("12345", {"12346"}, "12346"),
        ("12345", {"12435"}, "12435"),
        ("12345", {"12346", "12435"}, None),
        ("12345", {"12345"}, None),
        ("12345", {"1234", "123456", "54321", "14325"}, None),
        ("1O345", {"10345"}, "10345"),
    ],
)
def test_the_nearest_code_is_a_change_or_a_swap_away(code: str, among: set[str], found: str | None) -> None:
    assert near_codes.nearest(code, among) == found
