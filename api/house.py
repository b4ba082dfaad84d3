"""What the server stands on: one database, whose figures it shows, and what people without an account are shown."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from buildings.audience import PUBLIC, Audience
from buildings.database.engine import Engine
from buildings.kinds import Origin
from buildings.workflows import recall
from buildings.workflows.recall import Pulse


@dataclass(frozen=True)
class House:
    """The database, the origin of the data shown, and the audience of a database without accounts."""

    engine: Engine
    audience: Audience
    origin: str
    requests_per_minute: int | None = None
    """Of a key, a person or an address; None: as the parameter says."""

    @property
    def demonstration(self) -> bool:
        """Whether everything shown is fictional."""
        return self.origin == Origin.DEMONSTRATION

    @property
    def standing(self) -> Audience:
        """What is shown to somebody without an account: as soon as there are accounts, what the public may see."""
        return self.standing_at(recall.pulse(self.engine))

    def standing_at(self, pulse: Pulse) -> Audience:
        """The same at a known state of the database."""
        return PUBLIC if recall.has_accounts(self.engine, pulse) else self.audience


async def house_of(request: Request) -> House:  # no thread is needed for it
    """The house a request came to."""
    found: House = request.app.state.house
    return found


HouseNow = Annotated[House, Depends(house_of)]
