"""``report``, ``map`` and ``catalogue``: what is drawn from disclosed figures."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.screen import actor, out, progress, say
from buildings.settings import ROOT, settings

REPORT = say(
    "写出某月的单位面积税收月报（.xlsx 和 .html）。不说受众时：示范库按招商，其他库按公众。税务专员须写明用途。",
    "Write the monthly tax-yield report (.xlsx and .html) for an audience; a tax officer states the purpose.",
)
MAP = say(
    "写出某月的布局图，一个不需要网络的 HTML 文件。", "Write the layout map of a month as one self-contained HTML file."
)
CATALOGUE = say("列出全部指标、图层和报表的目录。", "List all metrics, layers and reports.")

Month = Annotated[
    str | None, typer.Option(metavar="YYYY-MM", help=say("月份，默认最新一个月", "month, the latest unless said"))
]
For = Annotated[
    str | None,
    typer.Option(
        "--audience",
        metavar=say("受众", "WHO"),
        help=say(
            "给谁看：tax_officer 税务专员、promoter 招商、subdistrict 街镇、leader 领导、public 公众"
            "（landlord 业主、admin 管理员看到的与公众一样）",
            "who looks: tax_officer promoter subdistrict leader public (landlord, admin: as the public)",
        ),
    ),
]
Purpose = Annotated[
    str | None,
    typer.Option(
        metavar=say("用途", "TEXT"),
        help=say("查看企业税收的用途（税务专员必填，留痕）", "purpose of a tax officer's look (required, logged)"),
    ),
]
Subdistrict = Annotated[
    str | None,
    typer.Option(
        metavar=say("代码", "CODE"),
        help=say("街镇代码，如 350102001（受众为 subdistrict 时必填）", "code of the sub-district, e.g. 350102001"),
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar=say("文件夹", "FOLDER"), help=say("写到哪个文件夹，默认 out", "folder to write into")),
]


class Format(StrEnum):
    """Formats of a report."""

    XLSX = "xlsx"
    HTML = "html"


Only = Annotated[
    Format | None,
    typer.Option("--only", metavar="xlsx|html", help=say("只写一种格式：xlsx 或 html", "only one of the formats")),
]


def report(
    month: Month = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
    to: Out = None,
    only: Only = None,
) -> None:
    """See REPORT."""
    from api import writing
    from buildings.workflows.programme import EVERY

    asked = writing.Asked(month, audience, purpose, subdistrict)
    formats = [one.value for one in Format] if only is None else [only.value]
    with progress() as tell:
        beside = writing.looked_at(asked, what="report", actor=actor(), progress=tell, programme=EVERY)
        paths = writing.report_files(beside, settings().out_dir if to is None else to, tell, formats)
    for path in paths:
        out.print(str(path), markup=False, soft_wrap=True)


def map_(
    month: Month = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
    to: Out = None,
) -> None:
    """See MAP."""
    from api import writing
    from buildings.workflows.programme import ON_MAPS

    asked = writing.Asked(month, audience, purpose, subdistrict)
    with progress() as tell:
        beside = writing.looked_at(asked, what="map", actor=actor(), progress=tell, programme=ON_MAPS)
        path = writing.map_file(beside, settings().out_dir if to is None else to, tell)
    out.print(str(path), markup=False, soft_wrap=True)


def catalogue(
    write: Annotated[bool, typer.Option("--write", help=say("写入 CATALOGUE.md", "write CATALOGUE.md"))] = False,
    check: Annotated[
        bool, typer.Option("--check", help=say("CATALOGUE.md 过期则退出码为 1", "exit 1 when CATALOGUE.md is stale"))
    ] = False,
) -> None:
    """See CATALOGUE."""
    from api.catalogue import markdown

    content = markdown()
    path = ROOT / "CATALOGUE.md"
    if write:
        path.write_text(content, "utf-8")
    elif check:
        if not path.exists() or path.read_text("utf-8") != content:
            out.print(say("CATALOGUE.md 过期；运行 ./louyu catalogue --write", "CATALOGUE.md is stale; use --write"))
            raise typer.Exit(1)
    else:
        out.print(content, markup=False, soft_wrap=True)
