"""What a unit of work hands to writers: the session, who changes, and which facts the change spoils."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlmodel import Session

from buildings.kinds import Origin

if TYPE_CHECKING:
    from buildings.database.base import Record

INFO = "changes"
"""Where a session keeps the Changes it works for."""


@dataclass
class Changes:
    """One unit of work. Writers add dirty keys; only ``work.run`` makes one, and only it commits.

    ``parties`` holds +enterprise id and −reported party id; ``everything`` asks for a full rebuild (bulk import).
    ``wrote`` are the kinds of records that were written, which the session itself notes.
    ``last`` is done after the facts, one transaction at a time: what must stand in the order of commits.
    """

    session: Session
    actor: str
    at: dt.datetime
    audit_id: int
    origin: Origin = Origin.REAL
    parties: set[int] = field(default_factory=set)
    taxpayers: set[int] = field(default_factory=set)
    buildings: set[int] = field(default_factory=set)
    everything: bool = False
    wrote: set[type["Record"]] = field(default_factory=set)
    last: list[Callable[["Changes"], object]] = field(default_factory=list)

    @property
    def dirty(self) -> bool:
        """Whether any fact may have changed."""
        return self.everything or bool(self.parties or self.taxpayers or self.buildings)
