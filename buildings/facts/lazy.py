"""The long tables of a portfolio, read only when something asks for them."""

from collections.abc import Callable
from functools import cache

import numpy as np
from sqlalchemy import select

from buildings.facts import columns as file_columns
from buildings.facts import covered, load_taxes, residents, store
from buildings.facts.frames import texts
from buildings.facts.kernel.split import share_of
from buildings.facts.reading import rows, table
from buildings.facts.scope import WHOLE
from buildings.facts.section_sums import (
    BEFORE,
    MEASURES,
    estimated_sections,
    section_sums,
    section_sums_before,
)
from buildings.facts.unattributed import Unattributed
from buildings.facts.window import Window
from buildings.portfolio import UNKNOWN, Columns
from buildings.register.tables.taxes import Taxpayer


def tables(window: Window) -> dict[str, Callable[[], Columns]]:
    """Loaders by the name of the table; each reads once."""
    loaders: dict[str, Callable[[], Columns]] = {
        "attributions": lambda: _attributions(window),
        "occupancies": lambda: _occupancies(window),
        "registrations": lambda: residents.registrations(window),
        "divisions": lambda: residents.divisions(window),
        "coverage": lambda: covered.coverage(window),
        "open_space": lambda: covered.open_space(window),
        "taxes": lambda: window.read(
            "fact_building_month_taxes",
            ("building_id", "month", "amount_fen", "retained_fen"),
            ("column_key",),
            window.month,
        ),
        "unattributed": lambda: _with_enterprise(window, _unattributed(window, window.unattributed(window.first))),
        "unattributed_month": lambda: _unattributed(window, window.unattributed(window.month)),
        "unattributed_sums": lambda: _sums(window),
        "taxpayers": lambda: _taxpayers(window),
        "industries": lambda: window.read(
            "fact_industry_months",
            ("building_id", "month", "dm2_days", *MEASURES),
            ("section",),
            max(window.first, window.month - BEFORE),
        ),
        "estimated_sections": lambda: estimated_sections(window),
        "section_sums": lambda: section_sums(window),
        "section_sums_before": lambda: section_sums_before(window),
        "files": lambda: _files(window),
    }
    return {name: cache(load) for name, load in loaders.items()}


def _occupancies(window: Window) -> Columns:
    found = residents.occupancies(window)
    party, month = found["party"].astype(np.int64), found["month"].astype(np.int64)
    return {**found, "section": residents.sections(window, np.where(party > 0, party, UNKNOWN), month)}


def _attributions(window: Window) -> Columns:
    names = ("building_id", "month", "taxpayer_id", "enterprise_id", "tax_fen", "retained_fen", "fee_fen")
    found = dict(window.read("fact_attributions", names))
    enterprise, taxpayer = found.pop("enterprise_id").astype(np.int64), found.pop("taxpayer_id").astype(np.int64)
    section = residents.sections(window, enterprise, found["month"].astype(np.int64))
    alone = enterprise == UNKNOWN
    return found | {"enterprise": np.where(alone, -taxpayer, enterprise), "section": section}


def _unattributed(window: Window, found: Unattributed) -> Columns:
    return {
        "month": found.month - window.first,
        "taxpayer": found.taxpayer,
        "amount_fen": found.amount_fen,
        "retained_fen": found.retained_fen,
        "column_key": window.spoken("column_key", found.column),
        "reason": window.spoken("reason", found.reason),
    }


def _sums(window: Window) -> Columns:
    found = window.unattributed_sums
    return {
        "month": found.month - window.first,
        "taxpayer": found.taxpayer,
        "reason": window.spoken("reason", found.reason),
        "tax_fen": found.tax_fen,
        "retained_fen": found.retained_fen,
        "fee_fen": found.fee_fen,
    }


def _with_enterprise(window: Window, found: Columns) -> Columns:
    taxpayer, month = found["taxpayer"].astype(np.int64), found["month"].astype(np.int64)
    return {**found, "enterprise": residents.linked(window, taxpayer, month + window.first)}


def _taxpayers(window: Window) -> Columns:
    own, payer = store.TABLES["fact_unattributed"], table(Taxpayer)
    statement = select(payer.c.id, payer.c.code, payer.c.name).distinct()
    statement = statement.where(
        own.c.month == window.month, payer.c.id == own.c.taxpayer_id, payer.c.origin == window.origin
    )
    found = list(zip(*rows(window.session, statement), strict=True)) or [()] * 3
    return {"taxpayer": np.array(found[0], np.int64), "code": texts(found[1]), "name": texts(found[2])}


def _files(window: Window) -> Columns:
    """What the reporting month's file says, added up by column: the other side of the identity."""
    span = window.month, window.month
    taxes, columns = load_taxes.taxes(window.session, span, WHOLE), file_columns.columns(*span)
    estimated = taxes.retained == UNKNOWN
    free = columns.central[taxes.column] & taxes.central[taxes.taxpayer]
    numerator = np.where(free, 0, columns.numerator[0][taxes.column])
    shares = share_of(taxes.fen, numerator, columns.denominator[0][taxes.column])
    amount, retained = np.zeros((2, len(columns.key)), np.int64)
    np.add.at(amount, taxes.column, taxes.fen)
    np.add.at(retained, taxes.column, np.where(estimated, shares, taxes.retained))
    return {
        "month": np.full(len(columns.key), window.month - window.first),
        "column_key": texts(columns.key),
        "amount_fen": amount,
        "retained_fen": retained,
    }
