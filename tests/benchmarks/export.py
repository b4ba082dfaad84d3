"""The register as CSV files, the way an office would hand them to a colleague who knows pandas.

What costs the colleague nothing is settled here, in the rival's favour: areas that changed cut tenancies into rows of
one area each, early ends are applied, scope is decided, and an unlinked reported party has a code of its own.
"""

import csv
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from buildings import parameters, tables
from buildings.quantities import decimal_of, format_month, last_day
from tests.benchmarks.cuts import FAR, tenancy, units

Row = Sequence[Any]
ORIGIN = "demonstration"


def write(database: Path, folder: Path, month: int) -> None:
    """All files for a report of one month."""
    partial = folder.with_name("csv-partial")
    (partial / "tax").mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as file:
        end = last_day(month).isoformat()
        _file(
            partial / "buildings.csv", ("building", "subdistrict", "office_m2", "scope", "runs"), _buildings(file, end)
        )
        _file(partial / "running.csv", ("building", "first", "last"), _running(file))
        _file(partial / "zones.csv", ("zone", "building"), _zones(file, end))
        _file(partial / "units.csv", ("building", "unit", "area_m2", "lettable", "first", "last"), units(file))
        head = ("party", "building", "unit", "lettable", "kind", "first", "last", "area_m2")
        _file(partial / "tenancy.csv", head, tenancy(file))
        _file(partial / "outages.csv", ("building", "unit", "area_m2", "first", "last"), _outages(file))
        _file(partial / "classes.csv", ("party", "section", "first", "last"), _classes(file))
        _file(partial / "links.csv", ("taxpayer", "party", "first", "last"), _links(file))
        _file(partial / "splits.csv", ("taxpayer", "split", "from", "to", "building", "weight"), _splits(file))
        _taxes(file, partial / "tax")
    partial.rename(folder)


def _file(path: Path, head: Row, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)


def _buildings(file: sqlite3.Connection, end: str) -> Iterator[Row]:
    """Code, sub-district, office area, whether it counts in totals, whether it is in operation at the month's end."""
    found = file.execute(
        """
        select b.code, b.subdistrict_code,
            (select area_dm2 from building_areas a where a.building_id = b.id and a.kind = 'office'
             and coalesce(a.valid_from, '') <= :end and coalesce(a.valid_to, '9999') >= :end and a.voided_at is null),
            (select area_dm2 from building_areas a where a.building_id = b.id and a.kind = 'gross'
             and coalesce(a.valid_from, '') <= :end and coalesce(a.valid_to, '9999') >= :end and a.voided_at is null),
            b.use in ('office', 'mixed_use'),
            exists(select 1 from building_states s where s.building_id = b.id and s.status = 'in_operation'
             and coalesce(s.valid_from, '') <= :end and coalesce(s.valid_to, '9999') >= :end and s.voided_at is null)
        from buildings b where b.origin = :origin and b.voided_at is null order by b.code
        """,
        {"end": end, "origin": ORIGIN},
    )
    least = parameters.resolve("scope.min_gross_m2", last_day(int(end[:4]) * 12 + int(end[5:7]) - 1)).value * 100
    for code, subdistrict, office, gross, use, runs in found:
        scope = use and runs and (gross is None or gross >= least)
        yield code, subdistrict, None if office is None else decimal_of(office), int(scope), runs


def _running(file: sqlite3.Connection) -> Iterable[Row]:
    return file.execute(
        f"""
        select b.code, coalesce(s.valid_from, '1900-01-01'), coalesce(s.valid_to, '{FAR}')
        from building_states s join buildings b on b.id = s.building_id
        where s.status = 'in_operation' and s.voided_at is null and b.origin = '{ORIGIN}' and b.voided_at is null
        """  # noqa: S608 - constants
    )


def _zones(file: sqlite3.Connection, end: str) -> Iterable[Row]:
    return file.execute(
        """
        select z.code, b.code from zone_memberships m
        join zones z on z.id = m.zone_id join buildings b on b.id = m.building_id
        where m.voided_at is null and b.origin = :origin and coalesce(m.valid_from, '') <= :end
            and coalesce(m.valid_to, '9999') >= :end order by 1, 2
        """,
        {"end": end, "origin": ORIGIN},
    )


def _outages(file: sqlite3.Connection) -> Iterable[Row]:
    return file.execute(
        f"""
        select b.code, u.id, o.area_dm2 / 100.0, o.starts_on, coalesce(o.ends_on, '{FAR}') from outages o
        join units u on u.id = o.unit_id join buildings b on b.id = u.building_id
        where o.voided_at is null and b.origin = '{ORIGIN}'
        """  # noqa: S608 - constants
    )


def _classes(file: sqlite3.Connection) -> Iterable[Row]:
    return file.execute(
        f"""
        select enterprise_id, section, coalesce(valid_from, '1900-01-01'), coalesce(valid_to, '{FAR}')
        from industry_classes where voided_at is null
        """  # noqa: S608 - constants
    )


def _links(file: sqlite3.Connection) -> Iterable[Row]:
    return file.execute(
        f"""
        select t.code, l.enterprise_id, coalesce(l.valid_from, '1900-01-01'), coalesce(l.valid_to, '{FAR}')
        from taxpayer_links l join taxpayers t on t.id = l.taxpayer_id where l.voided_at is null and t.voided_at is null
        """  # noqa: S608 - constants
    )


def _splits(file: sqlite3.Connection) -> Iterator[Row]:
    found = file.execute(
        """
        select t.code, s.id, s.month_from, s.month_to, b.code, p.weight from manual_splits s
        join taxpayers t on t.id = s.taxpayer_id join manual_split_parts p on p.split_id = s.id
        left join buildings b on b.id = p.building_id where s.voided_at is null and p.voided_at is null
        """
    )
    for taxpayer, split, first, last, building, weight in found:
        yield taxpayer, split, format_month(first), format_month(last), building, weight


def _taxes(file: sqlite3.Connection, folder: Path) -> None:
    """One wide file per month, as the office gets them: a taxpayer's row, 22 columns in yuan, empty = nothing."""
    keys = [column.key for column in tables.tax_columns() if column.kind != "total"]
    place = {key: number for number, key in enumerate(keys, 1)}
    months = [row[0] for row in file.execute("select month from tax_files where current order by month")]
    for month in months:
        found = file.execute(
            """
            select t.code, p.column_key, p.amount_fen from tax_payments p join taxpayers t on t.id = p.taxpayer_id
            where p.month = ? order by p.taxpayer_id
            """,
            (month,),
        )
        _file(folder / f"{format_month(month)}.csv", ("taxpayer", *keys), _wide(found, place))


def _wide(found: Iterable[Row], place: dict[str, int]) -> Iterator[Row]:
    row: list[Any] = []
    for code, key, fen in found:
        if not row or row[0] != code:
            if row:
                yield row
            row = [code, *[None] * len(place)]
        row[place[key]] = f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
    if row:
        yield row
