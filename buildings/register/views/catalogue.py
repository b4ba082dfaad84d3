"""The lists there are, in the order they are described."""

from collections.abc import Mapping
from typing import Final

from buildings.register.views.buildings import BUILDINGS
from buildings.register.views.enterprises import ENTERPRISES
from buildings.register.views.evidence import EVIDENCE_FILES
from buildings.register.views.leases import LEASES
from buildings.register.views.noun import Noun
from buildings.register.views.outages import OUTAGES
from buildings.register.views.parties import PARTIES
from buildings.register.views.projects import UPGRADE_PROJECTS
from buildings.register.views.proposals import PROPOSALS
from buildings.register.views.taxpayers import TAXPAYERS
from buildings.register.views.units import UNITS

NOUNS: Final[Mapping[str, Noun]] = {
    one.slug: one
    for one in (
        *(BUILDINGS, UNITS, LEASES, PARTIES, OUTAGES, PROPOSALS, UPGRADE_PROJECTS, EVIDENCE_FILES),
        *(ENTERPRISES, TAXPAYERS),
    )
}
