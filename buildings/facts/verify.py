"""Rebuild in memory and name every difference to the facts that are kept."""

from dataclasses import dataclass

from sqlmodel import Session

from buildings.facts import horizon, rebuild, store


@dataclass(frozen=True)
class Difference:
    """One column of one row; ``column`` '' = the row stands on one side only (None on the other)."""

    table: str
    key: tuple[object, ...]
    column: str
    kept: object
    rebuilt: object


def verify(session: Session) -> list[Difference]:
    """Every difference, by table and key; none when the facts are what the register says."""
    facts = rebuild.computed(session)
    found = []
    if not horizon.is_covered(session):
        sides = horizon.covered(session), horizon.wanted(session)
        found.append(Difference("fact_states", horizon.GROUNDS, "value", *sides))
    for name in store.TABLES:
        new = () if facts is None else store.as_rows(name, facts[name])
        found += _compare(name, {row[: store.shape(name).keys]: row for row in new}, session)
    return found


def _compare(name: str, rebuilt: dict[store.Key, store.Row], session: Session) -> list[Difference]:
    shape = store.shape(name)
    found = []
    for row in store.kept(session, name):
        key = row[: shape.keys]
        other = rebuilt.pop(key, None)
        if other is None:
            found.append(Difference(name, key, "", row[shape.keys :], None))
        elif other != row:
            pairs = zip(shape.names, row, other, strict=True)
            found += [Difference(name, key, column, old, new) for column, old, new in pairs if old != new]
    found += [Difference(name, key, "", None, row[shape.keys :]) for key, row in rebuilt.items()]
    return sorted(found, key=lambda one: (str(one.key), one.column))
