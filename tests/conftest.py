"""Fixtures of the whole tree, and how properties are tried."""

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.fixtures.guard",
    "tests.fixtures.postgres",
    "tests.fixtures.database",
    "tests.fixtures.browser",
    "tests.fixtures.provider",
    "tests.fixtures.edge",
]

# time limits per example only measure how busy the machine is; databases are made by a factory fixture per example
settings.register_profile(
    "louyu",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
settings.load_profile("louyu")
