"""纳税人: the code as the tax file delivered it."""

from collections.abc import Mapping

from sqlalchemy import select

from buildings.database import bulk
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import InvalidValue
from buildings.register import links, records
from buildings.register.tables.taxes import Taxpayer

__all__ = ["Taxpayer", "ensure", "ensure_all", "mark_central"]

_T = table_of(Taxpayer).c


def ensure(changes: Changes, code: str, name: str | None = None) -> Taxpayer:
    """The taxpayer of a code, made and linked by its code when new; a name given is the newest one."""
    key = ensure_all(changes, {code: name})[code]
    return records.by_key(changes.session, Taxpayer, key)


def ensure_all(changes: Changes, names: Mapping[str, str | None]) -> dict[str, int]:
    """Keys of taxpayers by code; new ones are made and linked by their code, changed names recorded."""
    if not all(code.strip() == code and code for code in names):
        raise InvalidValue(
            field="taxpayer_code", value=next(code for code in names if code.strip() != code or not code)
        )
    known = {row.code: row for row in changes.session.execute(select(_T.id, _T.code, _T.name))}
    renamed = [
        {"id": known[code].id, "name": name}
        for code, name in names.items()
        if code in known and name and known[code].name != name
    ]
    bulk.update_records(changes, Taxpayer, renamed)
    new = sorted(set(names) - known.keys())
    keys = bulk.insert_records(changes, Taxpayer, [{"code": code, "name": names[code]} for code in new])
    if new:
        links.follow_codes(changes, set(keys))
    made = dict(zip(new, keys, strict=True))
    return {code: made[code] if code in made else known[code].id for code in names}


def mark_central(changes: Changes, taxpayer: Taxpayer, central: bool) -> bool:
    """Say whether the taxpayer's income tax is all central (big state banks and the like)."""
    if not records.update(changes, taxpayer, {"central_income_tax": central}):
        return False
    changes.taxpayers.add(taxpayer.key)
    return True
