"""A workbook that comes in a request: as its whole body, or as the field ``file`` of a form; never kept on disk."""

import tempfile
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from api.models.answers import XLSX
from buildings.errors import InvalidValue
from buildings.words import text

MULTIPART: Final = "multipart/form-data"
URLENCODED: Final = "application/x-www-form-urlencoded"
_LONGEST: Final = 80  # characters of a file's name


@dataclass(frozen=True)
class Upload:
    """A file as it came, with the other fields of its form."""

    name: str
    content: bytes
    fields: dict[str, str]

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """The file for as long as it is read, for its owner alone."""
        with tempfile.TemporaryDirectory(prefix="louyu-") as folder:
            path = Path(folder) / self.name
            path.write_bytes(self.content)
            yield path


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def sent(request: Request) -> bytes:
    """What a request brings, by which the same request is known again: a form's boundary is another each time."""
    if _kind(request) != MULTIPART:
        return await request.body()
    try:
        form = await request.form()
    except HTTPException:  # whoever reads it says so
        return b""
    parts = []
    for name, one in form.multi_items():
        if isinstance(one, str):
            parts += [name.encode(), one.encode()]
            continue
        await one.seek(0)
        parts += [name.encode(), (one.filename or "").encode(), await one.read()]
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


async def upload_of(request: Request) -> AsyncIterator[Upload]:
    """The file of a request, while it is answered; InvalidValue when there is none."""
    try:
        yield await _read(request)
    finally:
        await request.close()


async def _read(request: Request) -> Upload:
    kind = _kind(request)
    if kind == URLENCODED:
        raise InvalidValue("no_sheet")
    if kind != MULTIPART:
        return Upload(name_of(""), _some(await request.body()), {})
    try:
        form = await request.form()
    except HTTPException as error:
        raise InvalidValue("form_unreadable") from error
    files = [one for _, one in form.multi_items() if not isinstance(one, str)]
    if len(files) != 1 or form.get("file") is not files[0]:
        raise InvalidValue("several_sheets_sent" if len(files) > 1 else "no_sheet")
    fields = {name: one for name, one in form.multi_items() if isinstance(one, str)}
    await files[0].seek(0)
    return Upload(name_of(files[0].filename or ""), _some(await files[0].read()), fields)


def _some(content: bytes) -> bytes:
    if not content:
        raise InvalidValue("no_sheet")
    return content


def name_of(said: str) -> str:
    """A file's name as it is told to people and may stand on disk: no folder, no control characters, not too long."""
    bare = said.replace("\\", "/").rpartition("/")[2]
    clean = "".join(char for char in bare if unicodedata.category(char)[0] not in "CZ" or char == " ").strip(" .")
    stem = clean.removesuffix(".xlsx")[:_LONGEST].strip(" .") or text("rent_roll", "title")
    return f"{stem}.xlsx"


UploadNow = Annotated[Upload, Depends(upload_of)]


def described() -> dict[str, Any]:
    """How a request with a file is described."""
    binary = {"type": "string", "format": "binary"}
    form = {"type": "object", "required": ["file"], "properties": {"file": binary, "reason": {"type": "string"}}}
    return {"required": True, "content": {XLSX: {"schema": binary}, MULTIPART: {"schema": form}}}
