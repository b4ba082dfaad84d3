"""空置: a high share of vacant space for months running; not in a young building, nor during a renovation."""

from buildings.flags import reading
from buildings.flags.flag import Flag, Reading
from buildings.kinds import Derives
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio


def _read(portfolio: Portfolio) -> Reading:
    rate, known, asked = reading.value(portfolio, "vacancy_rate")
    young, maybe_young = reading.young(portfolio)
    guarded = reading.renovating(portfolio) | young | ~asked
    fires = known & (rate >= float(portfolio.parameters["vacancy.share"]))
    unsure = fires & maybe_young & ~young  # it would fire, and whether it may cannot be told
    return Reading(
        known=known & ~unsure,
        watch=fires,
        due=fires,
        clear=known & (rate < float(portfolio.parameters["vacancy.clear_share"])),
        value=rate,
        guarded=guarded,
        missing={"vacancy_rate": ~known & ~guarded, "completed": unsure & ~guarded},
    )


VACANCY = Flag(
    "vacancy",
    "1",
    Derives.TENANCY,
    Unit.RATIO,
    ("vacancy_rate", "status", "completed", "renovated"),
    _read,
    watch_after="vacancy.watch_months",
    due_after="vacancy.due_months",
)
