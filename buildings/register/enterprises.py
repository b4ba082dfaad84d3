"""企业: one party table; names and codes once held are kept, registration and industry are dated."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session
from stdnum.cn import ric
from stdnum.cn import uscc as gb32100

from buildings.database import bulk
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue
from buildings.register import links, periods, records
from buildings.register.tables.enterprises import (
    Enterprise,
    EnterpriseBase,
    EnterpriseName,
    IndustryClass,
    Registration,
)
from buildings.register.tables.leases import Lease
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.taxes import TaxpayerLink

__all__ = ["Enterprise", "EnterpriseBase", "EnterpriseName", "IndustryClass", "Registration"]

CODE = "E-{:06d}"
_LENGTH = 18
_FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def checked_uscc(code: str | None, override: str | None = None) -> str | None:
    """The code without blanks and in capitals; None when empty.

    Raises
    ------
    InvalidValue
        Wrong length, letters or check digit (GB 32100), unless an override with its reason is recorded.
    """
    compact = "".join(code.split()).upper() if code else ""
    if not compact:
        return None
    if override and override.strip():
        return compact
    # not stdnum's own validate: it wants digits in positions 1 and 2, where GB 32100 allows letters
    if not _FORM.fullmatch(compact) or gb32100.calc_check_digit(compact[:-1]) != compact[-1]:
        raise InvalidValue("uscc_fails", value=compact)
    return compact


def misspelt(code: str) -> bool:
    """Whether a code is as long as a credit code and is none, nor a person's number (GB 11643), as traders have."""
    if len(code) != _LENGTH or not code.isalnum() or ric.is_valid(code):
        return False
    try:
        checked_uscc(code)
    except InvalidValue:
        return True
    return False


def create(changes: Changes, base: EnterpriseBase) -> Enterprise:
    """A new enterprise; a code left empty is made. Taxpayers of the same code are linked to it."""
    values = base.model_dump() | {"uscc": checked_uscc(base.uscc, base.uscc_override_reason)}
    _refuse_taken(changes.session, values["uscc"])
    row = records.create_numbered(changes, Enterprise, values, CODE)
    changes.parties.add(row.key)
    links.follow_code(changes, row)
    return row


def update(
    changes: Changes, row: Enterprise, values: records.Values, *, version: int | None = None, on: dt.date | None = None
) -> bool:
    """Change what is said of an enterprise; a name or code given up ``on`` a day is kept as a former one."""
    values = dict(values)
    if values.keys() & {"uscc", "uscc_override_reason"}:
        reason = values.get("uscc_override_reason", row.uscc_override_reason)
        values["uscc"] = checked_uscc(values.get("uscc", row.uscc), reason)
    before = (row.name, row.uscc)
    if values.get("uscc") not in (None, row.uscc):
        _refuse_taken(changes.session, values["uscc"])
    if not records.update(changes, row, values, version):
        return False
    if (row.name, row.uscc) != before:
        keep_former(changes, row, before[0], before[1], on)
        links.follow_code(changes, row)
    changes.parties.add(row.key)
    return True


def keep_former(changes: Changes, row: Enterprise, name: str, uscc: str | None, on: dt.date | None) -> None:
    """Keep a name or code the enterprise no longer goes by; ``on`` = first day it did not; once is enough."""
    table = table_of(EnterpriseName)
    known = records.standing(EnterpriseName, table.c.enterprise_id == row.key, table.c.name == name)
    if any(former.uscc == uscc for former in changes.session.execute(known).scalars()):
        return
    last = None if on is None else on - periods.DAY
    records.create(changes, EnterpriseName, {"enterprise_id": row.key, "name": name, "uscc": uscc, "valid_to": last})


def register_in_district(changes: Changes, row: Enterprise, in_district: str, **period: Any) -> bool:  # noqa: ANN401 - dates and source
    """属地注册 for a period (``valid_from``, ``valid_to``, ``source``); never inferred from code digits."""
    return _dated(changes, row, Registration, {"in_district": in_district}, period)


def classify(changes: Changes, row: Enterprise, section: str, division: str | None = None, **period: Any) -> bool:  # noqa: ANN401
    """Industry for a period (``valid_from``, ``valid_to``, ``source``): section A–T, division of two digits."""
    if len(section) != 1 or not "A" <= section <= "T":
        raise InvalidValue(field="section", value=section)
    if division is not None and not (len(division) == 2 and division.isdigit()):  # noqa: PLR2004 - GB/T 4754
        raise InvalidValue(field="division", value=division)
    return _dated(changes, row, IndustryClass, {"section": section, "division": division}, period)


def _dated(
    changes: Changes,
    row: Enterprise,
    cls: type[Registration] | type[IndustryClass],
    values: dict[str, Any],
    period: dict[str, Any],
) -> bool:
    blank = {"valid_from": None, "valid_to": None, "source": None}
    changed = periods.put(changes, cls, {"enterprise_id": row.key}, values | blank | period)
    if changed:
        changes.parties.add(row.key)
    return changed


def void(changes: Changes, row: Enterprise, reason: str, version: int | None = None) -> None:
    """Take an enterprise out; refused while leases, reported parties or taxpayers refer to it."""
    for cls in (Lease, ReportedParty, TaxpayerLink):
        table = table_of(cls)
        used = select(table.c.id).where(table.c.voided_at.is_(None), table.c.enterprise_id == row.key).limit(1)
        if changes.session.execute(used).first():
            raise Conflict("still_referred_to", code=row.code)
    records.void(changes, row, reason, version)
    changes.parties.add(row.key)


def by_code(session: Session, code: str) -> Enterprise:
    """The enterprise of a public code; NotFound."""
    return records.by_code(session, Enterprise, code)


def keys_of(session: Session, codes: Iterable[str], origin: str) -> dict[str, int]:
    """Keys of standing enterprises by public code."""
    table, wanted = table_of(Enterprise).c, sorted(codes)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), bulk.FEW):
        chunk = table.code.in_(wanted[start : start + bulk.FEW])
        rows = session.execute(
            select(table.code, table.id).where(chunk, table.voided_at.is_(None), table.origin == origin)
        )
        found.update((row.code, row.id) for row in rows)
    return found


def by_uscc(session: Session, uscc: str) -> Enterprise | None:
    """The enterprise that has the code, or else the only one that once had it."""
    return links.holder(session, uscc)


def former_names(session: Session, row: Enterprise) -> Sequence[EnterpriseName]:
    """Names and codes it no longer goes by, oldest record first."""
    table = table_of(EnterpriseName)
    return session.execute(records.standing(EnterpriseName, table.c.enterprise_id == row.key)).scalars().all()


def _refuse_taken(session: Session, uscc: str | None) -> None:
    if uscc is None:
        return
    holder = session.execute(records.standing(Enterprise, table_of(Enterprise).c.uscc == uscc)).scalar_one_or_none()
    if holder is not None:
        raise Conflict("uscc_taken", uscc=uscc, code=holder.code)
