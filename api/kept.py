"""Figures as bytes: drawn once for each audience, month and state of the record, then sent as they are."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal

from fastapi import Query, Request, Response

from api import files, sending
from api.auth import WhoNow, pulse_of
from api.dependencies import Looking, figures_of
from api.house import House, HouseNow
from api.sending import Packed
from buildings.access.principals import Principal
from buildings.audience import Audience
from buildings.disclosure.figures import Figures
from buildings.quantities import parse_month
from buildings.settings import settings
from buildings.workflows import figures as figures_workflow
from buildings.workflows import recall

JSON: Final = "application/json"
MOST_BYTES: Final = 96 * 2**20
Draw = Callable[[Figures], Packed]
Name = Callable[[int, str], str]
"""Name of a file of a month for an audience."""


class Shelf:
    """Packed answers by what they depend on, up to a number of bytes; those not asked for longest go first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._size = most, 0
        self._known: OrderedDict[str, Packed] = OrderedDict()
        self._lock, self._drawing = threading.Lock(), threading.Lock()

    def get(self, state: str, draw: Callable[[], Packed]) -> Packed:
        """The answer of a state; one draws it, others wait for it."""
        found = self._find(state)
        if found is not None:
            return found
        with self._drawing:
            found = self._find(state)
            if found is None:
                found = draw()
                self._put(state, found)
        return found

    def _find(self, state: str) -> Packed | None:
        with self._lock:
            found = self._known.get(state)
            if found is not None:
                self._known.move_to_end(state)
            return found

    def _put(self, state: str, packed: Packed) -> None:
        with self._lock:
            self._known[state] = packed
            self._size += len(packed)
            while self._size > self._most and len(self._known) > 1:
                self._size -= len(self._known.popitem(last=False)[1])


_shelf: Final = Shelf()


@cache
def _drawn_by() -> str:
    """Code, data and settings that draw: a newer gate may hide more, so nothing an older one made is called current."""
    return files.drawn_by(settings())


Month = Annotated[str | None, Query(max_length=20, description="YYYY-MM; latest unless said")]


@dataclass(frozen=True)
class Ask:
    """A request for figures: by whom, of which month, as what."""

    request: Request
    house: House
    who: Principal
    month: str | None
    format: str = "json"

    def answer(self, what: tuple[str, ...], draw: Draw, name: Name | None = None) -> Response:
        """A month's figures for who looks; ``what`` names the answer, so that equal ones are sent from the shelf.

        A look at enterprise tax is logged every time, before anything is shown or confirmed.
        """
        pulse = pulse_of(self.request, self.house)
        engine, origin = self.house.engine, self.house.origin
        looking = Looking(engine, recall.audience(engine, self.who, pulse), origin)
        asked = parse_month(self.month) if self.month else None
        month = figures_workflow.month_or_latest(engine, origin, asked, pulse)
        path, audience = self.request.url.path, looking.audience
        figures_workflow.note_look(engine, month, audience, what=path, actor=self.who.actor)
        state = sending.tag(_drawn_by(), pulse.record, origin, *_eyes(audience), month, *what)
        held = sending.known(self.request, state)
        if held is not None:
            return held
        packed = _shelf.get(state, lambda: draw(figures_of(looking, month).figures))
        named = {} if name is None else sending.attached(name(month, audience.slug))
        return sending.send(self.request, packed, state, named)


def _eyes(audience: Audience) -> tuple[list[str], ...]:
    """All of an audience that figures follow from, to the letter."""
    return tuple(sorted(one) for one in (audience.roles, audience.subdistrict_codes, audience.building_codes))


async def asks(request: Request, house: HouseNow, who: WhoNow, month: Month = None) -> Ask:
    """A request for figures of a month; whether there are any is seen when they are drawn."""
    return Ask(request, house, who, month)


async def asks_table(
    request: Request,
    house: HouseNow,
    who: WhoNow,
    month: Month = None,
    format: Annotated[  # noqa: A002 - the name of the parameter
        Literal["json", "csv", "xlsx"], Query(description="csv and xlsx are files, with amounts in yuan")
    ] = "json",
) -> Ask:
    """A request for a table of a month, to be read by programs or as a file."""
    return Ask(request, house, who, month, format)


def fixed(request: Request, what: str, draw: Callable[[], Packed]) -> Response:
    """An answer that depends on nothing but code, data and settings."""
    state = sending.tag(_drawn_by(), what)
    return sending.known(request, state) or sending.send(request, _shelf.get(state, draw), state)


def as_json(content: Any) -> Packed:  # noqa: ANN401 - whatever JSON has
    """Content as JSON, packed as small as it gets, since it is sent many times."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return sending.pack(text.encode(), JSON, level=9)
