"""Gaps of enterprises, reported parties, taxpayers and months."""

from collections.abc import Iterator
from typing import Final

from buildings.errors import InvalidValue
from buildings.imports.gap_finders.gap import Gap, some_of, together
from buildings.imports.gap_finders.register import Register
from buildings.imports.writing import narrow
from buildings.kinds import EnterpriseKind
from buildings.operations import stamp
from buildings.quantities import format_month
from buildings.register import enterprises

YEAR: Final = 12
RATES: Final = ("registered_rate", "taxpaying_rate")
WINDOWS: Final = ("tax_ytd", "tax_12", "tax_year", "tax_yield")


def codes(register: Register) -> Iterator[Gap]:
    """Enterprises without a code, and codes that stand although they fail their check."""
    missing = [row for row in register.enterprises if row.uscc is None and row.kind != EnterpriseKind.UNREGISTERED]
    yield from together(missing, "uscc_missing", ("coverage", "tax_yield", "taxpaying_rate"))
    for row in register.enterprises:
        try:
            enterprises.checked_uscc(row.uscc)
        except InvalidValue:
            reason = {"reason": row.uscc_override_reason or "—"}
            yield Gap(row.origin, f"{row.code} {row.name}", "uscc_stands", ("coverage", "tax_yield"), reason)


def industries(register: Register) -> Iterator[Gap]:
    """Enterprises of unknown industry."""
    rows = [row for row in register.enterprises if row.id not in register.industries]
    yield from together(rows, "industry_unknown", ("industries",))


def registrations(register: Register) -> Iterator[Gap]:
    """Enterprises of which nobody knows whether they are registered here."""
    rows = [row for row in register.enterprises if row.id not in register.registrations]
    yield from together(rows, "registration_unknown", RATES[:1])


def reported(register: Register) -> Iterator[Gap]:
    """Leases whose tenant is only reported: its tax cannot find the building."""
    parties = {party.id: party for _, party in register.reported_leases if party.enterprise_id is None}
    spoils = ("coverage", "tax_yield", "net_inflow", *RATES)
    yield from together(parties.values(), "party_unlinked", spoils, name="name")


def taxpayers(register: Register) -> Iterator[Gap]:
    """Taxpayers linked to no enterprise: their tax belongs to no building."""
    yield from together(register.unlinked_taxpayers, "taxpayer_unlinked", ("unattributed", "tax_yield"))


def reported_codes(register: Register) -> Iterator[Gap]:
    """Taxpayers linked to no enterprise whose code a landlord gave of its tenant: whom to link is as good as known."""
    leases: dict[str, dict[str, list[str]]] = {}
    for lease, party in register.reported_leases:
        if party.code_as_given:
            named = leases.setdefault(narrow(party.code_as_given).upper(), {}).setdefault(party.name, [])
            named.append(f"{lease.landlord} {lease.number or lease.code}")
    for row in sorted(register.unlinked_taxpayers, key=lambda row: str(row.code)):
        for party, theirs in leases.get(row.code, {}).items():
            details: dict[str, object] = {"party": party, "leases": some_of(theirs)}
            yield Gap(row.origin, row.code, "taxpayer_reported", ("unattributed", "coverage", "tax_yield"), details)


def months(register: Register) -> Iterator[Gap]:
    """Months without a tax file between the first and the last that have one; how many the last twelve have."""
    have = register.tax_months
    missing = sorted(set(range(have[0], have[-1] + 1)) - set(have)) if have else []
    if missing:
        shown = some_of([format_month(month) for month in missing])
        yield Gap(stamp.origin(register.session).value, shown, "month_missing", WINDOWS, {"count": len(missing)})
    recent = [month for month in have if month > have[-1] - YEAR]
    if have and len(recent) < YEAR:
        shown = format_month(have[-1])
        yield Gap(stamp.origin(register.session).value, shown, "few_files", WINDOWS, {"count": len(recent)})
