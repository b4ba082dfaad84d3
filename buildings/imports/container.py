"""Is this file a workbook, and is it safe to open? Decided before any parser sees it."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from buildings.errors import InvalidValue

MIB: Final = 1 << 20
LARGEST_FILE: Final = 64 * MIB
LARGEST_CONTENT: Final = 768 * MIB  # of all parts together, inflated
LARGEST_RATIO: Final = 200  # inflated ÷ stored, of parts above SMALL_PART
SMALL_PART: Final = 4 * MIB
MOST_PARTS: Final = 2_000
MOST_CELLS: Final = 12_000_000  # last row × last column, of all sheets together
_CHUNK: Final = MIB
_LOCAL_HEADER: Final = struct.Struct("<4s5H3I2H")
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_MARKUP: Final = re.compile(rb"^\W*<(?:!doctype|html|table|head|body|\?xml)", re.IGNORECASE)
_DTD: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROW: Final = re.compile(rb"<row r=\"(\d+)")
_CELL_COLUMN: Final = re.compile(rb" r=\"([A-Za-z]+)")
_ANY_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"'](\d+)")
_ANY_CELL_COLUMN: Final = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)\d")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^<>]*(?<!/)>")
_LONGEST_TAG: Final = MIB
_UNUSUAL: Final = (b"='", b" =", b"= ", b"\t", b"=\n", b"\nr", b"\rr", b":row")  # how else XML may write the same
_HINTS: Final = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b"mergeCell", b'"e"', b"'e'")
_UNTOLD: Final = re.compile(rb"<(?:\w+:)?(?:f[\s/>]|mergeCell\b)|\bt\s*=\s*[\"']e[\"']")
_OVERLAP: Final = 256  # bytes carried from chunk to chunk, so that no tag is cut


@dataclass(frozen=True)
class Limits:
    """How much is opened: bytes of all parts, inflated; cells of all sheets, each up to its last row and column."""

    content: int = LARGEST_CONTENT
    cells: int = MOST_CELLS


USUAL: Final = Limits()


@dataclass
class Part:
    """What was seen of one part of the workbook while it was inflated."""

    name: str
    size: int = 0
    last_row: int = 0
    last_column: int = 0
    untold: bool = False  # formulas, error cells, merged cells: the fast reader cannot tell what they hold


def examine(path: Path, limits: Limits = USUAL) -> dict[str, Part]:
    """Parts of a workbook by name, every byte inflated once within limits; InvalidValue says why it is none."""
    if path.is_dir():
        raise InvalidValue("file_is_folder", file=path.name)
    if not path.is_file():
        raise InvalidValue("file_missing", file=path.name)
    size = path.stat().st_size
    if size == 0:
        raise InvalidValue("file_empty", file=path.name)
    if size > LARGEST_FILE:
        raise InvalidValue("file_too_large", size_mib=_mib(size), limit_mib=_mib(LARGEST_FILE))
    with path.open("rb") as file:
        _sniff(file)
        try:
            with zipfile.ZipFile(file) as package:
                members = package.infolist()
            parts = _inflate_all(file, members, limits)
        except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError) as error:
            # of a compression that it does not know, zipfile says that it is not implemented
            raise InvalidValue("file_damaged", file=path.name) from error
    if "xl/workbook.xml" not in parts:
        raise InvalidValue("not_a_workbook", file=path.name)
    return parts


def _mib(size: int) -> str:
    return f"{size / MIB:.0f}"


def _sniff(file: IO[bytes]) -> None:
    """Tell what a file is that is no zip archive, as far as its first bytes say."""
    head = file.read(4096)
    if head.startswith(_OLE):
        file.seek(0)
        locked = _ENCRYPTED in file.read()
        raise InvalidValue("file_locked" if locked else "file_old_format")
    if _MARKUP.match(head):
        raise InvalidValue("file_is_html")
    if not head.startswith(b"PK"):
        raise InvalidValue("file_is_text" if _is_text(head) else "not_a_workbook")


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            head[:-4].decode(encoding)
        except UnicodeDecodeError:
            continue
        return b"\0" not in head
    return head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _bomb(limits: Limits) -> InvalidValue:
    return InvalidValue("file_is_a_bomb", limit_mib=_mib(limits.content))


def _inflate_all(file: IO[bytes], members: list[zipfile.ZipInfo], limits: Limits) -> dict[str, Part]:
    declared = sum(member.file_size for member in members)
    if len(members) > MOST_PARTS or declared > limits.content:
        raise _bomb(limits)
    parts: dict[str, Part] = {}
    room, cells = limits.content, limits.cells
    for member in members:
        if member.flag_bits & 0x1:
            raise InvalidValue("file_locked")
        if member.filename in parts:
            raise zipfile.BadZipFile("two parts of one name")
        parts[member.filename] = part = _inflate(file, member, room, limits)
        if part.last_row * part.last_column > cells:  # rows and cells may be there for their looks alone
            part.last_row, part.last_column = _reach(file, member, limits)
        room -= part.size
        cells -= part.last_row * part.last_column
        if cells < 0:
            raise InvalidValue("sheet_too_large", rows=part.last_row, columns=part.last_column)
    return parts


def _inflate(file: IO[bytes], member: zipfile.ZipInfo, room: int, limits: Limits) -> Part:
    """Inflate one part to the true end of its stream, whatever size it declares."""
    part = Part(member.filename)
    sheet = member.filename.startswith("xl/worksheets/")
    allowed = max(SMALL_PART, member.compress_size * LARGEST_RATIO)
    tail = b""
    for chunk in _stream(file, member):
        part.size += len(chunk)
        if part.size > min(room, allowed):
            raise _bomb(limits)
        text = tail + chunk
        if b"<!" in text and _DTD.search(text):
            raise _bomb(limits)
        if sheet:
            _look(part, text)
        tail = text[-_OVERLAP:]
    if part.size != member.file_size:
        raise zipfile.BadZipFile("a part is longer or shorter than it says")
    return part


def _reach(file: IO[bytes], member: zipfile.ZipInfo, limits: Limits) -> tuple[int, int]:
    """Last row and column of a cell that holds anything: only up to there a parser lays a sheet out.

    Some programs write rows and cells without content down to the very last row of a sheet.
    """
    last_row, last_column, text = 0, 0, b""
    for chunk in _stream(file, member):
        text += chunk
        for letters, number in set(_CELL.findall(text)):
            last_row, last_column = max(last_row, int(number)), max(last_column, _column_number(letters))
        text = text[max(text.rfind(b"<"), 0) :]
        if len(text) > _LONGEST_TAG:
            raise _bomb(limits)
    return last_row, last_column


def _stream(file: IO[bytes], member: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(member.header_offset)
    header = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    file.seek(header[9] + header[10], 1)
    left = member.compress_size
    if member.compress_type not in (_STORED, _DEFLATED):
        raise zipfile.BadZipFile(f"a part is packed in way {member.compress_type}")
    machine = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == _DEFLATED else None
    while left:
        raw = file.read(min(_CHUNK, left))
        if not raw:
            raise EOFError
        left -= len(raw)
        if machine is None:
            yield raw
            continue
        yield machine.decompress(raw, _CHUNK)
        while machine.unconsumed_tail:
            yield machine.decompress(machine.unconsumed_tail, _CHUNK)
    if machine is not None:
        yield machine.flush()
        if not machine.eof:
            raise EOFError


def _look(part: Part, text: bytes) -> None:
    """Note the reach of a sheet, which a parser would lay out in full, and cells that need a second look."""
    usual = not any(mark in text for mark in _UNUSUAL)
    rows = (_ROW if usual else _ANY_ROW).findall(text)
    columns = set((_CELL_COLUMN if usual else _ANY_CELL_COLUMN).findall(text))
    part.last_row = max(part.last_row, max(map(int, rows), default=0))
    part.last_column = max(part.last_column, max(map(_column_number, columns), default=0))
    if not part.untold and any(hint in text for hint in _HINTS):
        part.untold = _UNTOLD.search(text) is not None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - 64
    return number
