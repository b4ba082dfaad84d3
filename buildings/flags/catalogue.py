"""The upgrade rules, in display order."""

from collections.abc import Mapping
from typing import Final

from buildings.flags.ageing import AGEING
from buildings.flags.decline import DECLINE
from buildings.flags.flag import Flag
from buildings.flags.hardware import HARDWARE
from buildings.flags.low_yield import LOW_YIELD
from buildings.flags.rating_lapse import RATING_LAPSE
from buildings.flags.rollover import ROLLOVER
from buildings.flags.strata import STRATA
from buildings.flags.vacancy import VACANCY

FLAGS: Final[Mapping[str, Flag]] = {
    one.slug: one for one in (AGEING, VACANCY, LOW_YIELD, STRATA, HARDWARE, ROLLOVER, DECLINE, RATING_LAPSE)
}
