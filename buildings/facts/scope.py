"""What of the register a computation needs: all of it, or what a few buildings depend on."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scope:
    """Keys to load; ``None`` anywhere means all.

    ``buildings`` are those whose facts are computed whole; parties, their leases and taxpayers are all whose space or
    tax has a part in them, with everything they hold elsewhere.
    """

    buildings: frozenset[int] | None = None
    parties: frozenset[int] | None = None
    leases: frozenset[int] | None = None
    taxpayers: frozenset[int] | None = None
    taxes: bool = field(default=True)

    @property
    def whole(self) -> bool:
        """Whether everything is asked for."""
        return self.buildings is None


WHOLE = Scope()
