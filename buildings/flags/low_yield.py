"""低效: tax per square metre in the bottom quarter of the peers; not in young buildings, nor where coverage is low."""

from buildings.flags import reading
from buildings.flags.flag import Edges, Flag, Measure, Reading
from buildings.kinds import Derives, Rule
from buildings.metrics import peers
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio


def _read(portfolio: Portfolio) -> Reading:
    own, group = peers.yields(portfolio), peers.peers(portfolio).group
    edge, leave = (
        peers.quantiles(portfolio, float(portfolio.parameters[f"low_yield.{name}quantile"])) for name in ("", "clear_")
    )
    young, maybe_young = reading.new(portfolio)
    grouped = group != ""
    fires = own.comparable & grouped & (own.value <= edge)
    return Reading(
        known=own.comparable & grouped,
        watch=fires,
        due=fires,
        clear=own.comparable & grouped & (own.value > leave),
        values=(own.value,),
        guards={"not_operating": ~own.asked, "new": young},
        missing={
            "tax_yield": ~own.comparable,
            "peers": own.comparable & ~grouped,
        },
        maybe_guarded={"completed": maybe_young & ~young},
        edge=edge,
        leave=leave,
        peers=group,
    )


LOW_YIELD = Flag(
    Rule.LOW_YIELD,
    "3",
    Derives.TAX,
    (Measure("tax_yield", Unit.YUAN_PER_M2, False, lambda _: Edges()),),
    ("tax_yield", "coverage", "completed", "specialty", "star"),
    _read,
    due_after="low_yield.due_months",
    peers=True,
)
