"""``ratings evidence``: evidence files of buildings; ``ratings void``: takes out what is no rating."""

from typing import Annotated, Final

import typer
from rich.table import Table

from api.cli.drawing import For, Purpose, Subdistrict
from api.cli.ratings import RatingCode, asks
from api.cli.screen import actor, language, origin_said, out, say
from buildings.words import text

EVIDENCE: Final = say(
    "列出凭证文件（证书、照片、表格）。涉税的只给税务专员看（须写明用途，留痕）。",
    "List evidence files; those that show tax to a tax officer who says why.",
)
VOID: Final = say(
    "作废录错的评定或文件误登的星级（附理由）：任何一天都不再算星级，历史保留。评对了、后来失去的，应摘牌（文件登记的：在楼宇台账改“星级有效期至”）。",
    "Take out a mistaken assessment, or a star that a file stated by mistake; one rightly lost is revoked instead.",
)
SHOWN: Final = "code,building,building_name,name,media_type,size_bytes,of_tax,added_by,added_at"


def evidence(
    building: Annotated[
        str | None, typer.Option(metavar=say("楼宇编码", "CODE"), help=say("只列这栋楼宇的", "of this building only"))
    ] = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
) -> None:
    """List evidence files."""
    from buildings.workflows import evidence_files

    prepared, who = asks(audience, purpose, subdistrict)
    pairs = [("fields", SHOWN), ("sort", "building,code")]
    if building is not None:
        pairs.append(("building", building.strip()))
    found = evidence_files.listed(prepared.engine, who, prepared.origin, pairs, language())
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in found.headers:
        table.add_column(head, overflow="fold")
    for row in found.rows:
        table.add_row(*("—" if cell is None else str(cell) for cell in row))
    out.print(table, markup=False)
    out.print(say(f"共 {len(found.rows)} 个凭证文件。", f"{len(found.rows)} evidence files."), markup=False)


def void(
    code: RatingCode,
    reason: Annotated[
        str, typer.Option(metavar=say("理由", "TEXT"), help=say("为什么作废（留痕）", "why it goes (logged)"))
    ],
) -> None:
    """Void a rating."""
    from buildings.workflows import opening, ratings

    prepared = opening.opened()
    origin_said(prepared.origin)
    stated = ratings.void_by_command(prepared, code.strip(), reason, actor=actor())
    said = "rating_voided_stated" if stated else "rating_voided"
    out.print(text("edge", said, language(), code=code.strip()), markup=False, soft_wrap=True)
