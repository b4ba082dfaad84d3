"""同类楼宇: same specialty, else same valid star, else the district; groups of enough comparable buildings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from buildings.portfolio import Flags, Floats, Portfolio, Texts

NO_GROUP = "none"
DISTRICT = "district"


@dataclass(frozen=True)
class Peers:
    """Group of each building (``specialty:finance``, ``star:4``, ``district``; "" = too few anywhere), and members."""

    group: Texts
    counted: Flags  # buildings that may be compared with


def _keys(portfolio: Portfolio) -> list[tuple[str | None, str | None]]:
    frame = portfolio.buildings
    return [
        (None if what in (None, NO_GROUP) else f"specialty:{what}", None if star is None else f"star:{star}")
        for what, star in zip(frame.specialty, frame.star, strict=True)
    ]


def of(portfolio: Portfolio, comparable: Flags) -> Peers:
    """Peers of every building; ``comparable``: yield known with enough coverage. The building itself is included."""
    least, keys = int(portfolio.parameters["flags.peers"]), _keys(portfolio)
    counted: Flags = comparable & portfolio.buildings.in_scope
    sizes: dict[str, int] = {DISTRICT: int(counted.sum())}
    for place in np.flatnonzero(counted).tolist():
        for key in keys[place]:
            if key is not None:
                sizes[key] = sizes.get(key, 0) + 1
    group = np.empty(len(keys), dtype=object)
    for place, pair in enumerate(keys):
        large = (key for key in (*pair, DISTRICT) if key is not None and sizes.get(key, 0) >= least)
        group[place] = next(large, "")
    return Peers(group, counted)


def members(portfolio: Portfolio, peers: Peers, group: str) -> NDArray[np.intp]:
    """Positions of the buildings that a group is compared by."""
    if group == DISTRICT:
        return np.flatnonzero(peers.counted)
    keys = _keys(portfolio)
    return np.array([place for place in np.flatnonzero(peers.counted) if group in keys[place]], dtype=np.intp)


def quantiles(portfolio: Portfolio, peers: Peers, values: Floats, share: float) -> Floats:
    """Quantile of its peers' values for every building, by linear interpolation; NaN without peers; (n,)."""
    found = np.full(len(values), np.nan)
    for group in {str(one) for one in peers.group} - {""}:
        inside = members(portfolio, peers, group)
        found[peers.group == group] = np.quantile(values[inside], share)
    return found
