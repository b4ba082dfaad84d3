"""The kernel against the slow way, on districts hypothesis makes."""

import datetime as dt
from collections import defaultdict

from hypothesis import HealthCheck, given, settings

from buildings.facts.kernel.compute import compute
from tests.facts.as_inputs import as_inputs
from tests.facts.compare import differences, keyed
from tests.facts.districts import FIRST, LAST, districts
from tests.facts.oracle import Table
from tests.facts.oracle_months import facts
from tests.facts.plain import Area, Building, District, Lease, Part, Unit, default_columns


def kernel_facts(district: District) -> dict[str, Table]:
    return {name: keyed(name, table) for name, table in compute(as_inputs(district)).items()}


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(districts())
def test_the_kernel_agrees_with_the_slow_way(district: District) -> None:
    assert differences(kernel_facts(district), facts(district)) == []


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(districts())
def test_every_fen_of_a_file_is_in_a_building_or_unattributed(district: District) -> None:
    found = kernel_facts(district)
    file: dict[tuple[int, str], int] = defaultdict(int)
    for tax in district.taxes:
        file[tax.month, tax.column] += tax.fen
    for (_, month, column), row in found["fact_building_month_taxes"].items():
        file[month, column] -= row["amount_fen"]
    for (month, _, column, _), row in found["fact_unattributed"].items():
        file[month, column] -= row["amount_fen"]
    assert not any(file.values())


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(districts())
def test_sums_of_the_fact_tables_agree_with_each_other(district: District) -> None:
    found = kernel_facts(district)
    counts = {column.key: column.counts for column in district.columns}
    sums: dict[tuple[int, int, str], int] = defaultdict(int)
    for (building, month, column), row in found["fact_building_month_taxes"].items():
        if counts[column]:
            sums[building, month, "tax_fen"] += row["amount_fen"]
            sums[building, month, "retained_fen"] += row["retained_fen"]
        else:
            sums[building, month, "fee_fen"] += row["amount_fen"]
    for name in ("fact_attributions", "fact_industry_months"):
        rest = defaultdict(int, sums)
        for (building, month, _), row in found[name].items():
            for column in ("tax_fen", "retained_fen", "fee_fen"):
                rest[building, month, column] -= row[column]
        assert not any(rest.values()), name
    for (building, month), row in found["fact_building_months"].items():
        for column in ("tax_fen", "retained_fen", "fee_fen"):
            assert row[column] == (sums[building, month, column] if month in district.files else None)
        ladder = sum(row[f"ends_{step}_dm2"] for step in ("3", "6", "12", "24", "later"))
        assert ladder == row["walt_dm2"]
        assert ladder + row["open_ended_dm2"] == row["let_dm2"]


def test_two_parts_of_a_lease_share_what_renews_them() -> None:
    month, day = FIRST + 4, dt.date(2023, 12, 1)
    district = District(FIRST, LAST, default_columns())
    district.buildings = [Building(1, "SF-0001", [(None, None)])]
    district.units = [Unit(1, 1, areas=[Area(None, None, 100)])]
    district.enterprises = [1]
    district.leases = [Lease(1, 1), Lease(2, 1, signed=day, renews=1)]
    ends = dt.date(2024, 6, 30)
    district.parts = [Part(1, 1, 1, day, ends, 40), Part(2, 1, 1, day, ends, 60)]
    district.parts.append(Part(3, 2, 1, ends + dt.timedelta(days=1), dt.date(2024, 12, 31), 80))
    found = kernel_facts(district)
    assert differences(found, facts(district)) == []
    row = found["fact_building_months"][1, month]
    assert (row["ends_3_dm2"], row["ends_12_dm2"]) == (20, 80)


def test_a_renewal_gives_its_area_once_whatever_it_renews() -> None:
    """Lease 2 runs beside lease 1 and takes it over; lease 3 renews lease 2, what runs of it and what is to come."""
    month, day, ends = FIRST + 4, dt.date(2023, 12, 1), dt.date(2024, 6, 30)
    district = District(FIRST, LAST, default_columns())
    district.buildings = [Building(1, "SF-0001", [(None, None)])]
    district.units = [Unit(1, 1, areas=[Area(None, None, 100)])]
    district.enterprises = [1]
    district.leases = [Lease(1, 1), Lease(2, 1, signed=day, renews=1), Lease(3, 1, signed=day, renews=2)]
    district.parts = [
        Part(1, 1, 1, day, ends, 60),
        Part(2, 2, 1, day, ends, 40),
        Part(3, 2, 1, dt.date(2024, 7, 1), dt.date(2024, 9, 30), 60),
        Part(4, 3, 1, dt.date(2024, 10, 1), dt.date(2025, 12, 31), 50),
    ]
    found = kernel_facts(district)
    assert differences(found, facts(district)) == []
    row = found["fact_building_months"][1, month]
    assert (row["ends_3_dm2"], row["ends_6_dm2"], row["ends_24_dm2"]) == (40, 10, 50)
