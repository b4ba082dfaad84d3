"""``import``, ``demo`` and ``check-data``: what goes into the register and what is wrong with it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.cli.screen import actor, language, listed, out, progress, say
from buildings.quantities import decimal_of, format_month
from buildings.words import text

if TYPE_CHECKING:
    from buildings.imports.desk import Outcome

IMPORT = say(
    "导入台账和税收工作簿（企业、楼宇、房间、租赁、改造、税收 YYYY-MM、手工分摊）。先全部检查，有一处问题就都不写。",
    "Import workbooks (registers, tenancy, splits, tax). All is checked first; one problem and nothing is written.",
)
CHECK = say(
    "列出登记中的缺口和矛盾，以及它们影响哪些指标。",
    "List gaps and contradictions of the register and the figures they spoil.",
)
DEMO = say(
    "生成示范工作簿（虚构数据，标明“示范数据”），放进一个文件夹，可作填报样表。",
    "Write the demonstration workbooks (synthetic, marked 示范数据) into a folder.",
)
LOUD = "bold yellow"
LOUD_NOTES = {"rows_identical": "rows_pasted", "rooms_go_on": "rooms_go_on"}
"""Notes of which a clerk is told first, and how."""
MOST_NAMED = 20
"""Lines of gaps of buildings that only public sources name; an office did not leave these open."""


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar=say("文件", "FILE"), help=say("一个或多个 .xlsx 文件", "one or more .xlsx files")),
    ],
    check: Annotated[
        bool, typer.Option("--check", help=say("只检查并说明会改什么，不写入", "check only, write nothing"))
    ] = False,
) -> None:
    """See IMPORT."""
    from buildings.workflows import auditing, importing, opening, verdicts

    prepared = opening.opened()
    with progress() as report:
        named = [file.absolute() for file in files]  # "." has no name of its own
        outcomes = importing.import_files(prepared.engine, named, actor=actor(), check_only=check, progress=report)
        if not check:
            verdicts.settle_all(prepared.engine, report)
            auditing.seal_if_quiet(prepared.engine, report)
    _replaced(outcomes, check_only=check)
    _noted(outcomes)
    _counts(outcomes)
    for outcome in outcomes:
        _details(outcome, changes=check)
    if check:
        out.print(say("以上只是检查结果，没有写入。", "Checked only; nothing was written."))
    elif not any(outcome.new or outcome.changed for outcome in outcomes):
        out.print(say("内容与已登记的一样，没有改动。", "Same content as recorded; nothing changed."))


def _replaced(outcomes: "Sequence[Outcome]", *, check_only: bool) -> None:
    """First of all, and loud: which months lose taxpayers or change in total by a file that takes their place."""
    for outcome in outcomes:
        found = outcome.replaced
        if found is None:
            continue
        moved = "total_same" if not found.change_fen else "total_rises" if found.change_fen > 0 else "total_falls"
        change = text("edge", moved, language(), yuan=f"{decimal_of(abs(found.change_fen)):,.2f}")
        who = {"leaving": found.leaving, "coming": found.coming, "change": change}
        slug = "month_would_be_replaced" if check_only else "month_replaced"
        said = text("edge", slug, language(), file=outcome.filename, month=format_month(found.month), **who)
        out.print(said, style=LOUD, markup=False, soft_wrap=True)


def _noted(outcomes: "Sequence[Outcome]") -> None:
    """As loud: rows of a tax file that stand twice and are added up, and rooms that go on beside new ones."""
    for outcome in outcomes:
        for slug, sentence in LOUD_NOTES.items():
            count = sum(note.slug == slug for note in outcome.notes)
            if count:
                said = text("edge", sentence, language(), file=outcome.filename, count=count)
                out.print(said, style=LOUD, markup=False, soft_wrap=True)


def _counts(outcomes: "Sequence[Outcome]") -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    heads = (
        ("文件", "file"),
        ("新增", "new"),
        ("修改", "changed"),
        ("未变", "same"),
        ("文件里没有", "not in the file"),
    )
    for index, head in enumerate(heads):
        table.add_column(say(*head), justify="right" if index else "left", overflow="fold")
    for outcome in outcomes:
        counts = (outcome.new, outcome.changed, outcome.unchanged, outcome.absent)
        table.add_row(outcome.filename, *(str(count) for count in counts))
    out.print(table, markup=False)
    if any(outcome.kind == "splits" for outcome in outcomes):
        zh = "手工分摊按套计：一个纳税人在一段期间的各行是一套。"
        out.print(say(zh, "Manual splits are counted by set: the rows of a taxpayer for one period are one."))


def _details(outcome: "Outcome", *, changes: bool) -> None:
    """What was read differently, on a check each changed value, and what is registered but not in the file."""
    from buildings.imports.differences import said

    name = outcome.filename
    if outcome.notes:
        out.print(say(f"{name} 的读取说明：", f"{name}, as read:"), markup=False)
        first = sorted(outcome.notes, key=lambda note: note.slug not in LOUD_NOTES)
        listed([note.say(language()) for note in first], out)
    if changes and outcome.differences:
        out.print(say(f"{name} 会改动：", f"{name} would change:"), markup=False)
        listed([said(one, language()) for one in outcome.differences], out)
    if outcome.left_out:
        head = say(f"登记里有、{name} 里没有的（只列出，不删除）：", f"Recorded but not in {name} (never deleted):")
        if outcome.kind == "taxes":
            head = say(
                f"该月上一版有、{name} 里没有的纳税人（新版本代替旧版本，其税款不再计入该月）：",
                f"In the month's former delivery but not in {name} (replaced: their tax no longer counts):",
            )
        out.print(head, markup=False)
        listed(outcome.left_out, out)
    if outcome.named:
        count = len(outcome.named)
        zh = f"另有 {count} 栋公开资料中的具名楼宇不在 {name} 里；还没有人补充过，保持原样（见 ./louyu check-data）。"
        en = f"{count} buildings of public record (nothing added yet) are not in {name} and stay (see check-data)."
        out.print(say(zh, en), markup=False, soft_wrap=True)


def demo(
    folder: Annotated[
        Path, typer.Argument(metavar=say("文件夹", "FOLDER"), help=say("写到哪个文件夹", "folder to write into"))
    ],
    seed: Annotated[
        int,
        typer.Option(metavar="N", help=say("随机种子：相同种子得到相同文件", "same seed, same files"), min=0),
    ] = 1,
    months: Annotated[
        int, typer.Option(metavar="N", help=say("月数，1 到 120", "months, 1 to 120"), min=1, max=120)
    ] = 26,
    buildings: Annotated[
        int, typer.Option(metavar="N", help=say("楼宇数，40 到 272", "buildings, 40 to 272"), min=40, max=272)
    ] = 272,
    last_month: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM", help=say("最后一个月，默认上个月", "last month, the last complete one unless said")
        ),
    ] = None,
) -> None:
    """See DEMO."""
    from buildings import demo as district
    from buildings.access.clock import last_complete_month
    from buildings.quantities import parse_month
    from buildings.workflows.progress import of

    last = last_complete_month() if last_month is None else parse_month(last_month)
    with progress() as report:
        tell = of(report, "demo")
        paths = district.write(folder, seed=seed, months=months, last_month=last, buildings=buildings, progress=tell)
    said = say(f"写出 {len(paths)} 个示范工作簿到 {folder}", f"{len(paths)} workbooks in {folder}")
    out.print(said, markup=False, soft_wrap=True)


def check_data(
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help=say("公开资料中的具名楼宇也逐条全列", "every line, also of the buildings of public record"),
        ),
    ] = False,
) -> None:
    """See CHECK."""
    from buildings.workflows import checking, opening

    prepared = opening.opened()
    with progress() as report:
        groups = checking.gaps(prepared.engine, language(), progress=report)
    spoils, counts = say("影响", "spoils"), list[str]()
    for group, month in groups:
        lines = [
            f"{what}: {problem}" + (f" [{spoils} {named}]" if named else "") for what, problem, named in group.rows
        ]
        counts.append(f"{group.whose} {len(lines)}")
        zh = f"{group.whose}：{len(lines)} 处（楼宇的缺口按 {format_month(month)} 月末）"
        en = f"{group.whose}: {len(lines)} (those of buildings as at the end of {format_month(month)})"
        out.print(say(zh, en), markup=False, soft_wrap=True)
        most = None if everything or not group.named else MOST_NAMED
        listed(lines, out, most, say("--all 全部列出", "--all lists them"))
    whole, each = sum(len(group.rows) for group, _ in groups), say("，", ", ").join(counts)
    said = say(f"共 {whole} 处：{each}。", f"{whole} in all: {each}.") if counts else say("没有缺口。", "No gaps.")
    out.print(said, markup=False, soft_wrap=True)
