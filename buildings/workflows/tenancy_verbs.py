"""Every change of tenancy by its slug: what must be said for it, and what does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from buildings.workflows import lease_shapes, room_shapes
from buildings.workflows import tenancy_leases as leases
from buildings.workflows import tenancy_outages as outages
from buildings.workflows import tenancy_tenants as tenants
from buildings.workflows import tenancy_units as units
from buildings.workflows.tenancy import Outcome, Task


@dataclass(frozen=True)
class Verb:
    """One change. ``may_wait``: it may become a proposal."""

    slug: str
    shape: type[BaseModel]
    do: Callable[[Task, Any], Outcome]
    may_wait: bool = True


LEASE_CREATE: Final = Verb("lease_create", lease_shapes.LeaseNew, leases.create)
LEASE_CHANGE: Final = Verb("lease_change", lease_shapes.LeaseChange, leases.change)
LEASE_END: Final = Verb("lease_end", lease_shapes.LeaseEnd, leases.end)
LEASE_RESUME: Final = Verb("lease_resume", lease_shapes.LeaseResume, leases.resume)
LEASE_RENEW: Final = Verb("lease_renew", lease_shapes.LeaseRenewal, leases.renew)
LEASE_VOID: Final = Verb("lease_void", lease_shapes.Reasoned, leases.void)
UNIT_CREATE: Final = Verb("unit_create", room_shapes.RoomNew, units.create)
UNIT_CHANGE: Final = Verb("unit_change", room_shapes.RoomChange, units.change)
UNIT_AREA: Final = Verb("unit_area", room_shapes.RoomArea, units.measure)
UNIT_SPLIT: Final = Verb("unit_split", room_shapes.Split, units.split)
UNIT_JOIN: Final = Verb("unit_join", room_shapes.Join, units.join)
OUTAGE_CREATE: Final = Verb("outage_create", room_shapes.OutageNew, outages.take_out)
OUTAGE_END: Final = Verb("outage_end", lease_shapes.LeaseEnd, outages.end)
OUTAGE_VOID: Final = Verb("outage_void", lease_shapes.Reasoned, outages.void)
TENANT_CHANGE: Final = Verb("tenant_change", room_shapes.TenantChange, tenants.correct, may_wait=False)
TENANT_LINK: Final = Verb("tenant_link", room_shapes.TenantLink, tenants.link)
BUILDING_CHANGE: Final = Verb("building_change", room_shapes.BuildingChange, units.change_building)

VERBS: Final[Mapping[str, Verb]] = {
    one.slug: one
    for one in (
        *(LEASE_CREATE, LEASE_CHANGE, LEASE_END, LEASE_RESUME, LEASE_RENEW, LEASE_VOID),
        *(UNIT_CREATE, UNIT_CHANGE, UNIT_AREA, UNIT_SPLIT, UNIT_JOIN),
        *(OUTAGE_CREATE, OUTAGE_END, OUTAGE_VOID, TENANT_CHANGE, TENANT_LINK, BUILDING_CHANGE),
    )
}
