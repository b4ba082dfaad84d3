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
    fires = known & (rate >= edges.watch)
    return Reading(
        known=known,
        watch=fires,
        due=fires,
        clear=known & (rate < edges.clear),
        values=(rate,),
        guards=reading.resting(portfolio, asked),
        missing={"vacancy_rate": ~known},
        maybe_guarded=reading.maybe_guarded(portfolio),
    )


VACANCY = Flag(
    Rule.VACANCY,
    "4",
    Derives.TENANCY,
    (Measure("vacancy_rate", Unit.RATIO, True, _edges),),
    ("vacancy_rate", "status", "completed", "renovated", "works"),
    _read,
    watch_after="vacancy.watch_months",
    due_after="vacancy.due_months",
)
