"""Shapes of the report's plain tables: headers, units, and what they derive from."""

from collections.abc import Mapping
from dataclasses import dataclass

from buildings.kinds import Derives


@dataclass(frozen=True)
class Shape:
    """Header slugs (label group ``sheet``) with the unit of each ("text" for words), and what it derives from."""

    columns: Mapping[str, str]
    derives_from: Derives
    enterprise: bool = False  # rows are enterprises or taxpayers: for a tax officer alone

    @property
    def headers(self) -> tuple[str, ...]:
        """Header slugs."""
        return tuple(self.columns)

    @property
    def units(self) -> tuple[str, ...]:
        """Unit slugs."""
        return tuple(self.columns.values())


SHAPES: Mapping[str, Shape] = {
    "tiers": Shape(
        {"tier": "text", "tax_year": "count", "tax_ytd": "count", "tax_12": "count", "tax_month": "count"}, Derives.TAX
    ),
    "tier_buildings": Shape(
        {
            "code": "text",
            "name": "text",
            "tier_year": "text",
            "tier_ytd": "text",
            "tier_12": "text",
            "tier_month": "text",
            "tax_12": "fen",
        },
        Derives.TAX,
    ),
    "near_tiers": Shape(
        {"code": "text", "name": "text", "window": "text", "next_tier": "text", "amount": "fen", "missing": "fen"},
        Derives.TAX,
    ),
    "unattributed": Shape(
        {
            "reason": "text",
            "taxpayers": "count",
            "tax_month": "fen",
            "retained_month": "fen",
            "fees_month": "fen",
            "tax_ytd": "fen",
            "tax_12": "fen",
        },
        Derives.TAX,
    ),
    "unattributed_list": Shape(
        {"taxpayer": "text", "name": "text", "reason": "text", "tax_month": "fen", "fees_month": "fen"},
        Derives.TAX,
        enterprise=True,
    ),
    "reconciliation": Shape(
        {
            "row": "text",
            "buildings": "count",
            "office_area": "dm2",
            "lettable_area": "dm2",
            "vacant_area": "dm2",
            "tax_month": "fen",
            "tax_ytd": "fen",
            "tax_12": "fen",
        },
        Derives.PUBLIC,  # each cell by its own header
    ),
    "overlaps": Shape(
        {"code": "text", "name": "text", "zones": "text", "primary": "text", "basis": "text", "uncertain": "text"},
        Derives.PUBLIC,
    ),
    "identity": Shape(
        {
            "column": "text",
            "measure": "text",
            "in_scope": "fen",
            "out_of_scope": "fen",
            "unattributed": "fen",
            "sum": "fen",
            "file": "fen",
        },
        Derives.TAX,
    ),
    "upgrade": Shape(
        {
            "rank": "count",
            "code": "text",
            "name": "text",
            "verdict": "text",
            "rules_due": "text",
            "rules_watch": "text",
            "since": "text",
            "tax_upside": "fen",
            "upside_months": "count",
        },
        Derives.TAX,
    ),
    "upgrade_moves": Shape(
        {"code": "text", "name": "text", "rule": "text", "former": "text", "verdict": "text"}, Derives.TAX
    ),
    "targets": Shape(
        {
            "target": "text",
            "target_basis": "text",
            "least": "count",
            "by": "text",
            "overdue": "text",
            "count": "count",
            "unsure": "count",
            "year_before": "count",
            "short": "count",
            "pace": "text",
            "source": "text",
        },
        Derives.TAX,
    ),
    "target_buildings": Shape(
        {"target": "text", "target_basis": "text", "part": "text", "code": "text", "name": "text"}, Derives.TAX
    ),
    "projects": Shape(
        {
            "project": "text",
            "code": "text",
            "name": "text",
            "title": "text",
            "stage": "text",
            "funding_mode": "text",
            "one_hand": "text",
            "started_by": "text",
            "finished_by": "text",
            "planned_investment": "fen",
            "actual_investment": "fen",
            "photos": "count",
        },
        Derives.PUBLIC,
    ),
    "ratings": Shape(
        {
            "rating": "text",
            "code": "text",
            "name": "text",
            "scheme": "text",
            "scheme_status": "text",
            "rating_status": "text",
            "grade": "text",
            "awarded_on": "text",
            "valid_until": "text",
            "days_left": "count",
            "days_over": "count",
            "rereview": "text",
            "unevidenced": "count",  # of those who see points alone
        },
        Derives.PUBLIC,
    ),
    "gaps": Shape({"code": "text", "name": "text", "gap": "text", "spoils": "text"}, Derives.PUBLIC),
    "registration_tax": Shape(
        {
            "registration": "text",
            "enterprises": "count",
            "tax_yes": "count",
            "tax_no": "count",
            "newly_arrived": "count",
            "tax_unknown": "count",
        },
        Derives.TAX,
    ),
}
"""Text cells hold slugs where there is a label group (tier, reason → unattributed, gap, measure, registration, window,
row → sheet_row, basis, uncertain → answer) and names elsewhere; ``zones``, ``basis`` and ``spoils`` are tuples."""

CELL_GROUPS: Mapping[str, str] = {
    "tier": "tier",
    "tier_year": "tier",
    "tier_ytd": "tier",
    "tier_12": "tier",
    "tier_month": "tier",
    "next_tier": "tier",
    "window": "window",
    "reason": "unattributed",
    "basis": "basis",
    "uncertain": "answer",
    "measure": "measure",
    "gap": "gap",
    "spoils": "metric",
    "registration": "registration",
    "verdict": "verdict",
    "former": "verdict",
    "rule": "rule",
    "rules_due": "rule",
    "rules_watch": "rule",
    "target": "target",
    "target_basis": "target_basis",
    "overdue": "answer",
    "pace": "pace",
    "part": "target_member",
    "stage": "project_stage",
    "funding_mode": "funding_mode",
    "one_hand": "one_hand",
    "scheme": "rating_scheme",
    "scheme_status": "scheme_status",
    "rating_status": "rating_status",
    "grade": "star",
    "rereview": "answer",
}
"""Label group of the slugs in a text column; columns not named hold names, or slugs of group ``sheet_row``."""
