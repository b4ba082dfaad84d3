"""Early warnings in display order."""

from collections.abc import Mapping
from typing import Final

from buildings.flags.flag import Flag
from buildings.kinds import Alert
from buildings.warnings.exposure import EXPIRY_CLIFF, ONE_TENANT
from buildings.warnings.falls import OCCUPANCY_FALL, REGISTRATION_FALL, TAX_FALL
from buildings.warnings.reach import NEAR_TIER

WARNINGS: Final[Mapping[str, Flag]] = {
    one.slug: one for one in (OCCUPANCY_FALL, TAX_FALL, REGISTRATION_FALL, EXPIRY_CLIFF, ONE_TENANT, NEAR_TIER)
}
GATED_AS: Final[Mapping[str, str]] = {
    Alert.OCCUPANCY_FALL: "occupancy_rate",
    Alert.TAX_FALL: "tax_12",
    Alert.REGISTRATION_FALL: "registered_rate",
    Alert.EXPIRY_CLIFF: "expiring_6",
    Alert.ONE_TENANT: "concentration_1",
    Alert.NEAR_TIER: "tax_12",
}
"""The metric whose values an audience must be shown to be told of the warning."""
