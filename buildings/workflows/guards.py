"""The gate's guard of an origin, made once for each state of the record and shared by the views of all months."""

from threading import Lock
from weakref import WeakKeyDictionary

from buildings.database import version
from buildings.database.engine import Engine
from buildings.database.work import Session
from buildings.disclosure.masks import Guard, guard
from buildings.facts import offer

_kept: WeakKeyDictionary[Engine, dict[str, tuple[str, Guard]]] = WeakKeyDictionary()
_lock = Lock()


def hides(engine: Engine, session: Session, origin: str, code: str) -> bool:
    """Whether those below a tax officer may not know a building's tax, in any month on offer."""
    found = current(engine, session, origin)
    if found is None:
        return False
    number, mask = found.plan.number("building", code), found.families["tax"]
    return number < 0 or bool(mask.hidden[number]) or bool(mask.quiet[number].any())


def current(engine: Engine, session: Session, origin: str) -> Guard | None:
    """The guard of the state that a session sees; None where no month has a tax file, so that there is no tax."""
    state = version.version(session)
    with _lock:  # one makes it, others wait for it
        known = _kept.setdefault(engine, {}).get(origin)
        if known is not None and known[0] == state:
            return known[1]
        months = offer.months(session, origin)
        if not months:
            return None
        found = guard(months)
        _kept[engine][origin] = state, found
        return found
