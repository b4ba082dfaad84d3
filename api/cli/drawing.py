"""``report``, ``map`` and ``catalogue``: what is drawn from disclosed figures."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.screen import actor, out, say
from buildings.settings import ROOT, settings

REPORT = say(
    "写出某月的单位面积税收月报（.xlsx 和 .html）。不说受众时：示范库按招商，其他库按公众。税务专员须写明用途。",
    "Write the monthly tax-yield report (.xlsx and .html) for an audience; a tax officer states the purpose.",
)
MAP = say(
    "写出某月的布局图，一个不需要网络的 HTML 文件。", "Write the layout map of a month as one self-contained HTML file."
)
CATALOGUE = say("列出全部指标、图层和报表的目录。", "List all metrics, layers and reports.")

Month = Annotated[str | None, typer.Option(help=say("月份 YYYY-MM，默认最新", "month, the latest unless said"))]
For = Annotated[
    str | None,
    typer.Option("--audience", help=say("受众：", "audience: ") + "tax_officer promoter subdistrict leader public"),
]
Purpose = Annotated[
    str | None, typer.Option(help=say("查看企业税收的用途（税务专员必填，留痕）", "purpose of a tax officer's look"))
]
Subdistrict = Annotated[str | None, typer.Option(help=say("街镇代码（受众为 subdistrict 时）", "sub-district code"))]
Out = Annotated[Path | None, typer.Option(help=say("写到哪个文件夹，默认 out/", "folder to write into"))]
Only = Annotated[str | None, typer.Option("--only", help=say("只写一种：xlsx 或 html", "only xlsx or only html"))]


def report(
    month: Month = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
    to: Out = None,
    only: Only = None,
) -> None:
    """See REPORT."""
    from api import files, writing
    from buildings import reports

    _, figures = writing.looked_at(writing.Asked(month, audience, purpose, subdistrict), actor=actor())
    place = files.folder(settings().out_dir if to is None else to, figures.month)
    formats = ("xlsx", "html") if only is None else (only,)
    for path in reports.write(figures, place, formats=formats, language=settings().language):
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

    engine, figures = writing.looked_at(writing.Asked(month, audience, purpose, subdistrict), actor=actor())
    path = writing.map_file(engine, figures, settings().out_dir if to is None else to)
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
        out.print(content, markup=False)
