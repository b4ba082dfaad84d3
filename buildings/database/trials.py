"""A part of a unit of work that may be taken back: what it wrote, and which facts it spoiled."""

from buildings.database.changes import Changes

_DIRTY = ("parties", "taxpayers", "buildings")


class Trial:
    """Begun when made; then either kept or undone."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._dirty = {name: set(getattr(changes, name)) for name in _DIRTY}
        self._savepoint = changes.session.begin_nested()

    def keep(self) -> None:
        """Let it stand as part of the unit of work."""
        self._savepoint.commit()

    def undo(self) -> None:
        """As if it had never been tried."""
        self._savepoint.rollback()
        for name, keys in self._dirty.items():
            setattr(self._changes, name, keys)
