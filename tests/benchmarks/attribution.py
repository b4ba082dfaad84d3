"""The kernel's attribution alone: the tables that DuckDB's query gives, and nothing else."""

from collections.abc import Sequence
from typing import Final

from buildings.facts.kernel.arrays import calendar
from buildings.facts.kernel.attribution import attribution
from buildings.facts.kernel.inputs import Inputs
from buildings.facts.kernel.occupancies import occupancies, parties
from buildings.facts.kernel.rows import Rows, Table
from buildings.facts.kernel.segments import begun, pieces, segments

TABLES: Final = ("fact_building_month_taxes", "fact_attributions", "fact_unattributed")


def tables(inputs: Inputs) -> Sequence[Table]:
    """Tax by building, month and column; by taxpayer; and what belongs to no building."""
    months = calendar(inputs.first, inputs.last)
    parts = begun(inputs)
    held = segments(inputs, parts, pieces(inputs.units))
    everybody = parties(inputs, parts)
    space = occupancies(inputs, months, everybody, held)
    rows = Rows(inputs, months, everybody, attribution(inputs, months, everybody, space))
    return rows.building_month_taxes(), rows.attributions(), rows.unattributed()
