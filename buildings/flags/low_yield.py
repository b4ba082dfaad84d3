"""低效: tax per square metre in the bottom quarter of the peers; not in young buildings, nor where coverage is low."""

from buildings.flags import peers, reading
from buildings.flags.flag import Flag, Reading
from buildings.kinds import Derives
from buildings.metrics.metric import Unit
from buildings.portfolio import Flags, Floats, Portfolio


def compared(portfolio: Portfolio) -> tuple[Floats, Flags, Flags, peers.Peers]:
    """Yield, whether it may be compared (known, enough coverage), whether the question arises, and the peers."""
    tax_yield, known, asked = reading.value(portfolio, "tax_yield")
    coverage, told, _ = reading.value(portfolio, "coverage")
    comparable = known & told & (coverage >= float(portfolio.parameters["quality.coverage_share"]))
    return tax_yield, comparable, asked, peers.of(portfolio, comparable)


def _read(portfolio: Portfolio) -> Reading:
    tax_yield, comparable, asked, group = compared(portfolio)
    edge, leave = (
        peers.quantiles(portfolio, group, tax_yield, float(portfolio.parameters[f"low_yield.{name}quantile"]))
        for name in ("", "clear_")
    )
    young, maybe_young = reading.young(portfolio)
    guarded = young | ~asked
    grouped = group.group != ""
    fires = comparable & grouped & (tax_yield <= edge)
    unsure = fires & maybe_young & ~young
    return Reading(
        known=comparable & grouped & ~unsure,
        watch=fires,
        due=fires,
        clear=comparable & grouped & (tax_yield > leave),
        value=tax_yield,
        guarded=guarded,
        missing={
            "tax_yield": ~comparable & ~guarded,
            "peers": comparable & ~grouped & ~guarded,
            "completed": unsure & ~guarded,
        },
    )


LOW_YIELD = Flag(
    "low_yield",
    "1",
    Derives.TAX,
    Unit.YUAN_PER_M2,
    ("tax_yield", "coverage", "completed", "renovated", "specialty", "star"),
    _read,
    due_after="low_yield.due_months",
    peers=True,
)
