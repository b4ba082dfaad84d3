"""Who reaches which building with which permission of assessment, and who is shown what derives from tax."""

from dataclasses import dataclass
from typing import Final

from buildings.access import audit, grants
from buildings.access.principals import Principal
from buildings.access.roles import PERMISSIONS, Permission
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.entries import LOOK
from buildings.database.work import Session
from buildings.errors import Forbidden, NotFound, Word
from buildings.kinds import RatingStatus
from buildings.register import assessments, buildings, rating_facts, ratings
from buildings.register.tables.buildings import Building
from buildings.register.tables.ratings import Rating
from buildings.schemes.course import Standing
from buildings.workflows import reading
from buildings.workflows.reading import looks

__all__ = ["PUBLIC", "Rated", "building", "looks", "note_look", "public", "rated", "reaches", "require"]


@dataclass(frozen=True)
class Rated:
    """A rating with its building, as far as somebody reaches it."""

    row: Rating
    building: Building


PUBLIC: Final = frozenset(RatingStatus) - {RatingStatus.APPLIED, RatingStatus.REVIEW}
"""Statuses of which anybody may know; an assessment that was not noticed yet is staff's."""


def public(now: Standing) -> bool:
    """Whether anybody may know where a rating stands."""
    return now.status in PUBLIC or now.had


def reaches(who: Principal, permission: Permission, building: Building) -> bool:
    """Whether a role with the permission is held over the building: a sub-district's over its own alone."""
    own = grants.subdistricts(reading.held_by(who), permission)
    return own is None or building.subdistrict_code in own


def note_look(engine: Engine, who: Principal, what: str) -> None:
    """Log a look at points that derive from tax, before they are shown; nothing for whom they are hidden from."""
    if looks(who):
        purpose = audit.stated(reading.purpose_of(who))
        work.run(engine, lambda _: None, actor=who.actor, action=LOOK, purpose=purpose, details={"what": what})


def building(session: Session, who: Principal, code: str, origin: str, permission: Permission) -> Building:
    """The building of a code within reach; NotFound, as if it were not there."""
    row = buildings.by_code(session, code)
    if row.origin != origin or not reaches(who, permission, row):
        raise NotFound(code=code)
    return row


def rated(session: Session, who: Principal, code: str, origin: str) -> Rated:
    """A rating that somebody may see before it is public; NotFound, which for a building's code names its ratings."""
    try:
        row = assessments.by_code(session, code, origin)
    except NotFound:
        named(session, building(session, who, code, origin, Permission.SEE_RATINGS))
        raise
    home = rating_facts.building_of(session, row)
    if not reaches(who, Permission.SEE_RATINGS, home):
        raise NotFound(code=code)
    return Rated(row, home)


def named(session: Session, home: Building) -> None:
    """Say which ratings a building has where its code was given for one of a rating's."""
    found = [assessments.code_of(one) for one in ratings.of_building(session, home.key)]
    raise NotFound("rating_code_needed" if found else "building_unrated", code=home.code, named=tuple(found))


def require(who: Principal, permission: str, building: Building) -> None:
    """Forbidden without the permission over the building; it names the roles that have it."""
    if not reaches(who, Permission(permission), building):
        having = (role for role, held in PERMISSIONS.items() if permission in held)
        raise Forbidden("rating_of_role", roles=tuple(Word(f"rating_role_{role}") for role in having))
