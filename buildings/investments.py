"""Money of an upgrade project: what is invested in it, and that no more is paid than that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from buildings.errors import InvalidValue, Word
from buildings.quantities import decimal_of

INVESTMENT: Final = ("planned_investment_fen", "actual_investment_fen")


@dataclass(frozen=True)
class Money:
    """What is invested in a project, and how much of it is known to be paid, in fen."""

    planned_investment_fen: int | None
    actual_investment_fen: int | None
    funding_fen: int

    @property
    def invested(self) -> dict[str, int]:
        """The investments that are known, by name."""
        return {name: fen for name in INVESTMENT if (fen := getattr(self, name)) is not None}

    @property
    def above(self) -> int:
        """By how much more is paid than the larger of the investments that are known; 0 where none is."""
        return max(0, self.funding_fen - max(self.invested.values(), default=self.funding_fen))


def money(invested: Mapping[str, int | None], funding: Iterable[int | None]) -> Money:
    """The money of a project; of what is paid the known amounts count."""
    planned, actual = (invested[name] for name in INVESTMENT)
    return Money(planned, actual, sum(fen for fen in funding if fen is not None))


NOTHING: Final = Money(None, None, 0)


def check(said: Money, known: Money = NOTHING) -> None:
    """Refuse funding above the larger of the investments that are known, unless it was as far above it already.

    ``pointer``: what of it changed.
    """
    if said.above <= known.above:
        return
    name = max(said.invested, key=lambda one: said.invested[one])
    told = {"funding": f"{decimal_of(said.funding_fen):,.2f}", "investment": f"{decimal_of(said.invested[name]):,.2f}"}
    changed = (one for one in INVESTMENT if getattr(said, one) != getattr(known, one))
    where = "funding" if said.funding_fen != known.funding_fen else next(changed)
    raise InvalidValue("funding_above_investment", which=Word(name), **told, pointer=f"/{where}")
