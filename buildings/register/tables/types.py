"""分类与专业: which policy type and which specialty a building has from a day on, decided one by one."""

import datetime as dt
from typing import Any, Final

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from buildings.database.base import Record, table_args, unique_unless_voided
from buildings.database.types import Document, Slug, one_of
from buildings.kinds import TypeKind

_U: Final = text("valid_from is null and voided_at is null")  # to a unique index every null is another


class BuildingType(Record, table=True):
    """A policy type or specialty that holds from a day on, until the next one of its kind; no row is not looked at."""

    __tablename__ = "building_types"
    __table_args__ = table_args(
        one_of("kind", TypeKind),
        CheckConstraint(
            "(kind = 'policy_type' and value in ('new_build', 'model', 'upgrade', 'cluster', 'none')) or"
            " (kind = 'specialty' and value in ('finance', 'intermediary', 'research', 'media', 'none'))",
            name="value_of_kind",
        ),
        unique_unless_voided("building_types", "building_id", "kind", "valid_from"),
        Index("uq_building_types_undated", "building_id", "kind", unique=True, sqlite_where=_U, postgresql_where=_U),
    )

    building_id: int = Field(foreign_key="buildings.id", index=True)
    kind: str = Field(sa_type=Slug)
    value: str = Field(sa_type=Slug, description="'none' = looked at, none")
    valid_from: dt.date | None = Field(default=None, description="None: as far back as is known, as a file states it")
    decided_by: str | None = Field(default=None, description="None: stated by a file or a public source")
    reason: str | None = None
    basis: dict[str, Any] = Field(
        default_factory=dict, sa_type=Document, description="the proposal it was decided upon: month, rule, evidence"
    )
