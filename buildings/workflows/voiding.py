"""What was recorded by mistake is taken out, with its facts: audited, with a reason, and never deleted."""

from functools import partial

from buildings.access import clock, grants
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, NotFound
from buildings.register import buildings, removal
from buildings.workflows.importing import refreshing
from buildings.workflows.progress import Progress, silent


def building(engine: Engine, code: str, reason: str, *, actor: str, progress: Progress = silent) -> int:
    """Void the building of a code with everything below it; how many records went.

    NotFound for a code that nobody has, InvalidValue for one that was voided before. Conflict names what leans on it:
    leases, manual splits, proposals, grants.
    """
    if not reason.strip():
        raise InvalidValue("reason_missing")
    do = partial(_building, code=code.strip(), reason=reason)
    details = {"code": code.strip(), "reason": reason.strip()}
    return work.run(engine, do, actor=actor, action="void_building", details=details, refresh=refreshing(progress))


def _building(changes: Changes, code: str, reason: str) -> int:
    removal.hold(changes, _standing(changes, code))
    row = _standing(changes, code)  # once more: it may have gone while its lock was waited for
    holders = grants.over(changes.session, code, clock.today())
    if holders:
        raise Conflict("building_granted", code=code, named="、".join(holders))
    return buildings.void(changes, row, reason)


def _standing(changes: Changes, code: str) -> buildings.Building:
    try:
        return buildings.by_code(changes.session, code)
    except NotFound:
        if buildings.was_voided(changes.session, code):
            raise InvalidValue("code_voided", value=code) from None
        raise
