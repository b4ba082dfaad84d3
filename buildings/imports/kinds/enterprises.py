"""企业台账: enterprises with their registration, industry, former names and taxpayer code."""

from collections.abc import Mapping
from typing import Any, Final

from buildings.errors import InvalidValue
from buildings.imports import dated
from buildings.imports.dated import Owner
from buildings.imports.kinds import common
from buildings.imports.kinds.common import Session
from buildings.imports.plans import Plan, Ref, Subject, Values, grouped
from buildings.imports.workbook import Workbook
from buildings.kinds import Answer, EnterpriseKind
from buildings.register import enterprises, lookup
from buildings.register.tables.enterprises import Enterprise, EnterpriseName, IndustryClass, Registration
from buildings.register.tables.taxes import Taxpayer, TaxpayerLink

BASE: Final = ("name", "uscc", "uscc_override_reason", "kind")
FIELDS: Final = (
    "code",
    *BASE,
    *("in_district", "registered_from", "section", "division", "industry_from"),
    *("former_names", "central_income_tax", "taxpayer_code"),
)
_CODE_BASIS: Final = "code"


class Recorded:
    """The register as far as enterprises are concerned."""

    def __init__(self, session: Session) -> None:
        self.enterprises = {row.code: row for row in lookup.rows(session, Enterprise)}
        self.registrations = grouped(lookup.rows(session, Registration), "enterprise_id")
        self.industries = grouped(lookup.rows(session, IndustryClass), "enterprise_id")
        self.names = grouped(lookup.rows(session, EnterpriseName), "enterprise_id")
        self.taxpayers = {row.code: row for row in lookup.rows(session, Taxpayer)}
        self.links = grouped(lookup.rows(session, TaxpayerLink), "taxpayer_id")


def check(session: Session, book: Workbook) -> Plan:
    """Compare the list with the register by enterprise code."""
    plan, recorded = Plan(book.kind), Recorded(session)
    rows = common.records(book, FIELDS)
    codes = book.column("code")
    common.once(book, codes, codes, "code")
    _usccs(book, rows, recorded)
    for number, record in rows:
        subject = Subject(plan, record["code"], number)
        current = recorded.enterprises.get(record["code"])
        if current is not None and current.origin != book.origin:
            book.log.add("other_origin", number, book.header("code"), record["code"])
            continue
        values = common.stated(book, record, BASE)
        if values.get("kind", "") is None:
            values["kind"] = EnterpriseKind.COMPANY if current is None else current.kind
        ref = subject.base(Enterprise, current, _with_unknowns(values, record) if current is None else values)
        key = 0 if current is None else current.id
        _names(subject, record, current, ref, recorded.names.get(key, []))
        _registration(subject, record, Owner("enterprise_id", ref, recorded.registrations.get(key, [])))
        _industry(subject, record, Owner("enterprise_id", ref, recorded.industries.get(key, [])))
        _taxpayer(book, subject, record, ref, recorded)
        subject.close()
    plan.absent = sorted({code for code, row in recorded.enterprises.items() if row.origin == book.origin} - set(codes))
    return plan


def _with_unknowns(values: Values, record: Mapping[str, Any]) -> Values:
    """A new enterprise's row: what the file lacks is unknown."""
    base: Values = {"uscc": None, "uscc_override_reason": None, "kind": EnterpriseKind.COMPANY.value}
    return {"code": record["code"]} | base | values


def _usccs(book: Workbook, rows: list[tuple[int, dict[str, Any]]], recorded: Recorded) -> None:
    """Every code is well-formed or stands with a reason, and nobody else has it once the file is in."""
    if not book.has("uscc"):
        return
    mine = {record["code"] for _, record in rows}
    holders = {row.uscc: code for code, row in recorded.enterprises.items() if row.uscc and code not in mine}
    for number, record in rows:
        uscc = record["uscc"]
        if uscc is None:
            continue
        if not record["uscc_override_reason"]:
            try:
                enterprises.checked_uscc(uscc)
            except InvalidValue as error:
                book.log.add(error.name, number, book.header("uscc"), uscc, right="uscc_override")
        other = holders.setdefault(uscc, record["code"])
        if other != record["code"]:
            book.log.add("uscc_taken", number, book.header("uscc"), uscc, uscc=uscc, code=other)


def _names(subject: Subject, record: Mapping[str, Any], current: Any, ref: Ref, rows: list[Any]) -> None:  # noqa: ANN401
    """Former names of the list, and the name or code that the list replaces."""
    had = {(row.name, row.uscc) for row in rows}
    wanted: list[tuple[str, str | None]] = [(name, None) for name in record["former_names"] or ()]
    edit = subject.plan.edits.get((Enterprise, current.id)) if current is not None else None
    if edit is not None and {"name", "uscc"} & set(edit.values):
        wanted.append((current.name, current.uscc if "uscc" in edit.values else None))
    names = {name for name, _ in had}
    for name, uscc in dict.fromkeys(wanted):
        if (name, uscc) not in had and (uscc is not None or name not in names):
            subject.add(EnterpriseName, {"enterprise_id": ref, "name": name, "uscc": uscc}, "former_names", name)


def _registration(subject: Subject, record: Mapping[str, Any], owner: Owner) -> None:
    answer = record["in_district"]
    if answer is None or (answer == Answer.UNKNOWN and not owner.rows):
        return  # unknown is what no row says
    dated.put(subject, Registration, owner, {"in_district": answer}, record["registered_from"])


def _industry(subject: Subject, record: Mapping[str, Any], owner: Owner) -> None:
    if record["section"] is None:
        return
    values = {"section": record["section"], "division": record["division"]}
    dated.put(subject, IndustryClass, owner, values, record["industry_from"])


def _taxpayer(book: Workbook, subject: Subject, record: Mapping[str, Any], ref: Ref, recorded: Recorded) -> None:
    """Link the taxpayer of the same code; one is made only where the list says something of it."""
    code = record["taxpayer_code"] or record["uscc"]
    central = record["central_income_tax"]
    if code is None:
        return
    taxpayer = recorded.taxpayers.get(code)
    if taxpayer is None:
        if not (central or record["taxpayer_code"]):
            return
        made = {"code": code, "name": record["name"], "central_income_tax": bool(central)}
        draft = subject.add(Taxpayer, made, "taxpayer_code", code)
        subject.plan.draft(TaxpayerLink, _link(draft, ref))
        return
    if central is not None:
        subject.compare(Taxpayer, taxpayer, {"central_income_tax": central})
    links = recorded.links.get(taxpayer.id, [])
    if not links:
        subject.add(TaxpayerLink, _link(taxpayer.id, ref), "taxpayer_code", code)
    elif record["taxpayer_code"] and all(link.enterprise_id != ref for link in links):
        book.log.add("taxpayer_linked", subject.row, book.header("taxpayer_code"), code)


def _link(taxpayer: Ref, enterprise: Ref) -> dict[str, Any]:
    return {"taxpayer_id": taxpayer, "enterprise_id": enterprise, "basis": _CODE_BASIS}
