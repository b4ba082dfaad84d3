"""空置: a high share of vacant space for months running; not in a young building, nor during a renovation."""

from buildings.flags import reading
from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading
from buildings.kinds import Derives, Rule
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio


def _edges(by: Parameters) -> Edges:
    share = float(by["vacancy.share"])
    return Edges(share, share, float(by["vacancy.clear_share"]))


def _read(portfolio: Portfolio) -> Reading:
    (rate, known, asked), edges = reading.value(portfolio, "vacancy_rate"), _edges(portfolio.parameters)
    young, maybe_young = reading.young(portfolio)
    guarded = reading.renovating(portfolio) | young | ~asked
    fires = known & (rate >= edges.watch)
    unsure = fires & maybe_young & ~young  # it would fire, and whether it may cannot be told
    return Reading(
        known=known & ~unsure,
        watch=fires,
        due=fires,
        clear=known & (rate < edges.clear),
        values=(rate,),
        guarded=guarded,
        missing={"vacancy_rate": ~known & ~guarded, **reading.unsure_since(portfolio, unsure & ~guarded)},
    )


VACANCY = Flag(
    Rule.VACANCY,
    "2",
    Derives.TENANCY,
    (Measure("vacancy_rate", Unit.RATIO, True, _edges),),
    ("vacancy_rate", "status", "completed", "renovated"),
    _read,
    watch_after="vacancy.watch_months",
    due_after="vacancy.due_months",
)
