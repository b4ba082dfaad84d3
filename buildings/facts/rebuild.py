"""All facts from the whole register."""

from sqlmodel import Session

from buildings.facts import horizon, load, store, verdicts
from buildings.facts.kernel.compute import Facts, compute


def computed(session: Session) -> Facts | None:
    """What the facts should be; None when there are no months to cover."""
    span = horizon.wanted(session)
    return None if span is None else compute(load.inputs(session, span))


def rebuild(session: Session) -> None:
    """Replace all facts by what the register says now."""
    session.flush()
    facts = computed(session)
    if facts is None:
        store.clear(session)
    else:
        store.replace(session, facts)
    verdicts.spoil(session)
    horizon.note(session)
