"""Which reasons of unattributed tax are hidden: too few enterprises, or alone hidden beside the total."""

import numpy as np

from buildings.assessment import unplaced
from buildings.disclosure.complement import Mask, Relation, complement, standing
from buildings.disclosure.plan import Offer
from buildings.disclosure.primary import sensitive_groups
from buildings.metrics.metric import Window
from buildings.portfolio import Flags


def loose(offer: Offer) -> Flags:
    """Hidden reasons, and last the total; the same in all months on offer."""
    newest, reasons = offer[-1], len(unplaced.REASONS)
    table = newest.unattributed
    cell, who, month = unplaced.reasons(table), table["enterprise"].astype(np.int64), table["month"].astype(np.int64)
    sensitive, size = np.zeros(reasons + 1, dtype=bool), np.zeros(reasons + 1, dtype=np.int64)
    for name in unplaced.MEASURES.values():
        for of_tax in (True, False):
            mine = unplaced.counts_as_tax(table) == of_tax
            amount = table[name][mine].astype(np.int64)
            for cells, start in ((cell[mine], 0), (np.zeros_like(cell[mine]), reasons)):
                found = sensitive_groups(offer, cells, who[mine], month[mine], amount)
                sensitive[start : start + len(found)] |= found
    size[:-1] = np.abs(unplaced.by_reason(newest, "tax_fen", Window.ROLLING_12)[0])
    size[-1] = size[:-1].sum()
    whole = Relation(reasons, np.arange(reasons))
    return complement(standing([whole], size), Mask(sensitive, np.zeros((reasons + 1, 1), dtype=bool))).hidden
