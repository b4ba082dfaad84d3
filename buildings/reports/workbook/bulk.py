"""A worksheet whose last block is written column by column as text: 10 times faster than cell by cell, same file."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

CONTROL = {code: f"_x{code:04X}_" for code in range(32) if code not in (9, 10)}


class BulkSheet(Worksheet):  # type: ignore[misc]  # the library ships no types
    """Normal cells above, then one block of rows down to the end.

    The library makes an object and several calls of every cell. Here the rows of the block become XML once, when the
    sheet is assembled; comments, filters, print titles and column widths work as ever. Text is always written as an
    inline string, so that nothing in it can become a formula.
    """

    def __init__(self) -> None:
        super().__init__()
        self._block: tuple[int, list[Sequence[tuple[str, Format]]]] | None = None

    def write_block(self, first_row: int, columns: list[Sequence[tuple[str, Format]]]) -> None:
        """Keep the block for the end; ``columns`` pairs of the inside of a cell, after its style, and the style."""
        self._block = (first_row, columns)
        self._check_dimensions(first_row + len(columns[0]) - 1, len(columns) - 1)

    def _write_rows(self) -> None:
        if self._block is None:
            super()._write_rows()
            return
        first_row, columns = self._block
        last_row, self.dim_rowmax = self.dim_rowmax, first_row - 1
        super()._write_rows()
        self.dim_rowmax = last_row
        self.fh.write("".join(_rows(first_row, columns)))


def _rows(first_row: int, columns: list[Sequence[tuple[str, Format]]]) -> list[str]:
    numbers = [str(first_row + 1 + offset) for offset in range(len(columns[0]))]
    written = [_column(xl_col_to_name(index), numbers, column) for index, column in enumerate(columns)]
    opened = [f'<row r="{number}">' for number in numbers]
    return [part for row in zip(opened, *written, ["</row>"] * len(numbers), strict=True) for part in row]


def _column(letter: str, numbers: list[str], column: Sequence[tuple[str, Format]]) -> list[str]:
    styles: dict[int, str] = {}
    written = []
    for number, (body, style) in zip(numbers, column, strict=True):
        index = styles.get(id(style))
        if index is None:
            index = styles[id(style)] = str(style._get_xf_index())  # noqa: SLF001 - what the library itself writes
        written.append(f'<c r="{letter}{number}" s="{index}"{body}</c>')
    return written


def text_body(value: str) -> str:
    """Inside of a text's cell, after its style."""
    text = escape(value.translate(CONTROL))
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is>'
