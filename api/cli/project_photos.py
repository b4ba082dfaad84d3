"""``projects photo`` and ``void-photo``: pictures of upgrade projects are recorded and taken out."""

from pathlib import Path
from typing import Annotated, Final

import typer

from api.cli.screen import actor, language, out, say
from buildings.words import text

PHOTO: Final = say(
    "登记一张改造照片：本机的图片文件（JPEG、PNG、WebP，按原样存为该楼宇的凭证文件），或一个链接。",
    "Record a picture of a project: a file here (JPEG, PNG, WebP; kept as evidence as it came), or a link.",
)
VOID: Final = say(
    "作废一张误录的改造照片；文件仍是该楼宇的凭证。",
    "Take out a picture recorded by mistake; its file stays as evidence of the building.",
)
_WEB: Final = ("http://", "https://")


def photo(
    code: Annotated[str, typer.Argument(metavar=say("项目编码", "CODE"), help=say("如 UP-0001", "such as UP-0001"))],
    where: Annotated[
        str, typer.Argument(metavar=say("文件或链接", "FILE|URL"), help=say("图片文件或 http(s) 链接", "file or link"))
    ],
    when: Annotated[
        str,
        typer.Option(
            "--when",
            metavar=say("何时", "WHEN"),
            help=say("before 改造前、during 改造中、after 改造后", "before | during | after (the works)"),
        ),
    ],
    taken_on: Annotated[
        str | None,
        typer.Option("--taken", metavar="YYYY-MM-DD", help=say("拍摄日期，不知道就不写", "day taken, if it is known")),
    ] = None,
    caption: Annotated[str | None, typer.Option(metavar=say("说明", "TEXT"), help=say("拍的是什么", "of what"))] = None,
) -> None:
    """Record a picture."""
    from buildings.workflows import opening, project_photos
    from buildings.workflows.project_shapes import photo_said

    link = where if where.lower().startswith(_WEB) else None
    said = photo_said(when=when, url=link, taken_on=taken_on, caption=caption)
    path = Path(where) if link is None else None
    made = project_photos.add_by_command(opening.opened(), code.strip(), said, path, actor=actor())
    out.print(text("edge", "photo_added", language(), code=made, project=code.strip()), markup=False, soft_wrap=True)


def void_photo(
    photo: Annotated[str, typer.Argument(metavar=say("照片编号", "PHOTO"), help=say("如 PH-0000001", "PH-0000001"))],
    reason: Annotated[str, typer.Option(metavar=say("理由", "TEXT"), help=say("为什么作废（留痕）", "why (logged)"))],
) -> None:
    """Take out a picture."""
    from buildings.workflows import opening, project_photos

    found = project_photos.void_by_command(opening.opened(), photo.strip(), reason, actor=actor())
    said = text("edge", "photo_voided", language(), code=photo.strip(), project=found)
    out.print(said, markup=False, soft_wrap=True)
