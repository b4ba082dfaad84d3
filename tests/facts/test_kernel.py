"""The kernel against the slow way, on districts hypothesis makes."""

from collections import defaultdict

from hypothesis import HealthCheck, given, settings

from buildings.facts.kernel.compute import compute
from tests.facts.as_inputs import as_inputs
from tests.facts.compare import differences, keyed
from tests.facts.districts import districts
from tests.facts.oracle import Table
from tests.facts.oracle_months import facts
from tests.facts.plain import District


def kernel_facts(district: District) -> dict[str, Table]:
    return {name: keyed(name, table) for name, table in compute(as_inputs(district)).items()}


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(districts())
def test_the_kernel_agrees_with_the_slow_way(district: District) -> None:
    assert differences(kernel_facts(district), facts(district)) == []
