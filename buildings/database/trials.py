"""A part of a unit of work that may be taken back: what it wrote, which facts it spoiled, what it left for the end."""

from copy import copy
from typing import Final

from buildings.database.changes import Changes

_STATE: Final = ("origin", "parties", "taxpayers", "buildings", "everything", "wrote", "last")


class Trial:
    """Begun when made; then either kept or undone."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._before = {name: copy(getattr(changes, name)) for name in _STATE}
        self._savepoint = changes.session.begin_nested()

    def keep(self) -> None:
        """Let it stand as part of the unit of work."""
        self._savepoint.commit()

    def undo(self) -> None:
        """As if it had never been tried."""
        self._savepoint.rollback()
        for name, value in self._before.items():
            setattr(self._changes, name, value)
