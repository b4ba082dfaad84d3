"""Industries added up in the database: the same as plain loops over the rows of each building, on both engines."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings

from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.facts import snapshot
from buildings.facts.refresh import refresh
from buildings.facts.section_sums import MEASURES
from buildings.kinds import AreaKind, Origin
from buildings.portfolio import Columns, Portfolio
from buildings.register import buildings, enterprises, lookup, records
from buildings.register.tables.buildings import Building
from tests.builders.register import (
    make_building,
    make_enterprise,
    make_lease,
    make_tax_file,
    make_taxpayer,
    make_unit,
)
from tests.facts.districts import LAST, districts
from tests.facts.plain import District
from tests.facts.test_database import covering, opened, write
from tests.facts.test_snapshot import JUNE, START, taken
from tests.fixtures.database import MakeDatabase


def as_rows(table: Columns) -> list[dict[str, Any]]:
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def compare(portfolio: Portfolio) -> int:
    """How many pairs of month and section hold something estimated; all tables are those of plain loops."""
    rows = as_rows(portfolio.industries)
    marks, inside = portfolio.facts["retained_estimated"], portfolio.buildings.in_scope
    estimated, sums = set(), Counter[tuple[int, str, str]]()
    for row in rows:
        key = int(row["month"]), str(row["section"])
        if not inside[row["building"]]:
            continue
        if row["retained_fen"] and marks[row["month"], row["building"]] == 1:
            estimated.add(key)
        for name in MEASURES:
            sums[*key, name] += int(row[name])
    table = portfolio.estimated_sections
    found = list(zip(table["month"].tolist(), table["section"].tolist(), strict=True))
    assert sorted(found) == sorted(estimated)
    added = Counter[tuple[int, str, str]]()
    for part in (portfolio.section_sums, portfolio.section_sums_before):
        for row in as_rows(part):
            for name in MEASURES:
                added[int(row["month"]), str(row["section"]), name] += int(row[name])
    assert +added == +sums
    assert -added == -sums
    return len(estimated)


def test_what_is_estimated_is_said_of_the_sections_in_scope_alone(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        payments: list[tuple[int, str, int, int | None]] = []
        for section, retained, gross_dm2 in (
            ("F", None, 800_000),
            ("J", 50, 800_000),
            ("K", None, 100),
            ("L", 0, 800_000),
        ):
            home, firm = make_building(changes), make_enterprise(changes)
            buildings.set_area(changes, home, AreaKind.GROSS, gross_dm2)
            enterprises.classify(changes, firm, section)
            make_lease(changes, [make_unit(changes, home)], enterprise_id=firm.key, starts_on=START)
            payments.append((make_taxpayer(changes, firm).key, "zzs", 100, retained))
        make_tax_file(changes, JUNE, payments)

    portfolio = taken(engine, do, also=("estimated_sections", "section_sums", "section_sums_before"))
    assert compare(portfolio) == 1
    assert portfolio.estimated_sections["section"].tolist() == ["F"]


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(district=districts())
def test_sums_of_sections_are_those_of_their_buildings(make_database: MakeDatabase, district: District) -> None:
    def in_scope(changes: Changes) -> None:
        write(changes, district)
        for number, row in enumerate(lookup.rows(changes.session, Building)):
            home = records.by_key(changes.session, Building, row.id)
            buildings.update(changes, home, {"use": "office"})
            if number != 1:  # one is not known to be large enough to count
                buildings.set_area(changes, home, AreaKind.GROSS, 800_000)

    covering(district)
    with opened(make_database()) as engine:
        work.run(engine, in_scope, refresh=refresh, actor="test", action="test")
        with work.reading(engine) as session:
            compare(snapshot.snapshot(session, LAST, Origin.REAL))
