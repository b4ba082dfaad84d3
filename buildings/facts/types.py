"""Policy types and specialties that hold on a day, by building: each decision until the next of its kind."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from buildings.facts.kernel.inputs import MIN_DAY
from buildings.facts.reading import number, rows, standing, table
from buildings.quantities import day_number, day_of
from buildings.register.tables.types import BuildingType

Decision = tuple[int, int, str, int, str]
"""First day, key, kind, building, value."""


@dataclass(frozen=True)
class Held:
    """What a building is, and since when (None: as far back as is known)."""

    value: str
    since: dt.date | None


def recorded(session: Session) -> Sequence[Decision]:
    """Every standing decision, by first day."""
    own = table(BuildingType)
    first = number(own.c.valid_from, MIN_DAY)
    statement = select(first, own.c.id, own.c.kind, own.c.building_id, own.c.value).where(standing(own))
    return sorted(rows(session, statement))


def holding(found: Sequence[Decision], day: dt.date) -> Mapping[tuple[str, int], Held]:
    """What holds on a day by kind and building; the latest decision wins, as ``register.types.on_day`` has it."""
    last = day_number(day)
    return {
        (kind, building): Held(value, None if since == MIN_DAY else day_of(since))
        for since, _, kind, building, value in found
        if since <= last
    }
