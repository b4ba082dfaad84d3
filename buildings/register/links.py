"""纳税人与企业的对应: the link of a month is the one valid on its last day; a person's decision beats the same code."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from sqlalchemy import Row, select
from sqlmodel import Session

from buildings.database import bulk
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.register import locks, periods, records
from buildings.register.tables.enterprises import Enterprise, EnterpriseName
from buildings.register.tables.taxes import Taxpayer, TaxpayerLink

__all__ = ["TaxpayerLink", "decide", "follow_code", "follow_codes", "holder", "on"]

_FEW: Final = 500  # above so many, read all rather than name each
_E, _N, _T, _K = (table_of(cls).c for cls in (Enterprise, EnterpriseName, Taxpayer, TaxpayerLink))


def decide(
    changes: Changes,
    taxpayer: Taxpayer,
    enterprise: Enterprise | None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> None:
    """Link a taxpayer to an enterprise (None = to none) for a period; what stood there before gives way."""
    locks.hold(changes, parties=[enterprise.key] if enterprise else [], taxpayers=[taxpayer.key])
    owner = {"taxpayer_id": taxpayer.key}
    changes.parties |= {row.enterprise_id for row in periods.of(changes, TaxpayerLink, owner)}
    if enterprise is None:
        periods.clear(changes, TaxpayerLink, owner, (valid_from, valid_to))
    else:
        values = {"enterprise_id": enterprise.key, "basis": "manual", "valid_from": valid_from, "valid_to": valid_to}
        periods.put(changes, TaxpayerLink, owner, values)
        changes.parties.add(enterprise.key)
    changes.taxpayers.add(taxpayer.key)


def follow_code(changes: Changes, enterprise: Enterprise) -> None:
    """Link the taxpayers that go by a code of the enterprise, former ones included, and have no link yet."""
    former = select(_N.uscc).where(_N.enterprise_id == enterprise.key, _N.uscc.is_not(None), _N.voided_at.is_(None))
    codes = {enterprise.uscc, *changes.session.execute(former).scalars()} - {None}
    if codes:
        found = select(_T.id).where(_T.code.in_(codes), _T.voided_at.is_(None))
        follow_codes(changes, set(changes.session.execute(found).scalars()))


def follow_codes(changes: Changes, taxpayers: Collection[int] | None = None) -> int:
    """Link each of the taxpayers (None = all) that has no link to the enterprise of the same code; how many."""
    free = _without_link(changes.session, taxpayers)
    holders = _holders(changes.session, {row.code for row in free})
    pairs = [(row.id, holders[row.code]) for row in free if row.code in holders]
    always = {"basis": "code", "valid_from": None, "valid_to": None}
    rows = [{"taxpayer_id": taxpayer, "enterprise_id": enterprise} | always for taxpayer, enterprise in pairs]
    bulk.insert_records(changes, TaxpayerLink, rows)
    changes.taxpayers |= {taxpayer for taxpayer, _ in pairs}
    changes.parties |= {enterprise for _, enterprise in pairs}
    return len(rows)


def _without_link(session: Session, taxpayers: Collection[int] | None) -> list[Row[int, str]]:
    linked = select(_K.taxpayer_id).where(_K.voided_at.is_(None))
    query = select(_T.id, _T.code).where(_T.voided_at.is_(None), _T.id.not_in(linked)).order_by(_T.id)
    if taxpayers is not None and len(taxpayers) <= _FEW:
        query = query.where(_T.id.in_(taxpayers))
    return [row for row in session.execute(query) if taxpayers is None or row.id in taxpayers]


def _holders(session: Session, codes: Collection[str]) -> dict[str, int]:
    """Enterprise by code: who has it now; else the only one that once had it."""
    now = select(_E.uscc, _E.id).where(_E.uscc.is_not(None), _E.voided_at.is_(None))
    once = (
        select(_N.uscc, _N.enterprise_id)
        .join(table_of(Enterprise), _E.id == _N.enterprise_id)
        .where(_N.uscc.is_not(None), _N.voided_at.is_(None), _E.voided_at.is_(None))
    )
    if len(codes) <= _FEW:
        now, once = now.where(_E.uscc.in_(codes)), once.where(_N.uscc.in_(codes))
    former: dict[str, set[int]] = {}
    for uscc, key in session.execute(once):
        former.setdefault(uscc, set()).add(key)
    found = {uscc: min(those) for uscc, those in former.items() if len(those) == 1}
    found.update((uscc, key) for uscc, key in session.execute(now))
    return found


def holder(session: Session, uscc: str) -> Enterprise | None:
    """The enterprise that has a code, or else the only one that once had it."""
    now: Enterprise | None = session.execute(records.standing(Enterprise, _E.uscc == uscc)).scalar_one_or_none()
    if now is not None:
        return now
    once = select(_N.enterprise_id).where(_N.uscc == uscc, _N.voided_at.is_(None))
    held = session.execute(records.standing(Enterprise, _E.id.in_(once))).scalars().all()
    return held[0] if len(held) == 1 else None


def on(session: Session, taxpayer: Taxpayer, day: dt.date) -> Enterprise | None:
    """The enterprise a taxpayer is linked to on a day."""
    rows = session.execute(records.standing(TaxpayerLink, _K.taxpayer_id == taxpayer.key)).scalars()
    valid = [row for row in rows if records.holds_on(row, day)]
    return session.get(Enterprise, valid[0].enterprise_id) if valid else None
