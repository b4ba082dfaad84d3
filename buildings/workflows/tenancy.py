"""Who changes tenancy, and what a change comes to: staff in their scope, landlords in the units held today."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, Final

from buildings.access import clock, grants
from buildings.access.grants import Held
from buildings.access.principals import Principal
from buildings.access.roles import PERMISSIONS, Permission
from buildings.audience import Role
from buildings.database.work import Changes, Session
from buildings.errors import BeyondScope, Busy, DomainError, Forbidden, InvalidValue, NotFound, StaleVersion
from buildings.facts import horizon
from buildings.register import months, scopes, taxes, tenure
from buildings.register.scopes import Reach
from buildings.register.units import Unit
from buildings.workflows.tenancy_past import Cause, Past

LATELY_DAYS: Final = 400
"""How long a role that sees figures of tax counts after it has ended: figures of a year ago are still known."""


@dataclass(frozen=True)
class Asker:
    """Who asks, on which day. ``staff`` is what is corrected as staff, ``own`` what is reported for as landlord."""

    who: Principal
    day: dt.date
    staff: Reach
    own: Reach
    sees: Reach

    @property
    def looks(self) -> bool:
        """Whether enterprise tax is for the asker to see now: a tax officer who says why."""
        return self.who.may(Permission.SEE_ENTERPRISE_TAX) and bool(self.who.purpose)

    @property
    def corrects(self) -> tuple[Held, ...]:
        """Roles that correct tenancy."""
        return _correcting(self.who.held)


def _correcting(held: tuple[Held, ...]) -> tuple[Held, ...]:
    return tuple(one for one in held if Permission.CORRECT_TENANCY in PERMISSIONS[one.role])


@lru_cache(maxsize=256)
def _reaches(held: tuple[Held, ...]) -> tuple[Reach, Reach, Reach]:
    """Made once for the same roles, so that the database knows the queries that stand on them."""
    return scopes.of(_correcting(held)), scopes.reported_for(held), scopes.of(held)


def asker(who: Principal) -> Asker:
    """Somebody who asks for a change today."""
    return Asker(who, clock.today(), *_reaches(who.held))


@dataclass(frozen=True)
class Outcome:
    """What a change came to: of which thing, which units it concerns, and why it may only be proposed.

    ``others`` are things (noun, key) that came or went with it; ``action`` "" = nothing changed.
    """

    noun: str
    key: int
    code: str
    action: str
    units: frozenset[int] = frozenset()
    building_id: int | None = None
    why: Cause | None = None
    others: tuple[tuple[str, int], ...] = ()
    created: bool = False
    quiet: bool = False  # nobody but staff may learn of it


@dataclass
class Task:
    """One change under way. ``version`` is what it was made upon; ``landlord`` whose report it is, once accepted."""

    changes: Changes
    asker: Asker
    subject: str
    body: Any
    version: int | None = None
    landlord: str | None = None
    as_staff: bool = field(default=False, init=False)
    reported: str | None = field(default=None, init=False)  # under which name it is reported

    @property
    def session(self) -> Session:
        """The session of the unit of work."""
        return self.changes.session

    @property
    def past(self) -> Past:
        """What the asker does not change alone, as staff or as a landlord."""
        return past(self.changes, self.asker, as_staff=self.as_staff)

    def units(self, wanted: Mapping[str, str]) -> dict[str, Unit]:
        """Units by code, which must be held; ``wanted`` are codes with where they stand in what was sent.

        Raises
        ------
        NotFound
            A unit that is not there, or not reached: as if it were not there.
        """
        found = tenure.units_by_code(self.session, wanted, str(self.changes.origin))
        reached = self._written({row.key for row in found.values()})
        for code, pointer in wanted.items():
            if code not in found or found[code].key not in reached:
                raise NotFound(code=code, pointer=pointer)
        return found

    def _written(self, units: Collection[int]) -> set[int]:
        """Those of the units that may be written: by staff if all of them, else by the landlord of today."""
        if units and not self.asker.staff.nothing:
            kept = tenure.held(self.session, self.asker.staff, units, None)
            if kept == set(units) or self.asker.own.nothing:
                self.as_staff = True
                return kept
        self.as_staff = False
        return tenure.at_hand(self.session, self.asker.own, units, self.asker.day)

    def require(self, units: Collection[int]) -> None:
        """BeyondScope unless all units of something that is seen may be written."""
        if not units or self._written(units) != set(units):
            raise BeyondScope

    def reporter(self, units: Collection[int], said: str | None) -> str:
        """Whose report it is: the enterprise that a landlord reports for, else his account; staff may say."""
        if self.landlord is not None:
            self.reported = self.landlord
        elif self.as_staff:
            self.reported = said or ""
        else:
            known = holders(self.session, self.asker, units, str(self.changes.origin))
            self.reported = next((name for name, rooms in known if rooms == set(units)), known[0][0])
        return self.reported

    def only_staff(self, said: object, pointer: str) -> None:
        """Refuse what is for staff to say."""
        if said is not None and not self.as_staff:
            raise InvalidValue("staff_only", pointer=pointer)

    def fresh(self, version: int) -> None:
        """StaleVersion when the thing moved on since it was read; to be asked once its rows are locked."""
        if self.version is not None and version != self.version:
            raise StaleVersion(version=version)


def past(changes: Changes, who: Asker, *, as_staff: bool) -> Past:
    """What somebody does not change alone. What the account sees counts, not what a key of it may do."""
    session, origin = changes.session, str(changes.origin)
    closed = None if as_staff else months.closed(session)
    if who.looks or not _sees_tax(session, who):
        return Past(closed)
    taxed = last_figures(session, origin)
    changes.last.append(partial(_still, taxed=taxed, origin=origin))
    return Past(closed, taxed)


def _sees_tax(session: Session, who: Asker) -> bool:
    """Whether the account sees figures of tax, saw them lately, or will: who looks before and after is one."""
    account = who.who.account_id
    since = who.day - dt.timedelta(days=LATELY_DAYS)
    standing = () if account is None else grants.of(session, account)
    held = {Role(row.role) for row in standing if row.valid_to is None or row.valid_to >= since}
    return any(Permission.SEE_TAX in PERMISSIONS[role] for role in held | who.who.roles)


def last_figures(session: Session, origin: str) -> int | None:
    """The last month of which figures of tax may be asked for; None where no tax is on record."""
    span = horizon.wanted(session)
    return None if span is None or taxes.last_month(session, origin) is None else span[1]


def _still(changes: Changes, taxed: int | None, origin: str) -> None:
    """Busy when a month's tax came while the change waited for its turn: sent again, it is told what it touches."""
    if last_figures(changes.session, origin) != taxed:
        raise Busy


def not_alone(who: Asker) -> Forbidden:
    """What somebody is told who would move tax on record and only has to say why, or is not to do it at all."""
    officer = who.who.may(Permission.SEE_ENTERPRISE_TAX)
    return Forbidden("purpose_to_move_tax" if officer else "for_tax_officer")


def holders(session: Session, who: Asker, units: Collection[int], origin: str) -> list[tuple[str, set[int]]]:
    """Names under which a landlord reports, with those of the units that each holds; the account's own comes last."""
    found = tenure.landlords(session, who.who.held, units, who.day, origin=origin)
    return [*found, (who.who.name or who.who.username, set(units))]


@contextmanager
def at(pointer: str) -> Iterator[None]:
    """Say of every refusal inside where in what was sent it belongs."""
    try:
        yield
    except DomainError as error:
        error.details["pointer"] = pointer + str(error.details.get("pointer", ""))
        raise


def require_staff(who: Asker) -> None:
    """Forbidden unless somebody corrects tenancy."""
    if not who.who.may(Permission.CORRECT_TENANCY):
        raise Forbidden
