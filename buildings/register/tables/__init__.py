"""Tables of the register, one plural noun per module; the verbs stand in ``buildings.register.<noun>``.

All are imported together: a table can only be written when the tables it refers to are known.
"""

from buildings.register.tables import (
    buildings,
    enterprises,
    leases,
    months,
    owners,
    parties,
    projects,
    ratings,
    taxes,
    units,
    zones,
)

__all__ = [
    "buildings",
    "enterprises",
    "leases",
    "months",
    "owners",
    "parties",
    "projects",
    "ratings",
    "taxes",
    "units",
    "zones",
]
