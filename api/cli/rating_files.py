"""``ratings evidence``: evidence files of buildings, as far as the asker may know of them."""

from typing import Annotated, Final

import typer
from rich.table import Table

from api.cli.drawing import For, Purpose, Subdistrict
from api.cli.ratings import asks
from api.cli.screen import language, out, say

EVIDENCE: Final = say(
    "列出凭证文件（证书、照片、表格）。涉税的只给税务专员看（须写明用途，留痕）。",
    "List evidence files; those that show tax to a tax officer who says why.",
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
