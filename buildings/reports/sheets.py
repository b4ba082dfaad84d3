"""Plain tables of disclosed figures (tiers, reconciliation, gaps …) as blocks of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from buildings.disclosure.figures import Figures, Sheet
from buildings.disclosure.sheets import CELL_GROUPS
from buildings.reports.content import MIXED, TEXT, WAN, Block, Cell, Field, Pair, Recomputed, Valued, both, known, said

ROWS = "sheet_row"  # labels of rows that are no name: sums, unknown places
ALL = "all"
DISTRICT = "district"
BESIDE = ("total", "scope_unknown")  # rows that are no part of the district


def field(key: str, unit: str, *, wan: bool = False) -> Field:
    """Heading of a sheet's column."""
    return Field(key, both("sheet", key), WAN if wan and unit == "fen" else unit)


def text_cell(value: object, header: str, names: Mapping[str, Pair]) -> Cell:
    """A text in both languages: the label of a slug (or of each in a list), the name of a zone, or as it stands."""
    if type(value) is tuple:
        each = [text_cell(one, header, names) for one in value]
        return Pair(*(separator.join(_pick(one, at) for one in each) for at, separator in enumerate(("、", ", "))))
    if not isinstance(value, str):
        return cast("Cell", value)  # int, float or State, as sheets promise
    for group in (CELL_GROUPS.get(header), ROWS):
        found = known(group, value) if group else value
        if isinstance(found, Pair):
            return found
    return names.get(value, value)


def _cells(values: Sequence[object], header: str, names: Mapping[str, Pair]) -> list[Cell]:
    """A column's cells; each different text is looked up once, and all else stands as it is."""
    made: dict[object, Cell] = {}
    cells = []
    for value in values:
        if not (isinstance(value, str) or type(value) is tuple):
            cells.append(cast("Cell", value))
            continue
        if value not in made:
            made[value] = text_cell(value, header, names)
        cells.append(made[value])
    return cells


def _pick(cell: Cell, at: int) -> str:
    return cell[at] if isinstance(cell, Pair) else str(cell)


def block(figures: Figures, sheet: Sheet, *, wan: bool = False, keys: Sequence[str] | None = None) -> Block:
    """A sheet as a block; slugs become labels, amounts stand in 万元 if wanted."""
    names = zone_names(figures)
    shown = [i for i, header in enumerate(sheet.headers) if keys is None or header in keys]
    columns = tuple(_cells([row[i] for row in sheet.rows], sheet.headers[i], names) for i in shown)
    fields = tuple(field(sheet.headers[i], sheet.units[i], wan=wan) for i in shown)
    total = bool(sheet.rows) and sheet.rows[-1][0] == ALL
    return Block(sheet.slug, both("sheet_name", sheet.slug), fields, columns, total=total)


def zone_names(figures: Figures) -> dict[str, Pair]:
    """Names of zones in both languages, by code and by Chinese name."""
    places = figures.places
    both_names = zip(places.zone_name.tolist(), places.zone_name_en.tolist(), strict=True)
    pairs = [Pair(zh, en or zh) for zh, en in both_names]  # an English name is optional
    return dict(zip(places.zone_code.tolist(), pairs, strict=True)) | {pair.zh: pair for pair in pairs}


def _again(parts: Sequence[Cell], total: Cell) -> tuple[Cell, Cell]:
    """Σ of the parts and what is missing to the total; a state when a part or the total is none of our numbers."""
    for one in (*parts, total):
        if type(one) not in (int, float):
            return one, one
    added = sum(parts)  # type: ignore[arg-type]  # numbers, as just checked
    return added, total - added  # type: ignore[operator]


def identity(figures: Figures, sheet: Sheet) -> Block:
    """Σ in scope + Σ out of scope + unattributed = Σ file, computed again."""
    plain = block(figures, sheet, keys=("column", "measure", "in_scope", "out_of_scope", "unattributed", "file"))
    parts = ("in_scope", "out_of_scope", "unattributed")
    return _recomputed(plain, parts, "file", ["fen"] * len(plain))


def reconciliation(figures: Figures, sheet: Sheet) -> Block:
    """Σ by primary zone + in no zone + place unknown = district, one line per figure, computed again."""
    names, label_at = zone_names(figures), sheet.headers.index("row")
    rows = {str(row[label_at]): row for row in sheet.rows}
    if DISTRICT not in rows:
        return block(figures, sheet)
    parts = [name for name in rows if name not in (DISTRICT, *BESIDE)]
    measures = [(i, header) for i, header in enumerate(sheet.headers) if sheet.units[i] != TEXT]
    heads = [Field("figure", said("figure"))]
    columns: list[Sequence[Cell]] = [[_measure(header, sheet.units[i]) for i, header in measures]]
    for name in [*parts, DISTRICT]:
        title = text_cell(name, "row", names)
        heads.append(Field(name, title if isinstance(title, Pair) else Pair(str(title), str(title)), MIXED))
        columns.append([_valued(rows[name][i], sheet.units[i]) for i, _ in measures])
    plain = Block(sheet.slug, both("sheet_name", sheet.slug), tuple(heads), tuple(columns))
    units = [sheet.units[i] for i, _ in measures]
    made = _recomputed(plain, parts, DISTRICT, units)
    if BESIDE[-1] not in rows:
        return made
    beside = [_valued(rows[BESIDE[-1]][i], unit) for (i, _), unit in zip(measures, units, strict=True)]
    field_beside = Field(BESIDE[-1], both(ROWS, BESIDE[-1]), MIXED)
    return replace(made, fields=(*made.fields, field_beside), columns=(*made.columns, beside))


def _measure(header: str, unit: str) -> Pair:
    name, suffix = known("metric", header), both("unit", unit)
    title = name if isinstance(name, Pair) else both("sheet", header)
    return Pair(f"{title.zh}（{suffix.zh}）", f"{title.en} ({suffix.en})")


def _valued(cell: object, unit: str) -> Cell:
    return Valued(cell, unit) if type(cell) in (int, float) else cell  # type: ignore[return-value,arg-type]


def _recomputed(plain: Block, parts: Sequence[str], total: str, units: Sequence[str]) -> Block:
    """The block with Σ and difference behind it."""
    mixed = plain.fields[plain.place(total)].unit == MIXED
    sums: list[Cell] = []
    differences: list[Cell] = []
    for row, unit in zip(range(len(plain)), units, strict=True):
        cells = [_bare(plain.column(part)[1][row]) for part in parts]
        added, missing = _again(cells, _bare(plain.column(total)[1][row]))
        sums.append(_valued(added, unit) if mixed else added)
        differences.append(_valued(missing, unit) if mixed else missing)
    unit = MIXED if mixed else plain.fields[plain.place(total)].unit
    fields = (*plain.fields, Field("again", said("again"), unit), Field("difference", said("difference"), unit))
    again = Recomputed(tuple(parts), total, "again", "difference")
    return Block(
        plain.slug, plain.title, fields, (*plain.columns, sums, differences), (said("recomputed"),), recomputed=again
    )


def _bare(cell: Cell) -> Cell:
    return cell.value if isinstance(cell, Valued) else cell
