"""Fixtures of the whole tree, and how properties are tried."""

import os
import signal
import tempfile

from hypothesis import HealthCheck, settings

from tests.fixtures.memory import quickest

pytest_plugins = [
    "tests.fixtures.guard",
    "tests.fixtures.postgres",
    "tests.fixtures.database",
    "tests.fixtures.browser",
    "tests.fixtures.provider",
    "tests.fixtures.receiver",
    "tests.fixtures.edge",
    "tests.fixtures.town",
]

if "TMPDIR" not in os.environ:
    tempfile.tempdir = quickest()

# started in the background, a shell lets its children ignore Ctrl-C; what the tests start must hear it all the same
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# time limits per example only measure how busy the machine is; databases are made by a factory fixture per example
settings.register_profile(
    "louyu",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
settings.load_profile("louyu")
