"""All metrics in display order; columns, legends, definitions and the gate follow from this list."""

from collections.abc import Mapping

from buildings.metrics import area, compare, expiry, occupancy, presence, rent, tax, yields
from buildings.metrics.metric import Metric
from buildings.words import Language, label

_ORDER: tuple[Metric, ...] = (
    area.GROSS_AREA,
    area.OFFICE_AREA,
    area.STAR,
    area.LETTABLE_AREA,
    area.LET_AREA,
    area.OWN_AREA,
    area.OUT_AREA,
    area.VACANT_AREA,
    area.COMMITTED_AREA,
    area.AVAILABLE_AREA,
    occupancy.OCCUPANCY_RATE,
    occupancy.VACANCY_RATE,
    occupancy.AVERAGE_OCCUPANCY,
    occupancy.OCCUPANCY_BY_COUNT,
    occupancy.OCCUPANCY_MOM,
    occupancy.OCCUPANCY_YOY,
    expiry.WALT,
    expiry.WALT_BREAK,
    expiry.EXPIRING_3,
    expiry.EXPIRING_6,
    expiry.EXPIRING_12,
    expiry.EXPIRING_24,
    expiry.EXPIRING_LATER,
    expiry.EXPIRING_OPEN,
    expiry.CONCENTRATION_1,
    expiry.CONCENTRATION_5,
    rent.PASSING_RENT,
    presence.TENANTS,
    presence.ENTERPRISES,
    presence.HELD_AREA,
    presence.NET_INFLOW,
    presence.REGISTERED_RATE,
    presence.REGISTERED_RATE_AREA,
    tax.TAX_MONTH,
    tax.RETAINED_MONTH,
    tax.FEES_MONTH,
    tax.TAX_YTD,
    tax.RETAINED_YTD,
    tax.TAX_12,
    tax.RETAINED_12,
    tax.TAX_YEAR,
    yields.TAX_YIELD,
    yields.YIELD_LETTABLE,
    yields.YIELD_OCCUPIED,
    yields.YIELD_GROSS,
    yields.YIELD_LAND,
    yields.COVERAGE,
    compare.TAX_MONTH_MOM,
    compare.TAX_MONTH_MOM_COMPARABLE,
    compare.TAX_MONTH_YOY,
    compare.TAX_MONTH_YOY_COMPARABLE,
    compare.TAX_YTD_YOY,
    compare.TAX_YTD_YOY_COMPARABLE,
    compare.TAX_12_YOY,
    compare.TAX_12_YOY_COMPARABLE,
    presence.TAXPAYING_RATE,
    presence.TAXPAYING_RATE_AREA,
)

METRICS: Mapping[str, Metric] = {metric.slug: metric for metric in _ORDER}


def describe(language: Language = "zh") -> list[tuple[str, str, str, str, str, str]]:
    """Rows for the generated catalogue: slug, label, unit, window, derives_from, definition."""
    return [
        (
            metric.slug,
            metric.label(language),
            label("unit", metric.unit, language),
            label("window", metric.window, language),
            label("derives", metric.derives_from, language),
            metric.definition(language),
        )
        for metric in METRICS.values()
    ]
