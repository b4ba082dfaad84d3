"""Fixtures of the imports: registers that files filled."""

from tests.fixtures.database import filled

ready = filled("ready")  # something of everything: ``tests.builders.small.fill``
