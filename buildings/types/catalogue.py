"""Rules of types in display order."""

from collections.abc import Mapping

from buildings.types.policy import POLICY_TYPE
from buildings.types.proposal import TypeRule
from buildings.types.specialty import SPECIALTY

TYPES: Mapping[str, TypeRule] = {rule.kind.value: rule for rule in (POLICY_TYPE, SPECIALTY)}
