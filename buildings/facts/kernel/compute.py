"""All facts from all inputs."""

from collections.abc import Mapping

from buildings.facts.kernel.arrays import calendar
from buildings.facts.kernel.attribution import attribution
from buildings.facts.kernel.committed import committed
from buildings.facts.kernel.industries import industries
from buildings.facts.kernel.inputs import Inputs
from buildings.facts.kernel.ledger import ledger
from buildings.facts.kernel.occupancies import building_grids, occupancies, parties
from buildings.facts.kernel.residents import residents
from buildings.facts.kernel.rows import Rows, Table, occupancy_rows
from buildings.facts.kernel.segments import begun, pieces, segments
from buildings.facts.kernel.terms import terms
from buildings.facts.kernel.windows import coverage, gate

Facts = Mapping[str, Table]
"""Fact tables by their names in the database."""


def compute(inputs: Inputs) -> Facts:
    """Facts of every building of the inputs in every month of the horizon."""
    months = calendar(inputs.first, inputs.last)
    parts = begun(inputs)
    cut = pieces(inputs.units)
    held = segments(inputs, parts, cut)
    everybody = parties(inputs, parts)
    space = occupancies(inputs, months, everybody, held)
    found = attribution(inputs, months, everybody, space)
    grids = ledger(inputs, months, cut, held)
    grids |= terms(inputs, months, parts, held)
    grids["committed_dm2"] = committed(inputs, months, parts, cut, held)
    grids |= building_grids(space)
    grids |= gate(inputs, months, found, everybody)
    grids |= coverage(inputs, found, everybody, space, grids["operated"])
    rows = Rows(inputs, months, everybody, found)
    return {
        "fact_building_months": rows.building_months(grids),
        "fact_occupancies": {
            **occupancy_rows(inputs, months, everybody, space),
            **residents(inputs, months, everybody, space, found),
        },
        "fact_attributions": rows.attributions(),
        "fact_unattributed": rows.unattributed(),
        "fact_building_month_taxes": rows.building_month_taxes(),
        "fact_industry_months": rows.industry_months(industries(inputs, months, everybody, space, found)),
    }
