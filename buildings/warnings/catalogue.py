"""Early warnings in display order."""

from collections.abc import Callable, Mapping
from typing import Final

from buildings import parameters
from buildings.flags.flag import Flag, Parameters
from buildings.kinds import Alert
from buildings.metrics.windows import YEAR
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


def _spans(by: Parameters) -> tuple[int, ...]:
    span = int(by[parameters.SPAN])
    return (*range(span), *range(YEAR, YEAR + span))


FILES: Final[Mapping[str, Callable[[Parameters], tuple[int, ...]]]] = {
    Alert.TAX_FALL: _spans,
    Alert.NEAR_TIER: lambda _: tuple(range(YEAR)),
}
"""Months back whose tax files it takes: while one is not there it can be told of no building, whatever it paid."""
UNFILED: Final[Mapping[str, tuple[str, ...]]] = {Alert.TAX_FALL: ("tax_of_both",), Alert.NEAR_TIER: ("tax_12",)}
"""What is missing while one of these files is: of all buildings the same."""
BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    Alert.OCCUPANCY_FALL: ("occupancy_rate",),
    Alert.REGISTRATION_FALL: ("registered_rate",),
    Alert.EXPIRY_CLIFF: ("expiring_3", "expiring_6", "let_area"),
}
"""Metrics whose values stand beside the reasons, as far as an audience is shown them."""
