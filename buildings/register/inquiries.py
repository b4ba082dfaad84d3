"""What the register knows of a name and a code that a tenant gave: for staff alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import exists, func, literal, select
from sqlmodel import Session

from buildings.database.history import table_of
from buildings.errors import InvalidValue
from buildings.kinds import Answer
from buildings.register import enterprises, links, records
from buildings.register.tables.enterprises import Enterprise, Registration
from buildings.register.tables.taxes import TaxFile, Taxpayer, TaxpayerLink, TaxPayment

MONTHS: Final = 12
_E, _G, _F, _T, _K = (table_of(cls).c for cls in (Enterprise, Registration, TaxFile, Taxpayer, TaxpayerLink))
_P: Any = TaxPayment.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Found:
    """One question and its answer; None = cannot tell. ``said`` is what the register has."""

    check: str
    answer: str | None
    said: str | None = None


def about(session: Session, name: str, code: str | None, linked: int | None, day: dt.date) -> list[Found]:
    """Whether the code is well formed and known, the name agrees, and the enterprise is registered here."""
    compact, form = _compact(code)
    holder = None if compact is None else links.holder(session, compact)
    firm = holder if linked is None else session.get(Enterprise, linked)
    found = [
        Found("code_form", form),
        Found("code_known", None if compact is None else _yes(holder is not None), _named(holder)),
        Found("name_agrees", None if holder is None else _yes(_goes_by(session, holder, name))),
        Found("name_known", *_same_name(session, name)),
        Found("linked", _yes(linked is not None), None if linked is None else _named(firm)),
    ]
    if linked is not None and holder is not None:
        found.append(Found("link_is_of_code", _yes(linked == holder.key)))
    return [*found, Found("registered_in_district", _registered(session, firm, day), _named(firm))]


def taxed(session: Session, code: str | None, linked: int | None, day: dt.date) -> list[Found]:
    """Whether the code stands in tax files, and whether tax was paid in the newest twelve months of them."""
    compact, _ = _compact(code)
    theirs = select(_K.taxpayer_id).where(
        _K.enterprise_id == (linked or 0),
        _K.voided_at.is_(None),
        func.coalesce(_K.valid_from, dt.date.min) <= day,
        func.coalesce(_K.valid_to, dt.date.max) >= day,
    )
    payers = select(_T.id).where(_T.voided_at.is_(None), (_T.code == (compact or "")) | _T.id.in_(theirs))
    months = session.execute(
        select(_F.month).where(_F.current, _F.voided_at.is_(None)).order_by(_F.month.desc()).limit(MONTHS)
    ).scalars()
    filed = list(months)
    if not filed or (compact is None and linked is None):
        return [Found("in_tax_file", None), Found("pays_tax", None)]
    known = session.execute(payers.limit(1)).first() is not None
    paid = exists(select(literal(1)).where(_P.taxpayer_id.in_(payers), _P.month.in_(filed), _P.amount_fen > 0))
    pays = bool(session.execute(select(paid)).scalar_one())
    return [Found("in_tax_file", _yes(known)), Found("pays_tax", _yes(pays) if known else None)]


def _compact(code: str | None) -> tuple[str | None, str | None]:
    """The code as the register would have it, and whether its form is right."""
    if code is None:
        return None, None
    try:
        return enterprises.checked_uscc(code), Answer.YES.value
    except InvalidValue:
        return "".join(code.split()).upper(), Answer.NO.value


def _yes(value: bool) -> str:
    return (Answer.YES if value else Answer.NO).value


def _named(row: Enterprise | None) -> str | None:
    return None if row is None else f"{row.code} {row.name}"


def _goes_by(session: Session, row: Enterprise, name: str) -> bool:
    return name in {row.name, *(former.name for former in enterprises.former_names(session, row))}


def _same_name(session: Session, name: str) -> tuple[str, str | None]:
    rows: Sequence[Enterprise] = session.execute(records.standing(Enterprise, _E.name == name).limit(5)).scalars().all()
    return _yes(bool(rows)), "、".join(row.code for row in rows) or None


def _registered(session: Session, row: Enterprise | None, day: dt.date) -> str | None:
    if row is None:
        return None
    rows = session.execute(records.standing(Registration, _G.enterprise_id == row.key)).scalars()
    return next((one.in_district for one in rows if records.holds_on(one, day)), Answer.UNKNOWN.value)
