"""The synthetic district as workbooks; no database."""

from buildings.demo.files import cached, write
from buildings.demo.plan import VERSION

__all__ = ["VERSION", "cached", "write"]
