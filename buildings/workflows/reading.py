"""Lists of the register for somebody: cut to what their roles reach, one snapshot, with the state it stands for."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache

from buildings.access import audit, clock
from buildings.access.grants import Held, ScopeKind
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.audience import Role
from buildings.database import version, work
from buildings.database.engine import Engine
from buildings.database.entries import LOOK
from buildings.database.work import Session
from buildings.errors import TooLarge
from buildings.kinds import Origin
from buildings.register import scopes
from buildings.register.views import cursors
from buildings.register.views.asking import Asked
from buildings.register.views.columns import Column
from buildings.register.views.noun import Nested, Noun
from buildings.register.views.query import Lister, Page
from buildings.register.views.sight import Sight
from buildings.reports.extract import Extract
from buildings.words import Language, label

__all__ = ["Asked", "Desk", "Extract", "Noun", "Page", "extract", "held_by", "opened", "sees_as_staff", "sight"]

MOST_EXPORTED = 100_000
"""Rows of a file: about what a spreadsheet still opens in a moment."""


@dataclass(frozen=True)
class Desk:
    """One list, opened: ``state`` stands for everything that its answer depends on but its language."""

    session: Session
    noun: Noun
    sight: Sight
    asked: Asked
    state: str

    @property
    def demonstration(self) -> bool:
        """Whether everything in it is fictional."""
        return self.sight.origin == Origin.DEMONSTRATION

    def page(self) -> Page:
        """One page."""
        return Lister(self.session, self.noun, self.sight).page(self.asked)

    def whole(self) -> Page:
        """All rows, for a file."""
        return Lister(self.session, self.noun, self.sight).whole(self.asked, MOST_EXPORTED)


def sees_as_staff(who: Principal) -> bool:
    """Whether staff columns are shown in any row."""
    return not scopes.of(_staff(held_by(who))).nothing


def held_by(who: Principal) -> tuple[Held, ...]:
    """Roles somebody reads by; before there are accounts, those that the server shows to everybody."""
    if who.account_id is not None:
        return who.held
    shown = who.shown_as
    narrow = [Held(Role.SUBDISTRICT, ScopeKind.SUBDISTRICT, code) for code in sorted(shown.subdistrict_codes)]
    wide = [Held(role, ScopeKind.DISTRICT) for role in sorted(shown.roles) if role is not Role.SUBDISTRICT]
    return tuple(wide + narrow)


def _staff(held: tuple[Held, ...]) -> list[Held]:
    return [one for one in held if one.role is not Role.LANDLORD]


@lru_cache(maxsize=256)
def _sight(held: tuple[Held, ...], origin: str, account_id: int | None) -> Sight:
    """What roles reach; the same for the same roles, so that what is made of it can be kept."""
    return Sight(scopes.of(held), scopes.of(_staff(held)), origin, dt.date.min, account_id=account_id, held=held)


def sight(who: Principal, origin: str, day: dt.date) -> Sight:
    """What somebody sees of the register on a day."""
    return replace(_sight(held_by(who), origin, who.account_id), day=day, taxed=looks(who))


def purpose_of(who: Principal) -> str | None:
    """What somebody looks at enterprise tax for, as far as that is said."""
    return who.purpose or (who.shown_as.purpose if who.account_id is None else None)


def looks(who: Principal) -> bool:
    """Whether somebody is shown what derives from tax: who may see enterprise tax, and says what for."""
    return who.may(Permission.SEE_ENTERPRISE_TAX) and bool(purpose_of(who))


@contextmanager
def opened(engine: Engine, who: Principal, origin: str, noun: Noun, asked: Asked) -> Iterator[Desk]:
    """A list opened for somebody; a look at what shows tax is logged before.

    Raises
    ------
    Forbidden
        A list of taxpayers without a purpose.
    """
    if noun.look or (noun.taxed and looks(who)):
        purpose, details = audit.stated(purpose_of(who)), {"what": noun.path}
        work.run(engine, lambda _: None, actor=who.actor, action=LOOK, purpose=purpose, details=details)
    held, day = held_by(who), asked.moment.day or cursors.day_of(asked.cursor) or clock.today()
    seen = replace(sight(who, origin, day), only=asked.moment.day is not None, known_at=asked.moment.known_at)
    with work.reading(engine) as session:
        parts = (version.version(session), noun.slug, repr(held), who.account_id, seen.taxed, day, asked)
        state = hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()[:32]
        yield Desk(session, noun, seen, asked, state)


def extract(desk: Desk, page: Page, language: Language) -> Extract:
    """A list as a file has it: one row for each row, or for each row below it."""
    noun, nested = desk.noun, desk.noun.nested
    below = nested.columns if nested is not None and page.below else ()
    headers = [label("list_column", one.name, language) for one in page.columns]
    headers += [_below_header(nested, one, language) for one in below if nested is not None]
    rows: list[list[object]] = []
    for row in page.rows:
        own = [one.cell(row[one.name], language) for one in page.columns]
        parts = page.below[row["key"]] if below else [{}]
        rows += [own + [one.cell(part[one.name], language) for one in below] for part in parts]
    if len(rows) > MOST_EXPORTED:
        raise TooLarge("too_many_rows", limit=MOST_EXPORTED)
    mark = label("origin", "demonstration", language) if desk.demonstration else ""
    return Extract(label("list", noun.slug, language), headers, rows, mark, label("list_column", "mark", language))


def _below_header(nested: Nested, one: Column, language: Language) -> str:
    try:
        return label("nested_column", f"{nested.name}.{one.name}", language)
    except KeyError:
        return label("list_column", one.name, language)
