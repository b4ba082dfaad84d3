"""The long tables of a portfolio, read only when something asks for them."""

from collections.abc import Callable
from functools import cache

import numpy as np
from sqlalchemy import select

from buildings.facts import columns as file_columns
from buildings.facts import load_taxes, residents, store
from buildings.facts.frames import texts
from buildings.facts.kernel.split import share_of
from buildings.facts.reading import rows, table
from buildings.facts.scope import WHOLE
from buildings.facts.window import Window
from buildings.portfolio import UNKNOWN, Columns
from buildings.register.tables.taxes import Taxpayer

BEFORE = 24
"""Industries are compared with a year before: that far back they are read."""


def tables(window: Window) -> dict[str, Callable[[], Columns]]:
    """Loaders by the name of the table; each reads once."""
    loaders: dict[str, Callable[[], Columns]] = {
        "attributions": lambda: _attributions(window),
        "occupancies": lambda: residents.occupancies(window),
        "taxes": lambda: window.read(
            "fact_building_month_taxes", ("building_id", "month", "amount_fen", "retained_fen"), ("column_key",)
        ),
        "unattributed": lambda: _unattributed(window),
        "industries": lambda: window.read(
            "fact_industry_months",
            ("building_id", "month", "dm2", "dm2_days", "enterprises", "tax_fen", "retained_fen", "fee_fen"),
            ("section",),
            max(window.first, window.month - BEFORE),
        ),
        "files": lambda: _files(window),
    }
    return {name: cache(load) for name, load in loaders.items()}


def _attributions(window: Window) -> Columns:
    names = ("building_id", "month", "taxpayer_id", "enterprise_id", "tax_fen", "retained_fen", "fee_fen")
    found = dict(window.read("fact_attributions", names))
    enterprise, taxpayer = found.pop("enterprise_id").astype(np.int64), found.pop("taxpayer_id").astype(np.int64)
    section = residents.sections(window, enterprise, found["month"].astype(np.int64))
    alone = enterprise == UNKNOWN
    return found | {"enterprise": np.where(alone, -taxpayer, enterprise), "section": section}


def _unattributed(window: Window) -> Columns:
    own, payer = store.TABLES["fact_unattributed"], table(Taxpayer)
    statement = select(
        own.c.month, own.c.taxpayer_id, own.c.amount_fen, own.c.retained_fen, own.c.column_key, own.c.reason
    )
    statement = statement.where(
        own.c.month.between(window.first, window.month),
        payer.c.id == own.c.taxpayer_id,
        payer.c.origin == window.origin,
    )
    found = list(zip(*rows(window.session, statement), strict=True)) or [()] * 6
    month, taxpayer, amount, retained = (np.array(values, np.int64) for values in found[:4])
    return {
        "month": month - window.first,
        "taxpayer": taxpayer,
        "amount_fen": amount,
        "retained_fen": retained,
        "column_key": texts(found[4]),
        "reason": texts(found[5]),
    }


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
